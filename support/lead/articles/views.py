"""The list of articles, the page of one, and how customers will read it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.guides.models import Article, ArticleVersion
from support.guides.reading import shown_as
from support.guides.writing import (
    StaleArticle,
    publish_article,
    restore_version,
    save_article,
    take_down,
)
from support.lead.access import CHANGE
from support.lead.articles.forms import ArticleForm, PublishForm
from support.lead.articles.page import preview_token, previewed, version_rows, words_about
from support.portal.articles.frame import language_in
from support.portal.articles.views import show
from web.access import Given, GuardedView, Rule, SignedInRequest, View, by, guarded
from web.answers import CONFLICT, REFUSED
from web.forms import read_seen

WRITE, PUBLISH = "guides.change_article", "guides.publish_article"


def for_writers(view: View[Given]) -> GuardedView[Given]:
    """Let in who may write help articles: authors and leads."""
    refusal = gettext_lazy("Only authors and leads can open this page")
    return guarded(view, Rule(_may_write, refusal=refusal))


def for_publishers(view: View[Given]) -> GuardedView[Given]:
    """Let in who may put articles out and take them down: leads."""
    refusal = gettext_lazy("Only leads can publish help articles")
    return guarded(view, Rule(lambda user: user.has_perm(PUBLISH), refusal=refusal))


def for_staff(view: View[Given]) -> GuardedView[Given]:
    """Let in whoever works here."""
    return guarded(view, Rule(lambda user: user.is_staff or _may_write(user)))


def _may_write(user: User) -> bool:
    """Whoever changes sources leads here, and every lead may write."""
    return user.has_perm(WRITE) or user.has_perm(CHANGE)


@require_safe
@for_writers
def articles(request: SignedInRequest) -> HttpResponse:
    """Show every article, what was changed last first."""
    return render(request, "lead/articles/list.html", {"articles": Article.objects.for_list()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def new_article(request: SignedInRequest) -> HttpResponse:
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def article(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show one article; a POST writes its draft anew."""
    return _write(request, find_article(slug))


@require_POST
@for_publishers
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put the draft out, now or from a time."""
    found, form = find_article(slug), PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, found, errors=form.errors, code=REFUSED)
    given = form.cleaned_data
    try:
        publish_article(
            found, seen=given["seen"], at=given["at"], until=given["until"], **by(request.user)
        )
    except StaleArticle:
        return _page(request, found, code=CONFLICT)
    except ValidationError as error:
        errors = error.message_dict if hasattr(error, "error_dict") else {"at": error.messages}
        return _page(request, found, errors=errors, code=REFUSED)
    messages.success(request, _("It is scheduled.") if given["at"] else _("Customers can read it."))
    return redirect("article-edit", slug)


@require_POST
@for_publishers
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take an article down, and what was to come of it."""
    take_down(find_article(slug))
    messages.success(request, _("Customers can no longer read it."))
    return redirect("article-edit", slug)


@require_POST
@for_writers
def restore(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Make the draft say what a version said."""
    found = find_article(slug)
    try:
        restore_version(found, number, seen=read_seen(request.POST), **by(request.user))
    except StaleArticle:
        return _page(request, found, code=CONFLICT)
    except ArticleVersion.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(
        request, _("The draft says what version %(number)s said.") % {"number": number}
    )
    return redirect("article-edit", slug)


@require_safe
@for_staff
def preview(request: SignedInRequest, token: str) -> HttpResponse:
    """Show an article's draft as customers would read it, to who works here."""
    found = previewed(token)
    shown = shown_as(found, found.slug, timezone.now()) if found else None
    if shown is None or not shown.texts:
        raise Http404
    language = language_in(request)
    with translation.override(language):
        return show(request, shown, language, is_preview=True)


def _write(request: SignedInRequest, found: Article | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found)
    form = ArticleForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, form.errors, code=REFUSED)
    try:
        saved = save_article(
            found, form.written(), seen=form.cleaned_data["seen"], **by(request.user)
        )
    except StaleArticle:
        return _page(request, found, form, code=CONFLICT)
    except ValidationError as error:
        return _page(request, found, form, error.message_dict, code=REFUSED)
    messages.success(request, _("The draft is saved. Customers read it once it is published."))
    return redirect("article-edit", saved.slug)


def _page(
    request: SignedInRequest,
    found: Article | None,
    form: ArticleForm | None = None,
    errors: Mapping[str, Any] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    if found is not None and code in {CONFLICT, REFUSED}:
        found.refresh_from_db()  # with what somebody else has saved
    shown = {
        "article": found,
        "form": form or ArticleForm(article=found),
        "errors": errors or {},
        "is_stale": code == CONFLICT,
        "seen": found.revision if found else 0,
        "can_publish": request.user.has_perm(PUBLISH),
        "versions": version_rows(found) if found else [],
        "said": words_about(found) if found else [],
        "preview": preview_token(found) if found and found.whole_in else "",
    }
    return render(request, "lead/articles/article.html", shown, status=code)


def find_article(slug: str) -> Article:
    return get_object_or_404(Article.objects.for_list(), slug=slug)
