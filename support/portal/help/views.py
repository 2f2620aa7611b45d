"""Help without a case: choose what did not arrive, answer, and read what to do."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from support.guidance.helping.links import find_help, token_of
from support.guidance.helping.services import StaleHelp, answer_help, begin_help, helps_with
from support.guidance.models import HelpWalk
from support.portal.asking.proving import is_open
from support.portal.help.advice import advice_of
from support.portal.help.form import ABOUT, KEYS
from support.portal.languages import chosen_language
from support.portal.views import page_in, private
from support.portal.walking.answers import choice_in, has_answer, number_in
from troubleshooting.marks.reading import once
from troubleshooting.walks.showing.asking import show_asking
from web.access import counted_as

LATE, OFTEN, AGED, ENDED = "late", "often", "aged", "ended"
NOTICES = {
    LATE: _("You went on from somewhere else meanwhile. This is how it stands now."),
    OFTEN: _("You have changed your answers very often. Please write to us instead."),
    AGED: _("This page had been open for long. Please choose once more."),
    ENDED: _("This address has ended, or is not whole. Please begin once more."),
}


@csrf_exempt
@counted_as("help")
@require_http_methods(["GET", "HEAD", "POST"])
@once()
def help_page(request: HttpRequest) -> HttpResponse:
    """Ask what did not arrive; a POST begins a walk. No cookie stands behind it to be forged."""
    language = _language(request)
    with translation.override(language):
        if request.method != "POST":
            return _start_page(request, language)
        key = KEYS.read(request.POST.get("once", ""))
        if key is None:
            return redirect(f"{reverse('help')}?lang={language}&{AGED}=1")
        try:
            walk = begin_help(request.POST.get("about", ""), key=key, now=timezone.now())
        except ValidationError:
            return redirect(f"{reverse('help')}?lang={language}")
    return redirect(f"{reverse('help-walk', args=[token_of(walk)])}?lang={language}")


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
@once()
def help_walk(request: HttpRequest, token: str) -> HttpResponse:
    """Ask one question after the other, or say what to do; a POST answers."""
    language, walk = _language(request), find_help(token, timezone.now())
    with translation.override(language):
        if walk is None:
            return _start_page(request, language, notice=ENDED, status=404)
        here = reverse("help-walk", args=[token])
        if request.method == "POST":
            happened = _answer(request, walk)
            tail = f"&{happened}=1" if happened else ""
            return redirect(f"{here}?lang={language}{tail}")
        return _walk_page(request, walk, here, language)


def _answer(request: HttpRequest, walk: HelpWalk) -> str:
    """Take an answer; what is not asked any more changes nothing. Return what to say of it."""
    seen = number_in(request.POST.get("seen"))
    if seen is None or seen > len(walk.answers):
        return LATE
    choice = choice_in(request.POST, walk.position(seen))
    if choice is None:
        return LATE
    try:
        answer_help(walk, choice, seen=seen, now=timezone.now())
    except StaleHelp as stale:
        return "" if has_answer(stale.walk.position(), choice) else LATE
    except ValidationError as error:
        return OFTEN if error.code == "too_often" else LATE
    return ""


def _start_page(
    request: HttpRequest, language: str, *, notice: str = "", status: int = 200
) -> HttpResponse:
    choices = [(about, *ABOUT[about]) for about in helps_with()]
    shown = {"choices": choices, "once": KEYS.new(), "here": reverse("help")}
    told = NOTICES[notice] if notice else _notice(request)
    return page_in(language, request, "portal/help/help.html", {**shown, "notice": told}, status)


def _walk_page(request: HttpRequest, walk: HelpWalk, here: str, language: str) -> HttpResponse:
    position = walk.position()
    change = number_in(request.GET.get("change"))
    asking = show_asking(position, position.path, seen=len(walk.answers), change=change)
    offers = not asking.question or walk.is_at_a_loss
    shown = {
        "asking": asking,
        "offers": offers,
        "advice": None if asking.question else advice_of(walk, language),
        "here": here,
        "start": reverse("help"),
        "notice": _notice(request),
        "form_address": _form_address(walk) if offers else "",
        "days_kept": walk.days_kept,
    }
    return page_in(language, request, "portal/help/walk.html", shown)


def _notice(request: HttpRequest) -> Any:
    return next((words for name, words in NOTICES.items() if name in request.GET), "")


def _language(request: HttpRequest) -> str:
    return chosen_language(request.GET.get("lang", ""), translation.get_language() or "en")


def _form_address(walk: HelpWalk) -> str:
    """Return where who still needs us writes to us with this walk, "" while there is no such."""
    return f"{reverse('public-form')}?walk={token_of(walk)}" if is_open() else ""
