"""A refusal that needs neither a session nor a body: for the API in its form, else as a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from web.carrying import aged

LANGUAGE_TAGS = {"en": "en", "zh-hans": "zh-Hans"}


def refused(
    request: HttpRequest, status: int, code: str, *, title: Any, sentence: Any
) -> HttpResponse:
    """Say no, on a page in every language, for nobody knows which one is theirs."""
    if request.path.startswith("/api/"):
        error = {"code": code, "detail": str(sentence), "attr": None}
        return JsonResponse({"type": "client_error", "errors": [error]}, status=status)
    shown = {"languages": LANGUAGE_TAGS, "title": title, "sentence": sentence}
    return render(request, "refused.html", shown, status=status)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose sender is not known to be our own page.

    A page of ours whose token has aged gets a new one, or what was typed in it once more. Only
    pages of ours can read that: others may not send the header or are not their own origin.
    """
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=403)
        response["X-CSRFToken"] = get_token(request)
        return response
    if page := aged(request):
        return page
    return refused(
        request,
        403,
        "csrf",
        title=_("Please send this once more"),
        sentence=_(
            "Nothing was stored: we could not tell that the form came from our own page. Go back, "
            "load the page anew and send it again. If that doesn't help, allow cookies here."
        ),
    )
