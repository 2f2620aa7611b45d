"""What is posted, by pages and scripts, is masked before its view reads it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from rest_framework.parsers import MultiPartParser

from support.cases.telling.masked import Entry, as_told
from support.intake.masking.requests import mask_body, mask_form
from support.intake.masking.telling import tell
from troubleshooting.discretion.hidden import Hidden

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORM = "multipart/form-data"


class Masking:
    """Mask a request, and say so together with what its view does, both or neither.

    It stands behind all others, for it asks the view itself where there was something to mask.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        hidden = _mask(request, view) if request.method in WRITING else []
        if not hidden:
            return None
        entry = Entry(as_told(hidden))
        request.masked = entry  # type: ignore[attr-defined]
        with transaction.atomic():
            response: HttpResponse = view(request, *args, **kwargs)
            if response.status_code < 400:
                tell(request, response, entry)
        return response


def _mask(request: HttpRequest, view: Any) -> list[Hidden]:
    """Mask what a view would read; what can't be read is left to the view, which refuses it."""
    api_view = getattr(view, "cls", None)
    if _judges_bytes(view, api_view):
        return []
    try:
        if api_view is None:
            return mask_form(request)
        if request.content_type != FORM:
            return mask_body(request)
        return mask_form(request) if MultiPartParser in api_view.parser_classes else []
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError):
        return []


def _judges_bytes(view: Any, api_view: Any) -> bool:
    """Tell whether a door takes from strangers what is signed, and so reads the bytes as sent.

    What it makes of them is masked by `news`; of receipts and mail reports it keeps no words.
    """
    if api_view is None:
        return bool(getattr(view, "csrf_exempt", False))
    return not api_view.authentication_classes
