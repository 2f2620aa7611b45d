"""Writing to the customer and to colleagues, and what a macro does with it."""

import uuid
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from support.answering.drafts import (
    Besides,
    add_files,
    keep_draft,
    sending,
    take_file,
)
from support.answering.macros import apply_macro, take_back_macro
from support.answering.models import AppliedMacro, Draft, Macro
from support.cases.models import Case
from support.cases.services import With, add_note, send_reply
from support.cases.telling.masked import Told, entry_of, will_be_masked
from support.cases.telling.saying import OtherReply
from support.desk.access import AgentRequest, for_agents
from support.desk.case.answering.answer import Answer, choose, look, read_answer, with_link
from support.desk.case.answering.replying import reply_context
from support.desk.case.forms import LONGEST_BODY, WordsForm, first_error
from support.desk.case.parts import (
    CaseFile,
    changed,
    find_case,
    read_key,
    refused,
    undoable,
)
from support.files.models import StoredFile
from web.access import by
from web.answers import REFUSED
from web.bodies import takes_files
from web.parts import announce


@takes_files
@require_POST
@for_agents
def reply(request: AgentRequest, reference: str) -> HttpResponse:
    if request.FILES:
        return _attached(request, reference, Draft.Kind.REPLY)
    file, form, now = find_case(reference), WordsForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refused_words(request, file, "reply", first_error(form))
    context = reply_context(file.case, now)
    body, known = form.cleaned_data["body"], read_key(request.POST.get("anyway", "")) or 0
    try:
        with _sending(request, file.case, Draft.Kind.REPLY) as files:
            more = With(known=known, files=files)
            send_reply(file.case, body, now=now, actor=request.user, context=context, **more)
    except OtherReply as error:
        shown = {"other_reply": error.reply, "typed_reply": body, **_masked(request, "reply")}
        return refused(request, file, "composer", **shown)
    except ValidationError as error:
        return _refused_words(request, file, "reply", error.messages[0])
    return changed(request, file.case.reference, "composer", also="stream strip")


@takes_files
@require_POST
@for_agents
def reply_preview(request: AgentRequest, reference: str) -> HttpResponse:
    """Show a reply as it would leave; what was typed stays, and nothing is sent."""
    if request.FILES:
        return _attached(request, reference, Draft.Kind.REPLY)
    file, answer = _read(request, reference)
    if not (answer.press.body or "").strip() and answer.macro is None:
        return _refused_words(request, file, "reply", _("Please write something first."))
    return _shown(request, file, look(answer, now=timezone.now()))


@takes_files
@require_POST
@for_agents
def macro(request: AgentRequest, reference: str) -> HttpResponse:
    """Choose a macro or an article by its name: what comes of it is shown, and nothing is done."""
    if request.FILES:
        return _attached(request, reference, Draft.Kind.REPLY)
    file, answer = _read(request, reference)
    picked = request.POST.get("pick", "")
    found = answer.named(picked)
    if found is None and (linked := with_link(answer, picked)):
        return _shown(request, file, linked)
    if found is None:
        return _refused_words(
            request, file, "reply", _("There is no saved reply and no article of this name.")
        )
    try:
        answer = choose(answer, found, answer.press.body or "", now=timezone.now())
    except ValidationError as error:
        return _refused_words(request, file, "reply", error.messages[0])
    return _shown(request, file, answer)


@takes_files
@require_POST
@for_agents
def macro_apply(request: AgentRequest, reference: str) -> HttpResponse:
    """Send the words and do the deeds that were left ticked."""
    if request.FILES:
        return _attached(request, reference, Draft.Kind.REPLY)
    file, answer = _read(request, reference)
    if answer.macro is None:
        error = _("This macro is not in use any more.")
        return _refused_words(request, file, "reply", error)
    try:
        applied = _apply(request, answer, answer.macro)
    except OtherReply as error:
        return _shown(request, file, answer, code=REFUSED, other_reply=error.reply)
    except ValidationError as error:
        return _shown(request, file, answer, code=REFUSED, reply_error=error.messages[0])
    offer = undoable(applied, "macro-undo")
    also = "strip stream guide"
    return changed(request, reference, "composer", also=also, undoable=offer)


def _apply(request: AgentRequest, answer: Answer, macro: Macro) -> AppliedMacro:
    """Apply a macro; where it says nothing, what was attached waits for words."""
    case, press = (
        answer.case,
        replace(answer.press, known=read_key(request.POST.get("anyway", "")) or 0),
    )
    if not (press.body or "").strip():
        return apply_macro(case, macro, press, **by(request.user))
    with _sending(request, case, Draft.Kind.REPLY) as files:
        return apply_macro(case, macro, replace(press, files=files), **by(request.user))


@require_POST
@for_agents
def macro_undo(request: AgentRequest, reference: str, pk: int) -> HttpResponse:
    """Take back a macro that was applied a moment ago, from whichever page."""
    found = AppliedMacro.objects.filter(case__reference=reference)
    applied = get_object_or_404(found.select_related("case", "macro", "message"), pk=pk)
    try:
        take_back_macro(applied, **by(request.user))
    except ValidationError as error:
        response = refused(request, find_case(reference), "guide")
        return announce(response, {"said": {"words": error.messages[0]}})
    return changed(request, reference, "guide", also="strip composer stream")


