"""Walking a case through the guide."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from support.cases.models import Case
from support.desk.access import AgentRequest, for_agents
from support.desk.case.forms import (
    LONGEST_SENTENCE,
    AnswerForm,
    OutcomeForm,
    ReportForm,
    TakeBackForm,
    WalkForm,
    first_error,
)
from support.desk.case.guide import Guide, Typed
from support.desk.case.parts import (
    CaseFile,
    announced,
    case_page,
    changed,
    find_asked_case,
    find_case,
    guide_of,
    read_number,
    refused,
    undoable,
)
from support.guidance.guides import walk_guide
from support.guidance.models import AppliedOutcome
from support.guidance.outcomes.undoing import take_back_outcome
from support.guidance.outcomes.unticking import take_off_cause
from support.guidance.services import (
    answer_step,
    confirm_outcome,
    report_step,
    resume_walk,
    take_back,
)
from troubleshooting.marks.asking import plans_kept
from troubleshooting.walks.engine import Kind
from troubleshooting.walks.services import StaleWalk
from web.access import by
from web.answers import CONFLICT
from web.parts import announce

if TYPE_CHECKING:
    from troubleshooting.walks.models import Walk


@require_POST
@for_agents
def start(request: AgentRequest, reference: str) -> HttpResponse:
    file = find_case(reference)
    try:
        slug = request.POST.get("tree", "").replace("\0", "")[:80]
        walk_guide(file.case, slug, **by(request.user))
    except ValidationError as error:
        return _refused(request, find_case(reference), error.messages[0])
    return changed(request, file.case.reference, "guide", also="strip stream")


@require_POST
@for_agents
@plans_kept()
def answer(request: AgentRequest, reference: str) -> HttpResponse:
    form = AnswerForm(request.POST)

    def act(file: CaseFile, walk: "Walk") -> HttpResponse:
        choice, seen = form.choice(), form.cleaned_data["seen"]
        walk = answer_step(file.case, walk, choice, seen=seen, **by(request.user))
        return _walked(request, file, walk)

    return _guarded(request, reference, form, act)


@require_POST
@for_agents
def retract(request: AgentRequest, reference: str) -> HttpResponse:
    form = TakeBackForm(request.POST)

    def act(file: CaseFile, walk: "Walk") -> HttpResponse:
        number, seen = form.cleaned_data["number"], form.cleaned_data["seen"]
        walk = take_back(file.case, walk, number, seen=seen, **by(request.user))
        return _walked(request, file, walk)

    return _guarded(request, reference, form, act)


@require_POST
@for_agents
def report(request: AgentRequest, reference: str) -> HttpResponse:
    form = ReportForm(request.POST)

    def act(file: CaseFile, walk: "Walk") -> HttpResponse:
        node, note = form.cleaned_data["node"], form.cleaned_data["report"]
        report_step(file.case, walk, node, note=note, **by(request.user))
        return _walked(request, file, walk, has_reported=True)

    return _guarded(request, reference, form, act)


@require_POST
@for_agents
def outcome(request: AgentRequest, reference: str) -> HttpResponse:
    form = OutcomeForm(request.POST)

    def act(file: CaseFile, walk: "Walk") -> HttpResponse:
        seen = form.cleaned_data["seen"]
        confirm_outcome(file.case, walk, form.chosen(), seen=seen, **by(request.user))
        return _applied(request, file.case)

    if "previews" in request.POST:  # without scripts
        file = find_case(reference)
        return case_page(request, file, guide=_as_typed(request, file))
    return _guarded(request, reference, form, act)


@require_POST
@for_agents
def letters(request: AgentRequest, reference: str) -> HttpResponse:
    """Show what would be sent with the sentence that somebody is editing."""
    file = find_case(reference)
    guide = guide_of(file, request.POST.get("sentence", "")[:LONGEST_SENTENCE])
    context = {"case": file.case, "guide": guide, "panel": guide.panel}
    return render(request, "desk/case/guide/outcome/_letters.html", context)


@require_POST
@for_agents
def undo(request: AgentRequest, reference: str, pk: int) -> HttpResponse:
    """Take back an outcome that was applied a moment ago, from whichever page."""
    found = AppliedOutcome.objects.filter(case__reference=reference)
    applied = get_object_or_404(found.select_related("case", "walk"), pk=pk)
    try:
        take_back_outcome(applied, **by(request.user))
    except ValidationError as error:
        response = _refused(request, find_case(reference), error.messages[0])
        return announce(response, {"said": {"words": error.messages[0]}})
    return changed(request, reference, "guide", also="strip stream")


@require_POST
@for_agents
def cause(request: AgentRequest, reference: str) -> HttpResponse:
    """Take the cause off the case that somebody saw there."""
    file, seen = find_case(reference), request.POST.get("seen", "")
    try:
        take_off_cause(file.case, seen=seen, **by(request.user))
    except ValidationError as error:
        return _refused(request, find_case(reference), error.messages[0])
    return changed(request, reference, "guide", also="strip stream")


@require_POST
@for_agents
def facts(request: AgentRequest, reference: str) -> HttpResponse:
    """Read the payment record again, for whatever somebody looks at in the guide."""
    file = find_asked_case(reference, request.POST)
    walk = resume_walk(file.case, file.walk, now=timezone.now()) if file.walk else None
    return _walked(request, file, walk)


def _applied(request: AgentRequest, case: Case) -> HttpResponse:
    now = timezone.now()
    applied = AppliedOutcome.objects.to_undo(request.user, now).filter(case=case).first()
    happened: dict[str, dict[str, Any]] = {}
    if applied is not None:
        happened["undoable"] = undoable(applied, "walk-undo")
    also = "strip stream"
    return changed(request, case.reference, "guide", also=also, **happened)


def _guarded(
    request: AgentRequest,
    reference: str,
    form: WalkForm,
    act: Callable[[CaseFile, "Walk"], HttpResponse],
) -> HttpResponse:
    """Do something to a walk; what can't be done comes back with all that was typed."""
    file = find_case(reference)
    if not form.is_valid():
        return _refused(request, file, first_error(form))
    if file.walk is None or file.walk.pk != form.cleaned_data["walk"]:
        return _conflict(request, file)
    try:
        return act(file, file.walk)
    except StaleWalk:
        return _conflict(request, find_case(reference))
    except ValidationError as error:
        return _refused(request, find_case(reference), error.messages[0])


