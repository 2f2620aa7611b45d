"""The first two pages of the public form: which payment, and what happened."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from support.guidance.helping.links import find_help, token_of
from support.guidance.models import HelpWalk
from support.portal.asking.form import (
    BAIT,
    KEYS,
    AskForm,
    is_machines,
    reference_in,
)
from support.portal.asking.proving import is_open
from support.portal.asking.services import MOST_WAITING, Asked, keep_ask
from support.portal.languages import chosen_language
from support.portal.views import page_in
from support.portal.writing.form import AGED
from troubleshooting.marks.reading import once
from web.access import counted_as
from web.answers import REFUSED

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
        walk, once_in = _walk(request), request.POST.get("once", "")
        if request.method != "POST":
            name = "sent" if "sent" in request.GET else "start"
            shown = {"once": KEYS.new(), "walk": walk, "most_waiting": MOST_WAITING}
            return page(request, name, language, shown)
        typed = "" if "without" in request.POST else request.POST.get("reference", "")
        form = _form(None, reference_in(typed), language, walk)
        return _details(request, form, walk, once_in)


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
        walk, once_in = _walk(request), request.POST.get("once", "")
        if request.method != "POST":
            return redirect(_address(language, walk))
        reference = reference_in(request.POST.get("reference", ""))
        form = _form(request.POST, reference, language, walk)
        key = KEYS.read(once_in)
        if key is None:
            return _details(request, form, walk, KEYS.new(), notice=AGED)
        if not form.is_valid():
            return _details(request, form, walk, once_in)
        if not is_machines(once_in, request.POST.get(BAIT, "")):
            keep_ask(_asked(form, key, walk), now=now)
    return redirect(f"{reverse('public-form')}?lang={language}&sent=1")


def _form(posted: Any, reference: str, language: str, walk: HelpWalk | None) -> AskForm:
    return AskForm(posted, reference=reference, language=language, knows_about=walk is not None)


def _asked(form: AskForm, key: UUID, walk: HelpWalk | None) -> Asked:
    given = form.cleaned_data
    channel, address = given["contact"]
    return Asked(
        key=key,
        channel=channel,
        address=address,
        language=form.language,
        typed=given | {"reference": form.reference},
        about=walk.about if walk else given.get("about", ""),
        walk=walk,
    )


def _details(
    request: HttpRequest, form: AskForm, walk: HelpWalk | None, key: str, *, notice: Any = ""
) -> HttpResponse:
    """Answer with the second page, filled in as it was."""
    shown = {
        "form": form, "called": form.reference, "once": key, "walk": walk,
        "notice": notice, "bait": BAIT,
    }  # fmt: skip
    return page(request, "details", form.language, shown, REFUSED if form.is_bound else 200)


def page(
    request: HttpRequest, name: str, language: str, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Answer with one of the pages in its frame."""
    walk = shown.get("walk")
    frame = {"here": reverse("public-form"), "carried": token_of(walk) if walk else ""}
    return page_in(language, request, f"portal/asking/{name}.html", {**frame, **shown}, status)


def language_of(request: HttpRequest, own: str = "") -> str:
    return chosen_language(request.GET.get("lang", ""), own or translation.get_language() or "en")


def _walk(request: HttpRequest) -> HelpWalk | None:
    """Return the walk without a case that they come from, if they do."""
    token = request.GET.get("walk", "")
    return find_help(token, timezone.now()) if token else None


def _address(language: str, walk: HelpWalk | None) -> str:
    asked = {"lang": language} | ({"walk": token_of(walk)} if walk else {})
    return f"{reverse('public-form')}?{urlencode(asked)}"
