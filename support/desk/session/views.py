"""What belongs to the person at the desk: signing in, also amid a deed, language and looks."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from support.customers.models import Language
from support.desk.session.services import set_language
from web.answers import REFUSED, way_back
from web.carrying import Carried, read, send_again, signed
from web.templatetags.web import APPEARANCES

YEAR_SECONDS = 365 * 24 * 3600


class SignIn(LoginView):
    """Django's own, which carries on what somebody typed when their session had ended."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        carried = self._carried()
        if request.user.is_authenticated and carried:  # in another window meanwhile
            return self._go_on(carried)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        carried = self._carried()
        response = super().form_valid(form)
        return self._go_on(carried) if carried else response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        carried = self._carried()
        more = {"carried": carried, "carries": signed(carried)} if carried else {}
        return super().get_context_data(**kwargs) | more

    def _carried(self) -> Carried | None:
        return read(self.request.POST.get("carried", ""))

    def _go_on(self, carried: Carried) -> HttpResponse:
        words = _("You are signed in. What you typed is here and was not sent yet.")
        return send_again(self.request, carried, words)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Sign in without leaving the page; its forms get the new token."""
    form = AuthenticationForm(request, data=request.POST)
    if not form.is_valid():
        words = str(form.non_field_errors()[0]) if form.non_field_errors() else ""
        return HttpResponse(words, status=REFUSED, content_type="text/plain; charset=utf-8")
    login(request, form.get_user())
    response = HttpResponse(status=204)
    response["X-CSRFToken"] = get_token(request)
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    response = redirect(way_back(request))
    chosen = request.POST.get("language", "")
    if chosen in Language.values:
        if isinstance(request.user, User):
            set_language(request.user, chosen)
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    response = redirect(way_back(request))
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
