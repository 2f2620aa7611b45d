"""The first two pages of the public form: which payment, and what happened."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from support.brand.reading import brand_of
from support.guidance.helping.links import find_help, token_of
from support.guidance.models import HelpWalk
from support.portal.asking.form import (
    BAIT,
    AskForm,
    is_machines,
    key_in,
    new_key,
    reference_in,
)
from support.portal.asking.proving import is_open
from support.portal.asking.services import Asked, keep_ask
from support.portal.languages import LANGUAGE_TAGS, chosen_language, language_choices
from troubleshooting.marks.reading import once
from web.access import counted_as
from web.answers import REFUSED

AGED = gettext_lazy(
    "This page had been open for long. What you typed is below and was not sent yet."
)
CLOSED = 404


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@once()
def public_form(request: HttpRequest) -> HttpResponse:
    """Ask for the payment's reference; with it, or without one, a POST leads to the second page.

    What is typed is not looked up before the link is opened: no answer tells what we hold.
    """
    language = language_of(request)
    with translation.override(language):
        if not is_open():
            return page(request, "closed", language, {}, status=CLOSED)
        if request.method != "POST":
            name = "sent" if "sent" in request.GET else "start"
            return page(request, name, language, {"once": new_key(), "walk": _walk(request)})
        typed = "" if "without" in request.POST else request.POST.get("reference", "")
        return _details(request, language, reference_in(typed), _once_in(request))


@csrf_exempt
@counted_as("asks")
@require_http_methods(["GET", "HEAD", "POST"])
@once()
def public_form_ask(request: HttpRequest) -> HttpResponse:
    """Keep what they ask. Whatever becomes of it, the answer is the same."""
    language, now = language_of(request), timezone.now()
    with translation.override(language):
        if not is_open():
            return page(request, "closed", language, {}, status=CLOSED)
        if request.method != "POST":
            return redirect(_address(language, _walk(request)))
        reference, walk = reference_in(request.POST.get("reference", "")), _walk(request)
        form = AskForm(
            request.POST, reference=reference, language=language, knows_about=walk is not None
        )
        key = key_in(_once_in(request))
        if key is None or not form.is_valid():
            notice = AGED if key is None else ""
            once_more = _once_in(request) if key else new_key()
            return _details(request, language, reference, once_more, form, notice=notice)
        if not is_machines(_once_in(request), request.POST.get(BAIT, "")):
            keep_ask(_asked(form, key, reference, walk), now=now)
    return redirect(f"{reverse('public-form')}?lang={language}&sent=1")


def _asked(form: AskForm, key: UUID, reference: str, walk: HelpWalk | None) -> Asked:
    given = form.cleaned_data
    channel, address = given["contact"]
    return Asked(
        key=key,
        channel=channel,
        address=address,
        language=form.language,
        typed=given | {"reference": reference},
        about=walk.about if walk else given.get("about", ""),
        walk=walk,
    )


def _details(
    request: HttpRequest,
    language: str,
    reference: str,
    key: str,
    form: AskForm | None = None,
    *,
    notice: Any = "",
) -> HttpResponse:
    """Answer with the second page, filled in as it was."""
    walk = _walk(request)
    blank = AskForm(reference=reference, language=language, knows_about=walk is not None)
    shown = {
        "form": form or blank, "called": reference, "once": key, "walk": walk,
        "notice": notice, "bait": BAIT,
    }  # fmt: skip
    return page(request, "details", language, shown, status=REFUSED if form else 200)


def page(
    request: HttpRequest, name: str, language: str, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Answer with one of the pages in its frame."""
    walk = shown.get("walk")
    frame = {
        "language": language,
        "tag": LANGUAGE_TAGS[language],
        "languages": language_choices(language),
        "brand": brand_of(language),
        "here": reverse("public-form"),
        "carried": token_of(walk) if walk else "",
    }
    response = render(request, f"portal/asking/{name}.html", {**frame, **shown}, status=status)
    response["Content-Language"] = LANGUAGE_TAGS[language]
    return response


def language_of(request: HttpRequest, own: str = "") -> str:
    return chosen_language(request.GET.get("lang", ""), own or translation.get_language() or "en")


def _walk(request: HttpRequest) -> HelpWalk | None:
    """Return the walk without a case that they come from, if they do."""
    token = request.GET.get("walk", "")
    return find_help(token, timezone.now()) if token else None


def _once_in(request: HttpRequest) -> str:
    return request.POST.get("once", "")


def _address(language: str, walk: HelpWalk | None) -> str:
    asked = {"lang": language} | ({"walk": token_of(walk)} if walk else {})
    return f"{reverse('public-form')}?{urlencode(asked)}"
