"""What belongs to the person at the desk: language and looks. Signing in is Django's own."""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from support.customers.models import Language
from support.desk.session.services import set_language
from web.templatetags.web import APPEARANCES

YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    response = redirect(_way_back(request))
    chosen = request.POST.get("language", "")
    if chosen in Language.values:
        if isinstance(request.user, User):
            set_language(request.user, chosen)
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    response = redirect(_way_back(request))
    chosen = request.POST.get("appearance", "")
    _remember(response, "appearance", chosen if chosen in APPEARANCES else "")
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _way_back(request: HttpRequest) -> str:
    """Return the page somebody came from, if it is one of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url("queue")
