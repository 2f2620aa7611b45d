"""Pages in the agent's own language and time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from support.desk.models import AgentPreference

# Customers' pages follow the customer, whoever looks at them.
CUSTOMERS_PAGES = "/s/"
TIME_ZONE_COOKIE = "time_zone"
KNOWN_ZONES = frozenset(available_timezones())


class PreferenceMiddleware:
    """Activate what an agent chose; for everybody else the browser's wish stays in force.

    The time zone is the browser's own, which our script leaves in a cookie.
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
    if not isinstance(request.user, User):
        return None
    try:
        return request.user.preference.language
    except AgentPreference.DoesNotExist:
        return None


def _zone_of(request: HttpRequest) -> ZoneInfo | None:
    name = request.COOKIES.get(TIME_ZONE_COOKIE, "")
    return ZoneInfo(name) if name in KNOWN_ZONES else None
