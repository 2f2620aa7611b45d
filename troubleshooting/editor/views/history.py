"""The versions of a tree: opened, compared, restored."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from troubleshooting.editor.access import AuthorRequest, find_tree, for_authors
from troubleshooting.editor.chronicle import build_chronicle, list_versions
from troubleshooting.editor.comparing import build_comparison, draw_both, draw_version
from troubleshooting.editor.words import reader
from troubleshooting.trees.drafting import restore_version
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.recovering import recover_document
from troubleshooting.trees.rights import Level, rights_of


@require_safe
@for_authors
def history(request: AuthorRequest, slug: str) -> HttpResponse:
    tree = find_tree(request, slug)
    chronicle = build_chronicle(tree, page=_page_number(request))
    rights = rights_of(request.user, tree)
    context = {
        "tree": tree,
        "chronicle": chronicle,
        "can_edit": rights.may(Level.EDIT),
        "can_publish": rights.may(Level.PUBLISH),
    }
    return render(request, "editor/history.html", context)


@require_safe
@for_authors
def version(request: AuthorRequest, slug: str, number: int) -> HttpResponse:
    """Open any version as it was."""
    tree = find_tree(request, slug)
    opened = _version(tree, str(number))
    context = {
        "tree": tree,
        "version": opened,
        "drawing": draw_version(opened.document, language=reader()),
        "can_edit": rights_of(request.user, tree).may(Level.EDIT),
    }
    return render(request, "editor/history_version.html", context)


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
        return render(request, "editor/_compare_graphs.html", context)
    context["versions"] = list_versions(tree)
    context["comparison"] = build_comparison(old.document, new.document, language=reader())
    return render(request, "editor/compare.html", context)


@require_POST
@for_authors
def restoration(request: AuthorRequest, slug: str, number: int) -> HttpResponse:
    """Make an old version the draft."""
    tree = find_tree(request, slug, Level.EDIT)
    restore_version(_version(tree, str(number)), actor=request.user, now=timezone.now())
    words = _("The draft is version %(version)s again. Undo brings back what it was.")
    messages.success(request, words % {"version": number})
    return redirect("tree-edit", slug)


@require_POST
@for_authors
def recovery(request: AuthorRequest, slug: str, pk: int) -> HttpResponse:
    """Make a draft that was thrown away, or withdrawn, the draft again."""
    tree = find_tree(request, slug, Level.EDIT)
    entry = get_object_or_404(TreeLogEntry, tree=tree, pk=pk, difference__has_key="document")
    try:
        recover_document(entry, actor=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("tree-history", slug)
    messages.success(request, _("The draft is back. Undo brings back what was there before."))
    return redirect("tree-edit", slug)


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
