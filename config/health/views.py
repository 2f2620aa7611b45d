"""Answers to load balancers, supervisors and Prometheus."""

import hmac
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from config.health.metrics import render_metrics
from config.health.models import Tally
from config.health.parts import NAMES, Part, look


class HealthMiddleware:
    """Answer probes before anything else, by any name and over plain HTTP; count refused events.

    Only who brings a session goes the whole way, for the details.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path)
        if probe and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return probe(request)
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.view_name == "payment-events" and 400 <= response.status_code < 500:
            Tally.objects.add("payment_events_refused", [str(response.status_code)], 1)
        return response


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is touched."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Say which parts work: 200 if all of them do, 503 if not.

    `?parts=database,migrations` asks for some only: what a web server can't do without.
    """
    wanted = set(filter(None, request.GET.get("parts", "").split(","))) or set(NAMES)
    if not wanted <= set(NAMES):
        return JsonResponse({"parts": list(NAMES)}, status=400)
    parts = look()
    answer = _details if _may_know(request, parts) else _bare
    told = {part.name: answer(part) for part in parts if part.name in wanted}
    ready = all(part.ok for part in parts if part.name in wanted)
    return JsonResponse({"ready": ready, "parts": told}, status=200 if ready else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer a scrape with the token of the settings, or an agent who is signed in."""
    if not (_has_token(request) or request.user.is_staff):
        return _refusal(request)
    return HttpResponse(render_metrics(timezone.now()), content_type=CONTENT_TYPE_LATEST)


PROBES = {"/healthz": healthz, "/readyz": readyz}


def _bare(part: Part) -> str:
    return "ok" if part.ok else "failed"


def _details(part: Part) -> dict[str, Any]:
    return {"ok": part.ok, **part.details}


def _may_know(request: HttpRequest, parts: list[Part]) -> bool:
    """Whether somebody may read details. Who is signed in is known to the database alone."""
    if _has_token(request):
        return True
    user = getattr(request, "user", None)
    return parts[0].ok and user is not None and user.is_staff


def _has_token(request: HttpRequest) -> bool:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    wanted: str = settings.METRICS_TOKEN
    is_right = hmac.compare_digest(token.strip().encode(), wanted.encode())
    return bool(wanted) and scheme.lower() == "bearer" and is_right


def _refusal(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        sentence = _("Only agents and Prometheus may read the metrics.")
        return HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=403)
    sentence = _("The metrics need the token of METRICS_TOKEN, or an agent who is signed in.")
    response = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=401)
    response["WWW-Authenticate"] = "Bearer"
    return response
