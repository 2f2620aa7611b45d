"""The page on which a field map is written, of a new source or of one that is there."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from support.lead.access import LeadRequest, for_leads
from support.lead.mapping.editor import Editor
from support.lead.mapping.payloads import Payload, read_payload
from support.lead.mapping.saving import (
    NewSourceForm,
    StaleMap,
    make_source,
    save_map,
    state_of,
)
from support.lead.mapping.typed import typed_map
from support.lead.sources.figures import unread_words
from support.lead.sources.secrets import show_once
from support.sources.mapped.suggesting import suggest_map
from support.sources.models import Source
from support.sources.registry import MAPPED
from web.answers import CONFLICT, REFUSED

ABOUT = ("name", "slug", "time_zone")


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def new_source(request: LeadRequest) -> HttpResponse:
    """Write the map of a source that is not there yet, and make the source by saving it."""
    if request.method != "POST":
        return _page(request, Editor(None, Payload(), {}))
    editor = _typed(request, None)
    if request.POST.get("deed") != "save":
        return _page(request, editor)
    form = NewSourceForm(request.POST)
    if not form.is_valid() or editor.problems:
        return _page(request, _with_problems(editor, form.errors), code=REFUSED)
    source, secret = make_source(form, editor.kept)
    show_once(request, source, secret)
    messages.success(request, _("The source is there. Its secret is shown below, this once."))
    return redirect("source", source.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def source_map(request: LeadRequest, slug: str) -> HttpResponse:
    """Change the map of a source."""
    source = get_object_or_404(Source, slug=slug, kind=MAPPED)
    if request.method != "POST":
        editor = Editor(
            source,
            Payload(),
            source.field_map,
            seen=state_of(source),
            met_before=_met_before(source),
        )
        return _page(request, editor)
    editor = _typed(request, source)
    if request.POST.get("deed") != "save":
        return _page(request, editor)
    if editor.problems:
        return _page(request, _with_problems(editor, {}), code=REFUSED)
    try:
        save_map(source, editor.kept, seen=editor.seen)
    except StaleMap as stale:
        messages.error(
            request,
            _("Somebody else saved this map meanwhile. Saving again puts yours in its place."),
        )
        return _page(request, _typed(request, source, seen=stale.state), code=CONFLICT)
    messages.success(request, _("The map is in use from now on."))
    return redirect("source", source.slug)


def _typed(request: LeadRequest, source: Source | None, *, seen: str = "") -> Editor:
    """Return the editor with what was typed, or with what a payload suggests for it."""
    payload = read_payload(request.POST.get("payload", ""))
    kept = typed_map(request.POST)
    about = {name: request.POST.get(name, "").strip()[:100] for name in ABOUT}
    if request.POST.get("deed") == "guess" and payload.is_read:
        name = source.slug if source else about["slug"] or about["name"].casefold().split(" ")[0]
        kept = suggest_map(payload.value, scheme=name) | {"signature": kept["signature"]}
    seen = seen or request.POST.get("seen", "")[:64]
    met = _met_before(source) if source else {}
    return Editor(source, payload, kept, about=about, seen=seen, met_before=met)


def _met_before(source: Source) -> dict[str, list[str]]:
    return unread_words(timezone.now(), source.slug)


def _with_problems(editor: Editor, errors: Any) -> Editor:
    said = {name: list(found) for name, found in errors.items()}
    return replace(editor, errors=said, shows_problems=True)


def _page(request: LeadRequest, editor: Editor, *, code: int = 200) -> HttpResponse:
    """Answer with the page; htmx gets what is read, and the tables where new words were met."""
    if not request.htmx:
        return render(request, "lead/mapping/map.html", {"editor": editor}, status=code)
    is_new = request.POST.get("met", "") != editor.met
    context = {"editor": editor, "has_new_words": is_new}
    return render(request, "lead/mapping/_live.html", context, status=code)
