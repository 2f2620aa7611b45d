"""How often strangers may do what a page of ours lets them do without an account."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from config.strangers.addresses import place_of
from config.strangers.rates import MINUTE, seconds_to_wait
from config.strangers.refusals import refused

SOON = _("This was asked very often from your connection. Try again in a minute.")
LATER = _("This was asked very often from your connection. Try again in an hour.")


class BoundedVisits:
    """Count what is posted to a view that says as what it is counted, an address by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        scope = getattr(view, "counted_as", "")
        if not scope or request.method != "POST":
            return None
        seconds = seconds_to_wait(scope, place_of(request))
        if not seconds:
            return None
        response = refused(
            request,
            429,
            "throttled",
            title=_("One moment, please"),
            sentence=SOON if seconds <= MINUTE else LATER,
        )
        response["Retry-After"] = str(seconds)
        return response
