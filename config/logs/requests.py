"""An id and one line for every request. The line names the route, for paths may hold tokens."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
# The errors of a form are told by the names of its fields, so many of them; a name that a stranger
# made up is none.
REASONS = 8
FIELD = re.compile(r"[a-z_0-9.]{1,80}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request at work here, or of the one that woke this work; "" if none."""
    return _request_id.get()


def work_for(request_id: str) -> None:
    """Have what this thread does from now on told as work of a request; "" ends that."""
    _request_id.set(request_id)


class RequestLog:
    """Tell of every answer: method, route, status, milliseconds, and why a request was refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started_at = time.perf_counter()
        request_id = _given(request) or uuid.uuid4().hex
        work_for(request_id)
        try:
            response = self.get_response(request)
            response[HEADER] = request_id
            _tell(request, response, round((time.perf_counter() - started_at) * 1000))
        finally:
            work_for("")
        return response


def refuse(request: HttpRequest, reason: str) -> None:
    """Remember why a request is refused, until its line is written."""
    request.refusal = reason  # type: ignore[attr-defined]


def route_of(request: HttpRequest) -> str:
    """Return the route as it stands in the URLconf, without what somebody put into it."""
    match = request.resolver_match
    return (match.view_name or match.route or "/") if match else "no route"


def _given(request: HttpRequest) -> str:
    """Return the id that our own proxy gave; a stranger's is none."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    return given if WELL_FORMED.fullmatch(given) else ""


def _tell(request: HttpRequest, response: HttpResponse, milliseconds: int) -> None:
    status = response.status_code
    level = logging.INFO if status < 400 else logging.WARNING
    figures = {
        "method": request.method if request.method in METHODS else "other",
        "route": route_of(request),
        "status": status,
        "milliseconds": milliseconds,
    }
    line = "%(method)s %(route)s %(status)s %(milliseconds)s ms"
    if 400 <= status < 500:
        figures["reason"] = _reason(request, response)
        line += ": %(reason)s"
    logger.log(level, line, figures, extra={"figures": figures})


def _reason(request: HttpRequest, response: HttpResponse) -> str:
    """Say why in codes and names of fields, never in values."""
    content: Any = getattr(response, "data", None)
    errors = content.get("errors") if isinstance(content, dict) else None
    if errors:
        return ", ".join(_told(error) for error in errors[:REASONS])
    return getattr(request, "refusal", "") or response.reason_phrase.lower()


def _told(error: dict[str, str]) -> str:
    field = error["attr"] or ""
    return f"{field} {error['code']}" if FIELD.fullmatch(field) else error["code"]