def _walked(
    request: AgentRequest, file: CaseFile, walk: "Walk | None", *, has_reported: bool = False
) -> HttpResponse:
    """Answer with the panel of the walk as the service left it."""
    if not request.htmx:
        return changed(request, file.case.reference, "guide")
    guide = replace(guide_of(replace(file, walk=walk)), has_reported=has_reported)
    context = {"case": file.case, "guide": guide}
    return announced(render(request, "desk/case/guide/_guide.html", context), "stream")


def _refused(request: AgentRequest, file: CaseFile, error: str) -> HttpResponse:
    return refused(request, file, "guide", guide=_as_typed(request, file, error=error))


def _conflict(request: AgentRequest, file: CaseFile) -> HttpResponse:
    guide = _as_typed(request, file, is_conflict=True)
    return refused(request, file, "guide", code=CONFLICT, guide=guide)


def _as_typed(
    request: AgentRequest, file: CaseFile, *, error: str = "", is_conflict: bool = False
) -> Guide:
    given = request.POST
    file = replace(
        file,
        change=None if is_conflict else read_number(given.get("change", "")),
        jumps=given.get("kind") == Kind.JUMPED,
    )
    names = ("note", "reason", "report", "sentence")
    said = {name: given.get(name, "") for name in names}
    typed = Typed(
        **said | {"reason": said["reason"] or given.get("skip_reason", "")},
        deeds=given.getlist("deed") if given.get("chooses") else None,
    )
    guide = guide_of(file, typed.sentence[:LONGEST_SENTENCE])
    return replace(guide, typed=typed, error=error, is_conflict=is_conflict)
