"""Publishing a draft, at once or at a time, and what becomes of the open walks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troubleshooting.editor.access import AuthorRequest, find_tree, for_authors
from troubleshooting.editor.publishing.forms import PublishForm
from troubleshooting.editor.publishing.publication import build_publication
from troubleshooting.editor.publishing.replays import LIMITS, build_replay, read_limit
from troubleshooting.editor.words import reader
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.services import schedule, unschedule
from troubleshooting.trees.rights import Level
from troubleshooting.trees.versions import find_draft, live_version
from troubleshooting.walks.moving import move_walks, plan_moves, publish_and_move
from web.access import by
from web.answers import CONFLICT, REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def publish(request: AuthorRequest, slug: str) -> HttpResponse:
    """Show what publishing would change; publish or schedule when somebody says so."""
    if request.method != "POST":
        tree = find_tree(request, slug, Level.EDIT)
        return _page(request, tree, PublishForm(initial={"moves_walks": True}))
    tree = find_tree(request, slug, Level.PUBLISH)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, tree, form, code=REFUSED)
    draft = tree.versions.filter(pk=form.cleaned_data["version"]).select_related("tree").first()
    if draft is None:
        form.add_error(None, _("This draft was thrown away meanwhile."))
        return _page(request, tree, form, code=CONFLICT)
    try:
        return _published(request, draft, form)
    except StaleDraft as stale:
        return _page(request, tree, form, code=CONFLICT, stale=stale)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, tree, form, code=REFUSED)


@require_safe
@for_authors
def replay(request: AuthorRequest, slug: str) -> HttpResponse:
    """Replay closed walks through the draft: the part for htmx, else within the page."""
    tree = find_tree(request, slug, Level.EDIT)
    draft = find_draft(tree)
    if draft is None:
        return redirect("tree-publish", slug)
    limit = read_limit(request.GET.get("last", ""))
    shown: dict[str, Any]
    try:
        shown = {"replay": build_replay(draft, request.user, limit=limit, language=reader())}
    except ValidationError as error:
        shown = {"replay_trouble": " ".join(error.messages)}
    if request.htmx:
        return render(
            request, "editor/publishing/_replay.html", {"tree": tree, "limits": LIMITS, **shown}
        )
    return _page(request, tree, PublishForm(initial={"moves_walks": True}), **shown)


@require_POST
@for_authors
def withdrawal(request: AuthorRequest, slug: str) -> HttpResponse:
    """Withdraw a schedule."""
    tree = find_tree(request, slug, Level.PUBLISH)
    version = get_object_or_404(tree.versions, pk=_number(request.POST.get("version", "")))
    try:
        draft = unschedule(version, **by(request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        kept = _("The schedule is withdrawn. What it held is kept in the history.")
        again = _("The schedule is withdrawn. The version is the draft again.")
        messages.success(request, again if draft else kept)
    return redirect("tree-history", slug)


@require_POST
@for_authors
def moves(request: AuthorRequest, slug: str) -> HttpResponse:
    """Let open walks of older versions go on in the one in force."""
    tree = find_tree(request, slug, Level.PUBLISH)
    live = live_version(tree)
    if live is not None:
        moved = move_walks(plan_moves(tree, live), **by(request.user))
        messages.success(request, _moved_words(moved))
    return redirect("tree-history", slug)


def _published(request: AuthorRequest, draft: TreeVersion, form: PublishForm) -> HttpResponse:
    given, at = form.cleaned_data, form.scheduled_for
    who: dict[str, Any] = {"actor": request.user, "now": timezone.now(), "seen": given["seen"]}
    if at is not None:
        version = schedule(draft, at=at, reason=given["reason"], **who)
        when = date_format(timezone.localtime(at), "DATETIME_FORMAT")
        words = {"version": version.number, "when": when}
        messages.success(request, _("Version %(version)s is scheduled for %(when)s.") % words)
        return redirect("tree-history", draft.tree.slug)
    done = publish_and_move(draft, reason=given["reason"], moves_walks=given["moves_walks"], **who)
    in_force = _("Version %(version)s is published.") % {"version": done.version.number}
    messages.success(request, in_force)
    if done.moved:
        messages.success(request, _moved_words(done.moved))
    return redirect("tree-history", draft.tree.slug)


def _moved_words(moved: int) -> str:
    words = ngettext(
        "%(walks)s open guide goes on in the published version.",
        "%(walks)s open guides go on in the published version.",
        moved,
    )
    return words % {"walks": moved}


def _page(
    request: AuthorRequest,
    tree: Tree,
    form: PublishForm,
    *,
    code: int = 200,
    stale: StaleDraft | None = None,
    **shown: Any,
) -> HttpResponse:
    publication = build_publication(tree, request.user, stale=stale)
    context = {"publication": publication, "tree": tree, "form": form, "limits": LIMITS, **shown}
    return render(request, "editor/publishing/publish.html", context, status=code)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
