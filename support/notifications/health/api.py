"""Where Prometheus reads the outbox's metrics."""

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from support.notifications.health.metrics import render_metrics


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer a scrape with the token of the settings, or an agent who is signed in."""
    if not (_has_token(request) or request.user.is_staff):
        return _refusal(request)
    return HttpResponse(render_metrics(timezone.now()), content_type=CONTENT_TYPE_LATEST)


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
