"""What changes a draft: writing in a node, and everything else an author does."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from troubleshooting.editor.access import AuthorRequest, for_authors
from troubleshooting.editor.bench.folding import fold
from troubleshooting.editor.bench.workbench import Workbench, open_workbench
from troubleshooting.editor.forms import read_seen
from troubleshooting.editor.page.parts import changed, conflicting, previewed, refused, saved
from troubleshooting.editor.services import change_tree, copy_branch, step_draft
from troubleshooting.editor.step.commands import DEEDS, NEWEST, read_deed, read_pasting
from troubleshooting.editor.step.pasting import preview_pasting
from troubleshooting.editor.step.saving import Save, read_save, read_written
from troubleshooting.trees.documents.branches import branch_of
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.drafts.services import discard_draft, redo, undo
from troubleshooting.trees.editing.operations import Operation
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import Tree, TreeVersion
from web.access import by

STEPS = {"undo": undo, "redo": redo, "discard": discard_draft}


@require_POST
@for_authors
def node(request: AuthorRequest, slug: str, key: str) -> HttpResponse:
    """Save what was written in a node."""
    bench = open_workbench(request, slug, key)
    written = read_written(bench, request.POST)
    try:
        save = read_save(bench, request.POST, written)
        version = _changed(bench, save.operations)
    except StaleDraft as stale:
        return conflicting(bench, stale, entry=written)
    except ValidationError as error:
        return refused(bench, error, entry=written)
    if request.htmx and save.is_quiet and _is_stored(save, version):
        return saved(bench, version, save.entry)
    return changed(bench, save.go_to, save.focus)


@require_POST
@for_authors
def deed(request: AuthorRequest, slug: str, name: str) -> HttpResponse:
    """Add, delete, move, rename, duplicate, paste, replace; or write in the tree itself."""
    if name not in DEEDS:
        raise Http404
    bench = open_workbench(request, slug, request.POST.get("node", "")[:80])
    try:
        done = read_deed(name, bench, request.POST)
        version = _changed(bench, done.operations)
    except StaleDraft as stale:
        return conflicting(bench, stale)
    except ValidationError as error:
        return refused(bench, error)
    go_to = _newest(bench, version) if done.go_to == NEWEST else done.go_to
    return changed(bench, go_to, done.focus)


@require_POST
@for_authors
def pasting(request: AuthorRequest, slug: str) -> HttpResponse:
    """Show what a pasted list would become."""
    bench = open_workbench(request, slug, request.POST.get("node", "")[:80])
    if not bench.can_edit:
        raise PermissionDenied
    try:
        shown = preview_pasting(bench, read_pasting(bench, request.POST))
    except ValidationError as error:
        return refused(bench, error)
    return previewed(bench, shown)


@require_POST
@for_authors
def step(request: AuthorRequest, slug: str, name: str) -> HttpResponse:
    """Undo, redo, or throw the draft away."""
    if name not in STEPS:
        raise Http404
    bench = open_workbench(request, slug, request.POST.get("node", "")[:80])
    seen, now = read_seen(request.POST), timezone.now()
    try:
        step_draft(STEPS[name], bench.draft, seen=seen, actor=request.user, now=now)
    except StaleDraft as stale:
        return conflicting(bench, stale)
    except ValidationError as error:
        return refused(bench, error)
    return changed(bench, bench.node, name)


@require_POST
@for_authors
def copy(request: AuthorRequest, slug: str) -> HttpResponse:
    """Copy the chosen branch to the end of another tree."""
    bench = open_workbench(request, slug, request.POST.get("node", "")[:80])
    target = get_object_or_404(Tree, slug=request.POST.get("tree", "").replace("\0", ""))
    if bench.entry is None:
        raise Http404
    branch = branch_of(bench.document, bench.node)
    try:
        copy_branch(branch, target, **by(request.user))
    except ValidationError as error:
        return refused(bench, error)
    messages.success(
        request,
        _("%(count)s steps were copied to “%(tree)s”, at its end.")
        % {"count": len(branch), "tree": target},
    )
    return changed(bench, bench.node, "copy")


@require_POST
@for_authors
def folding(request: AuthorRequest, slug: str) -> HttpResponse:
    """Fold or unfold a branch, or all of them, for this author alone."""
    bench = open_workbench(request, slug, request.POST.get("node", "")[:80])
    is_folded = "fold" in request.POST
    branch = request.POST.get("fold" if is_folded else "unfold", "")[:80]
    return changed(bench, fold(bench, branch, is_folded=is_folded), f"fold-{branch}")


def _changed(bench: Workbench, operations: Sequence[Operation]) -> TreeVersion | None:
    request = bench.request
    return change_tree(
        bench.tree,
        operations,
        seen=read_seen(request.POST),
        **by(request.user),
        draft=bench.draft,
    )


def _is_stored(save: Save, version: TreeVersion | None) -> bool:
    """Tell whether the node is now just what was written, without anybody else's changes."""
    if version is None:
        return True
    return Document.of(version.document).steps.get(save.go_to) == save.entry


def _newest(bench: Workbench, version: TreeVersion | None) -> str:
    steps = Document.of(version.document).steps if version else {}
    return next((key for key in steps if key not in bench.nodes), bench.node)
