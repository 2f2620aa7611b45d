"""The list of articles, one of them, and whether it helped."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    conditional_page,
    require_http_methods,
    require_safe,
)

from support.guides.helping import LONGEST_WORDS, answer_article
from support.guides.models import Topic
from support.guides.reading import Shown, find, related
from support.portal.articles.finding import LONGEST_ASKED, search
from support.portal.articles.frame import keep, language_in, page
from support.portal.articles.keys import key_in, new_key
from troubleshooting.marks.reading import once
from web.access import counted_as
from web.answers import REFUSED


@conditional_page
@require_safe
@once()
def articles(request: HttpRequest) -> HttpResponse:
    """Show what is out, by words and topic; what the reader's language lacks in the other one."""
    language = language_in(request)
    typed = request.GET.get("q", "").replace("\0", "")[:LONGEST_ASKED]
    topic = request.GET.get("topic", "")
    found = [one for one in search(typed) if topic not in Topic.values or topic in one.topics]
    with translation.override(language):
        rows = [
            (one, one.texts[there], there)
            for one in sorted(found, key=lambda one: language not in one.texts)
            for there in [one.language_for(language)]
        ]
        shown = {"rows": rows, "typed": typed, "topic": topic, "topics": Topic.choices}
        return keep(page(request, "list", language, shown))


@conditional_page
@require_safe
@once()
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one article; of one that is gone say so, and where the others are."""
    language, found = language_in(request), find(slug)
    with translation.override(language):
        if found is None:
            return page(request, "gone", language, {"here": reverse("articles")}, 404)
        return keep(show(request, found, language))


def show(
    request: HttpRequest, found: Shown, language: str, *, is_preview: bool = False
) -> HttpResponse:
    """Render an article as it is read, also before it is out; the language is active."""
    there = found.language_for(language)
    shown = {
        "article": found,
        "text": found.texts[there],
        "there": there,
        "is_preview": is_preview,
        "related": [(one, one.texts[language]) for one in related(found, language)],
    }
    return page(request, "article", language, shown)


@csrf_exempt
@counted_as("helped")
@require_http_methods(["GET", "HEAD", "POST"])
@once()
def helped(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether an article helped; a POST keeps the answer. A look records nothing."""
    language, found = language_in(request), find(slug)
    if found is None:
        return redirect(f"{reverse('article', args=[slug])}?lang={language}")
    with translation.override(language):
        if request.method != "POST":
            shown = {"answer": request.GET.get("answer", ""), "is_kept": "thanks" in request.GET}
            return _asked(request, found, language, shown)
        given = key_in(request.POST.get("once", ""))
        answer, words = request.POST.get("answer", ""), request.POST.get("words", "")
        if given is None or answer not in ("yes", "no"):
            return redirect(f"{request.path}?lang={language}")
        key, version = given
        try:
            is_yes = answer == "yes"
            answer_article(version, key=key, is_yes=is_yes, words=words, now=timezone.now())
        except ValidationError as error:
            shown = {"answer": answer, "words": words, "refusal": error.messages[0]}
            return _asked(request, found, language, shown)
    return redirect(f"{request.path}?lang={language}&thanks=1")


def _asked(
    request: HttpRequest, found: Shown, language: str, shown: dict[str, Any]
) -> HttpResponse:
    text = found.texts[found.language_for(language)]
    form = {"article": found, "text": text, "most": LONGEST_WORDS, "key": new_key(found.version)}
    code = REFUSED if "refusal" in shown else 200
    return page(request, "helped", language, form | shown, code)
