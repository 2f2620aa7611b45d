"""The versions of a tree: opened, compared, restored."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from troubleshooting.editor.access import AuthorRequest, find_tree, for_authors, may_read_notes
from troubleshooting.editor.clashes import build_clashes
from troubleshooting.editor.forms import read_seen
from troubleshooting.editor.history.chronicle import build_chronicle, list_versions
from troubleshooting.editor.history.comparing import build_comparison, draw_both, draw_version
from troubleshooting.editor.history.restoring import recover_seen, restore_seen
from troubleshooting.editor.services import seen_in
from troubleshooting.editor.words import reader
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.rights import Level, rights_of
from troubleshooting.trees.telling import completed, told_then
from troubleshooting.trees.versions import present_among
from web.access import by
from web.answers import CONFLICT


@require_safe
@for_authors
def history(request: AuthorRequest, slug: str) -> HttpResponse:
    return _history_page(request, find_tree(request, slug))


@require_safe
@for_authors
def version(request: AuthorRequest, slug: str, number: int) -> HttpResponse:
    """Open any version as it was."""
    tree = find_tree(request, slug)
    opened = _version(tree, str(number))
    context = {
        "tree": tree,
        "version": opened,
        "seen": seen_in(present_among(tree.versions.for_list())),
        "drawing": draw_version(opened.document, language=reader()),
        "can_edit": rights_of(request.user, tree).may(Level.EDIT),
    }
    return render(request, "editor/history/version.html", context)


@require_safe
@for_authors
def compare(request: AuthorRequest, slug: str) -> HttpResponse:
    """Compare any two versions, in words; `graphs` adds both drawings, for htmx as a part."""
    tree = find_tree(request, slug)
    old, new = (_version(tree, request.GET.get(name, "")) for name in ("from", "to"))
    context: dict[str, Any] = {"tree": tree, "old": old, "new": new}
    wants_graphs = "graphs" in request.GET
    if wants_graphs:
        context["graphs"] = draw_both(old.document, new.document, language=reader())
    if wants_graphs and request.htmx:
        return render(request, "editor/history/_compare_graphs.html", context)
    context["versions"] = list_versions(tree)
    before = completed(old.document, told_then(old), like=new.document)
    after = completed(new.document, told_then(new), like=old.document)
    context["comparison"] = build_comparison(before, after, language=reader())
    return render(request, "editor/history/compare.html", context)


@require_POST
@for_authors
def restoration(request: AuthorRequest, slug: str, number: int) -> HttpResponse:
    """Make an old version the draft."""
    tree = find_tree(request, slug, Level.EDIT)
    version = _version(tree, str(number))
    words = _("The draft is version %(version)s again. Undo brings back what it was.")
    return _restored(request, tree, partial(restore_seen, version), words % {"version": number})


@require_POST
@for_authors
def recovery(request: AuthorRequest, slug: str, pk: int) -> HttpResponse:
    """Make a draft that was thrown away, or withdrawn, the draft again."""
    tree = find_tree(request, slug, Level.EDIT)
    entry = get_object_or_404(TreeLogEntry, tree=tree, pk=pk, difference__has_key="document")
    words = _("The draft is back. Undo brings back what was there before.")
    return _restored(request, tree, partial(recover_seen, entry), words)


def _restored(
    request: AuthorRequest, tree: Tree, restore: Callable[..., TreeVersion], words: str
) -> HttpResponse:
    """Restore over the draft that was seen; else show what others made of it meanwhile."""
    try:
        restore(read_seen(request.POST), **by(request.user))
    except StaleDraft as stale:
        nodes = Document.of(stale.draft.document).steps
        clashes = build_clashes(stale.conflicts, nodes)
        return _history_page(request, tree, code=CONFLICT, meanwhile=True, clashes=clashes)
    except ValidationError as error:
        if getattr(error, "code", None) in ("other_draft", "no_draft"):
            return _history_page(request, tree, code=CONFLICT, meanwhile=True)
        messages.error(request, error.messages[0])
        return redirect("tree-history", tree.slug)
    messages.success(request, words)
    return redirect("tree-edit", tree.slug)


def _history_page(
    request: AuthorRequest, tree: Tree, *, code: int = 200, **shown: Any
) -> HttpResponse:
    rights = rights_of(request.user, tree)
    context = {
        "tree": tree,
        "chronicle": build_chronicle(
            tree,
            request.user,
            page=_page_number(request),
            names_cases=may_read_notes(request.user, tree),
        ),
        "can_edit": rights.may(Level.EDIT),
        "can_publish": rights.may(Level.PUBLISH),
        **shown,
    }
    return render(request, "editor/history/history.html", context, status=code)


def _version(tree: Tree, number: str) -> TreeVersion:
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    found = get_object_or_404(
        tree.versions.select_related("published_by", "updated_by"), number=int(number)
    )
    found.tree = tree
    return found


def _page_number(request: AuthorRequest) -> int:
    page = request.GET.get("page", "")
    return max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1
