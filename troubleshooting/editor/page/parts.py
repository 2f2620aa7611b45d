"""The editor's page and its parts: every way to show one passes here."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from troubleshooting.editor.bench.graph_pane import build_drawing
from troubleshooting.editor.bench.search import find_steps
from troubleshooting.editor.bench.workbench import Workbench, open_workbench
from troubleshooting.editor.clashes import build_clashes
from troubleshooting.editor.step.deletion import build_asked, trees_to_copy_to
from troubleshooting.editor.step.fields import text_field
from troubleshooting.editor.step.form import build_node_form, start_of, targets_of
from troubleshooting.editor.step.pasting import Pasting
from troubleshooting.editor.step.preview import build_preview
from troubleshooting.trees import names
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import TreeVersion
from web.answers import CONFLICT, REFUSED
from web.parts import Page, Part, announce, retargeted


def edit_page(bench: Workbench) -> HttpResponse:
    return PAGE.whole(bench.request, bench)


def part_of(bench: Workbench, name: str, **shown: Any) -> HttpResponse:
    """Answer with one part of the page, or with all of them: `workspace`."""
    if name == "workspace":
        return WORKSPACE.whole(bench.request, bench, **shown)
    return PAGE.part(bench.request, bench, name, **shown)


def saved(bench: Workbench, version: TreeVersion | None, entry: Entry) -> HttpResponse:
    """Answer a save while somebody types: what they see is right already, but for the ways."""
    ways = [] if bench.entry == entry else targets_of(bench, entry)
    shown = {"saved_at": timezone.now(), "targets": ways, "page_address": address(bench, "")}
    response = render(bench.request, "editor/step/_saved.html", shown)
    if version is not None and version.revision != bench.seen.revision:
        seen = {"version": version.pk, "seen": version.revision}
        announce(response, {"draft-saved": seen})
    return response


def changed(bench: Workbench, node: str, focus: str = "") -> HttpResponse:
    """Answer a change of more than one part: htmx gets them all, a plain form goes back."""
    request = bench.request
    if not request.htmx:
        return redirect(address(bench, node) + f"#{focus or 'form'}")
    fresh = open_workbench(request, bench.tree.slug, node)
    response = part_of(fresh, "workspace", focus=focus)
    response["HX-Push-Url"] = address(fresh, node)
    return retargeted(response, "#editor")


def refused(
    bench: Workbench, error: ValidationError, *, entry: Entry | None = None
) -> HttpResponse:
    """Answer what can't be done with why, and with what was written."""
    shown: dict[str, Any] = {"error": " ".join(error.messages), "written": bench.request.POST}
    if entry is not None:
        shown |= {"form": build_node_form(bench, entry), "entry": entry}
    return _instead(bench, REFUSED, shown)


def previewed(bench: Workbench, pasting: Pasting) -> HttpResponse:
    """Answer a list with what it would become; nothing is stored yet."""
    return _instead(bench, 200, {"pasting": pasting, "written": bench.request.POST})


def conflicting(bench: Workbench, stale: StaleDraft, *, entry: Entry | None = None) -> HttpResponse:
    """Answer a stale change with both texts; what was written stays in the form."""
    fresh = open_workbench(bench.request, bench.tree.slug, bench.node)
    shown: dict[str, Any] = {
        "clashes": build_clashes(stale.conflicts, fresh.nodes),
        "written": bench.request.POST,
    }
    if entry is not None:
        shown |= {"form": build_node_form(fresh, entry), "entry": entry}
    return _instead(fresh, CONFLICT, shown)


def address(bench: Workbench, node: str) -> str:
    page = reverse("tree-edit", args=[bench.tree.slug])
    return f"{page}?{urlencode({'node': node})}" if node else page


def _instead(bench: Workbench, code: int, shown: dict[str, Any]) -> HttpResponse:
    response = PAGE.refused(bench.request, bench, "form", code=code, **shown)
    if not bench.request.htmx:
        return response
    if code == CONFLICT:  # the other parts don't show yet what somebody else did
        announce(response, {"draft-changed": {}})
    return retargeted(response, "#form")


def _common(bench: Workbench) -> dict[str, Any]:
    # Without scripts a page is shown in answer to a press too: its links name where they lead.
    return {"bench": bench, "kinds": names.KINDS, "page_address": address(bench, "")}


def _outline(bench: Workbench, shown: dict[str, Any]) -> dict[str, Any]:
    if not bench.query:
        return {}
    found = find_steps(bench.document, bench.query, language=bench.language, names=bench.names)
    return {"found": found}


def _graph(bench: Workbench, shown: dict[str, Any]) -> dict[str, Any]:
    return {"drawing": build_drawing(bench)}


def _form(bench: Workbench, shown: dict[str, Any]) -> dict[str, Any]:
    form = shown["form"] if "form" in shown else build_node_form(bench)
    context: dict[str, Any] = {"form": form, "asked": build_asked(bench), "trees": []}
    context |= _preview(bench, shown)
    if bench.can_edit and form is not None:
        context["trees"] = trees_to_copy_to(bench)
    if not bench.node:
        title = bench.document.get("title")
        context["title_field"] = text_field(bench, ("", "title"), "title", title, is_required=True)
        context["remarks"] = bench.tray.of("")
        context["start"] = start_of(bench)
    return context


def _preview(bench: Workbench, shown: dict[str, Any]) -> dict[str, Any]:
    return {"preview": build_preview(bench, shown.get("entry"))}


PARTS = {
    "header": Part[Workbench]("editor/page/_header.html"),
    "presence": Part("editor/bench/_presence.html"),
    "tray": Part("editor/bench/_tray.html"),
    "outline": Part("editor/bench/_outline.html", _outline),
    "graph": Part("editor/bench/_graph.html", _graph),
    "form": Part("editor/step/_form.html", _form),
    "preview": Part("editor/step/_preview.html", _preview),
    "targets": Part("editor/step/_targets.html"),
}
PAGE = Page("editor/page/edit.html", PARTS, _common)
WORKSPACE = Page("editor/page/_workspace.html", PARTS, _common)