@takes_files
@require_POST
@for_agents
def note(request: AgentRequest, reference: str) -> HttpResponse:
    if request.FILES:
        return _attached(request, reference, Draft.Kind.NOTE)
    file, form = find_case(reference), WordsForm(request.POST)
    if not form.is_valid():
        return _refused_words(request, file, "note", first_error(form))
    with _sending(request, file.case, Draft.Kind.NOTE) as files:
        add_note(file.case, form.cleaned_data["body"], files=files, **by(request.user))
    return changed(request, file.case.reference, "composer", also="stream")


@takes_files
@require_POST
@for_agents
def draft(request: AgentRequest, reference: str, kind: str) -> HttpResponse:
    """Keep what was typed so far, or throw it away; a script that keeps needs no answer."""
    if kind not in Draft.Kind.values:
        raise Http404
    drops = "drop" in request.POST
    if request.FILES and not drops:
        return _attached(request, reference, kind)
    file, entry = find_case(reference), entry_of(request)
    body = "" if drops else request.POST.get("body", "")
    more = Besides(drops=drops, masked=entry.told)
    masked = keep_draft(file.case, kind, body, author=request.user, now=timezone.now(), **more)
    if request.htmx and not drops:
        entry.is_said = True
        return _told_masked(request, kind, masked)
    if request.POST.get("from") == "work":
        return redirect("work")
    return changed(request, file.case.reference, "composer")


@takes_files
@require_POST
@for_agents
def draft_files(request: AgentRequest, reference: str, kind: str) -> HttpResponse:
    """Attach files to what is being written, or take one away; words and macro stay."""
    if kind not in Draft.Kind.values:
        raise Http404
    return _attached(request, reference, kind)


def _attached(request: AgentRequest, reference: str, kind: str) -> HttpResponse:
    """Attach files and show them: a script gets these alone, for somebody types meanwhile.

    Without a script the words come with them, before the press that sends.
    """
    file, answer = _read(request, reference)
    now, author, body = timezone.now(), request.user, answer.press.body or ""
    is_alone, entry = request.htmx.target == f"{kind}-files", entry_of(request)
    entry.is_said = entry.is_logged = True  # beside the words, and when they are sent
    if body.strip() and not is_alone:
        keep_draft(file.case, kind, body, author=author, now=now, masked=entry.told)
    code, error = 200, ""
    try:
        if taken := request.POST.get("take"):
            take_file(file.case, kind, uuid.UUID(taken), author=author)
        add_files(file.case, kind, request.FILES.getlist("file"), author=author, now=now)
    except ValidationError as refusal:
        code, error = REFUSED, refusal.messages[0]
    except ValueError as refusal:  # no name of a file
        raise Http404 from refusal
    if is_alone:
        kept = {"case": file.case, "kind": kind, "files": answer.files[kind], "error": error}
        return render(request, "desk/case/answering/_attached.html", kept, status=code)
    if kind == Draft.Kind.REPLY:
        return _shown(request, file, answer, code=code, reply_error=error)
    shown = {"typed_note": body, "opens_note": True, "note_error": error}
    shown |= _masked(request, kind)
    return refused(request, file, "composer", code=code, **shown)


def _read(request: AgentRequest, reference: str) -> tuple[CaseFile, Answer]:
    file = find_case(reference)
    given = {**request.POST.dict(), "body": request.POST.get("body", "")[:LONGEST_BODY]}
    answer = Answer(file.case, request.user)
    return file, read_answer(answer, given, request.POST.getlist("deed"))


def _shown(
    request: AgentRequest, file: CaseFile, answer: Answer, *, code: int = 200, **more: Any
) -> HttpResponse:
    more |= {"answer": answer, "typed_reply": answer.press.body, **_masked(request, "reply")}
    return refused(request, file, "composer", code=code, **more)


def _refused_words(request: AgentRequest, file: CaseFile, kind: str, error: str) -> HttpResponse:
    shown: dict[str, Any] = {f"typed_{kind}": request.POST.get("body", ""), f"{kind}_error": error}
    return refused(request, file, "composer", **shown, **_masked(request, kind))


def _masked(request: AgentRequest, kind: str) -> dict[str, Any]:
    """Say beside words that come back in their form what was masked in them."""
    entry = entry_of(request)
    entry.is_said = True
    return {f"{kind}_masked": will_be_masked(entry.told)}


def _told_masked(request: AgentRequest, kind: str, masked: list[Told]) -> HttpResponse:
    """Say below what somebody writes what of it will be masked, or that nothing is any more."""
    if not masked and "masked" not in request.POST:
        return HttpResponse(status=204)
    context = {"kind": kind, "lines": will_be_masked(masked), "takes_place": True}
    return render(request, "desk/case/answering/_masked.html", context)


def _sending(
    request: AgentRequest, case: Case, kind: Draft.Kind
) -> AbstractContextManager[list[StoredFile]]:
    """Let what is sent take its draft with it, and say what was masked of both."""
    entry = entry_of(request)
    entry.is_logged = True
    return sending(case, kind, request.user, masked=entry.told)
