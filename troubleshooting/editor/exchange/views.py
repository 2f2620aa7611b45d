"""Trees as files and on paper: import with a look at it first, export, print."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from troubleshooting.editor.access import AuthorRequest, find_tree, for_authors
from troubleshooting.editor.clashes import build_clashes
from troubleshooting.editor.exchange.files import (
    build_export,
    build_report,
    carry_out,
    find_version,
    unpack,
)
from troubleshooting.editor.exchange.printout import build_printout
from troubleshooting.editor.forms import read_seen
from troubleshooting.editor.words import reader
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.documents.format import LANGUAGES, SIZE_LIMIT_BYTES
from troubleshooting.trees.documents.yaml_text import DocumentError
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.exchange.importing import ImportPlan, plan_import
from troubleshooting.trees.models import Tree
from troubleshooting.trees.rights import Level
from web.access import by
from web.answers import CONFLICT, REFUSED
from web.bodies import told_length

TOO_LARGE = 413
# What a form with the largest file holds besides it.
REST_OF_FORM_BYTES = 64 * 1024
MEANWHILE = ("other_draft", "other_document")


@require_safe
@for_authors
def export(request: AuthorRequest, slug: str, form: str) -> HttpResponse:
    """Send a version as a file: `version` names it, else the draft, else the one in force."""
    tree = find_tree(request, slug)
    version = find_version(tree, request.GET.get("version", ""))
    language = request.GET.get("texts", "")
    language = language if language in LANGUAGES else reader()
    file = build_export(version, form, language=language)
    response = HttpResponse(file.text, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@require_safe
@for_authors
def printed(request: AuthorRequest, slug: str) -> HttpResponse:
    """Show a version as it will look on paper."""
    tree = find_tree(request, slug)
    version = find_version(tree, request.GET.get("version", ""))
    printout = build_printout(version, texts=request.GET.get("texts", ""))
    return render(request, "editor/exchange/print.html", {"tree": tree, "printout": printout})


@csrf_exempt  # checked below, once the size is known to be bearable
@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def import_new(request: AuthorRequest) -> HttpResponse:
    """Make a new tree of a document."""
    if not request.user.has_perm("trees.add_tree"):
        raise PermissionDenied
    return _bounded(request, None)


@csrf_exempt  # checked below, once the size is known to be bearable
@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def import_into(request: AuthorRequest, slug: str) -> HttpResponse:
    """Put a document in the place of a tree's draft."""
    return _bounded(request, find_tree(request, slug, Level.EDIT))


def _bounded(request: AuthorRequest, tree: Tree | None) -> HttpResponse:
    """Refuse what is too large without reading it; the other requests must come from our page."""
    if told_length(request) > SIZE_LIMIT_BYTES + REST_OF_FORM_BYTES:
        return _page(request, tree, code=TOO_LARGE, error=_("The document is larger than 2 MiB."))
    try:
        return _import(request, tree)
    except RequestDataTooBig:
        words = _("This is too much to paste. Please choose the file instead.")
        return _page(request, tree, code=TOO_LARGE, error=words)


@csrf_protect
def _import(request: AuthorRequest, tree: Tree | None) -> HttpResponse:
    """Show what an import would do; import when somebody who was shown it says so."""
    if request.method != "POST":
        return _page(request, tree)
    content = _sent(request)
    if not content.strip():
        return _page(request, tree, code=REFUSED, error=_("Please choose a file or paste a text."))
    keeps = "keeps_slug" in request.POST
    try:
        plan = plan_import(content, tree=tree, actor=request.user, keeps_slug=keeps)
    except DocumentError as error:
        return _page(request, tree, code=REFUSED, unreadable=error)
    except ValidationError as error:
        shown = {"error": " ".join(error.messages), "taken": _taken(error)}
        return _page(request, tree, code=REFUSED, **shown)
    if "digest" not in request.POST:
        return _page(request, tree, report=build_report(plan))
    return _imported(request, plan)


def _imported(request: AuthorRequest, plan: ImportPlan) -> HttpResponse:
    given: dict[str, Any] = {"digest": request.POST["digest"], "seen": read_seen(request.POST)}
    shown: dict[str, Any]
    try:
        version = carry_out(plan, **given, **by(request.user))
    except StaleDraft as stale:
        nodes = Document.of(stale.draft.document).steps
        shown = {"meanwhile": True, "clashes": build_clashes(stale.conflicts, nodes)}
        return _page(request, plan.tree, code=CONFLICT, report=build_report(plan), **shown)
    except ValidationError as error:
        is_stale = getattr(error, "code", None) in MEANWHILE  # one of many fields has none
        shown = {"error": " ".join(error.messages), "report": build_report(plan)}
        return _page(request, plan.tree, code=CONFLICT if is_stale else REFUSED, **shown)
    made, put = _("The tree was made."), _("The document is the draft now. Undo has back what was.")
    messages.success(request, made if plan.is_new else put)
    return redirect("tree-edit", version.tree.slug)


def _sent(request: AuthorRequest) -> bytes | str:
    """Return the file, what the page carried along, or what was pasted."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile) and file.size:
        return bytes(file.read(SIZE_LIMIT_BYTES + 1))
    if packed := request.POST.get("carried"):
        return unpack(packed)
    return str(request.POST.get("text", ""))


def _taken(error: ValidationError) -> str:
    """Return the name of the tree that stands in the way of a new one."""
    return str(error.params["slug"]) if error.code == "slug_taken" and error.params else ""


def _page(
    request: AuthorRequest, tree: Tree | None, *, code: int = 200, **shown: Any
) -> HttpResponse:
    context = {"tree": tree, **shown}
    return render(request, "editor/exchange/import.html", context, status=code)
