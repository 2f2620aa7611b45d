"""Pages in the agent's own language and time zone."""

from collections.abc import Callable
from datetime import tzinfo
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from support.cases.models.market import market_for
from support.claims.zones import KNOWN
from support.desk.models import AgentPreference

# Customers' pages follow the customer or the browser, whoever looks at them.
CUSTOMERS_PAGES = ("/s/", "/guides/", "/status/")
TIME_ZONE_COOKIE = "time_zone"
# What browsers say that keep to themselves where they are.
NOWHERE = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT"})


class PreferenceMiddleware:
    """Activate what an agent chose; for everybody else the browser's wish stays in force.

    The time zone is their own, else the browser's, which our script leaves in a cookie, else that
    of the market whose language they work in; where nothing is known it is UTC.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(CUSTOMERS_PAGES):
            return self.get_response(request)
        language = _language_of(request)
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language() or language
        with timezone.override(_zone_of(request)):
            return self.get_response(request)


def _language_of(request: HttpRequest) -> str | None:
    """Return an agent's own language; AgentBackend has read it with him."""
    preference = _preference_of(request)
    return preference.language if preference else None


def _preference_of(request: HttpRequest) -> AgentPreference | None:
    if not isinstance(request.user, User):
        return None
    try:
        return request.user.preference
    except AgentPreference.DoesNotExist:
        return None


def _zone_of(request: HttpRequest) -> tzinfo | None:
    own = _preference_of(request)
    browser = request.COOKIES.get(TIME_ZONE_COOKIE, "")
    for name in (own.time_zone if own else "", "" if browser in NOWHERE else browser):
        if name in KNOWN:
            return ZoneInfo(name)
    return ZoneInfo(market_for(own.language).time_zone) if own else None
