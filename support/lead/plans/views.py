"""The pages of emergency plans, and of the checklists by which they are worked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.desk.access import AgentRequest, for_agents
from support.incidents.models import Incident
from support.lead.access import LeadRequest
from support.lead.clocks.views import for_house_leads
from support.lead.drills.report import Report
from support.lead.drills.services import ask_drill
from support.lead.plans.forms import DrillForm, forms_of, written
from support.lead.tasks import play_drills
from support.operations.plans.checking import untried
from support.operations.plans.models import Checklist, ChecklistItem, Drill, Plan, PlanVersion
from support.operations.plans.services import (
    StalePlan,
    end_checklist,
    retire_plan,
    save_plan,
    start_checklist,
    tick,
)
from support.operations.plans.steps import Step, Told
from web.access import by
from web.answers import CONFLICT, REFUSED
from web.forms import read_seen

NEWEST = 20


@require_safe
@for_agents
def plans(request: AgentRequest) -> HttpResponse:
    """Show every plan, those that nobody has tried for too long, and the newest checklists."""
    now = timezone.now()
    risks = {risk.plan.pk: risk for risk in untried(now)}
    rows = [(plan, risks.get(plan.pk)) for plan in Plan.objects.for_list()]
    lists = Checklist.objects.for_list(now)[:NEWEST]
    shown = {"plans": rows, "risks": len(risks), "lists": lists}
    return render(request, "lead/plans/plans.html", shown)


@require_safe
@for_agents
def plan(request: AgentRequest, slug: str) -> HttpResponse:
    """Show a plan as whoever needs it reads it, in its newest version or an older one."""
    found = get_object_or_404(Plan.objects.for_list(), slug=slug)
    number, lists = request.GET.get("version", ""), Checklist.objects.for_list(timezone.now())
    version = found.version
    if number.isdecimal() and len(number) < 9:
        version = get_object_or_404(PlanVersion, plan=found, number=int(number))
    shown = {
        "plan": found,
        "version": version,
        "steps": _steps(version.read_steps) if version else [],
        "versions": found.versions.select_related("saved_by").defer("steps").order_by("-number"),
        "lists": lists.filter(version__plan=found)[:NEWEST],
        "incidents": Incident.objects.holding().order_by("-pk")[:NEWEST],
        "drill": DrillForm(found),
    }
    return render(request, "lead/plans/plan.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@for_house_leads
def write(request: LeadRequest, slug: str = "") -> HttpResponse:
    """Show the form of a plan, or of a new one; a POST saves it."""
    found = get_object_or_404(Plan.objects.for_list(), slug=slug) if slug else None
    form, rows = forms_of(found, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, found, form, rows)
    if not (form.is_valid() & rows.is_valid()):
        return _form(request, found, form, rows, status=REFUSED)
    try:
        seen = read_seen(request.POST)
        saved = save_plan(found, written(form, rows), seen=seen, **by(request.user))
    except StalePlan:
        return _form(request, found, form, rows, status=CONFLICT)
    except ValidationError as error:
        return _form(request, found, form, rows, sentence=error.messages[0], status=REFUSED)
    messages.success(request, _("Saved: checklists begin with this version from now on."))
    return redirect("plan", saved.slug)


def _form(
    request: LeadRequest, found: Plan | None, form: Any, rows: Any, *,
    sentence: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = {
        "plan": found, "form": form, "rows": rows, "sentence": sentence,
        "seen": found.version.number if found and found.version else 0,
        "is_stale": status == CONFLICT,
    }  # fmt: skip
    return render(request, "lead/plans/form.html", shown, status=status)


@require_POST
@for_house_leads
def retire(request: LeadRequest, slug: str) -> HttpResponse:
    """Take a plan out of use, or into use again."""
    is_used = request.POST.get("is_used") == "1"
    retire_plan(get_object_or_404(Plan, slug=slug), is_used=is_used, now=timezone.now())
    return redirect("plan", slug)


@require_POST
@for_house_leads
def start(request: LeadRequest, slug: str) -> HttpResponse:
    """Begin a checklist by a plan for the incident that was chosen."""
    found = get_object_or_404(Plan.objects.select_related("version"), slug=slug)
    reference = request.POST.get("incident", "").replace("\0", "")
    incident = get_object_or_404(Incident, reference=reference)
    try:
        begun = start_checklist(found, incident=incident, **by(request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("plan", slug)
    return redirect("checklist", begun.pk)


@require_POST
@for_house_leads
def drill(request: LeadRequest, slug: str) -> HttpResponse:
    """Begin a drill: its checklist, and an outage that is played beside it."""
    found = get_object_or_404(Plan.objects.for_list(), slug=slug)
    form = DrillForm(found, request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a channel and how many cases."))
        return redirect("plan", slug)
    try:
        begun = ask_drill(found, **form.cleaned_data, **by(request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("plan", slug)
    play_drills.delay_on_commit()
    return redirect("checklist", begun.checklist_id)


@dataclass(frozen=True)
class Line:
    """A step of a checklist with what became of it."""

    item: ChecklistItem
    step: Told
    is_late: bool


@require_safe
@for_agents
def checklist(request: AgentRequest, pk: int) -> HttpResponse:
    """Show what is to be done by when, and who did it."""
    now = timezone.now()
    found = get_object_or_404(Checklist.objects.for_list(now), pk=pk)
    steps = found.version.read_steps
    items = found.items.select_related("done_by")
    lines = [_line(item, steps[item.position], found.ended_at or now) for item in items]
    played = Drill.objects.select_related("channel").filter(checklist=found).first()
    shown = {"list": found, "lines": lines, "drill": played}
    if played and played.state == Drill.State.DONE:
        shown["report"] = Report.read(played.report)
    return render(request, "lead/plans/checklist.html", shown)


@require_POST
@for_agents
def ticked(request: AgentRequest, pk: int, position: int) -> HttpResponse:
    """Say that a step is done, or is not after all."""
    item = get_object_or_404(ChecklistItem, checklist=pk, position=position)
    try:
        tick(item, is_done=request.POST.get("is_done") == "1", **by(request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("checklist", pk)


@require_POST
@for_house_leads
def end(request: LeadRequest, pk: int) -> HttpResponse:
    """End a checklist."""
    end_checklist(get_object_or_404(Checklist, pk=pk), now=timezone.now())
    return redirect("checklist", pk)


def _steps(steps: list[Step]) -> list[Told]:
    return [step.told_in(get_language() or "en") for step in steps]


def _line(item: ChecklistItem, step: Step, until: datetime) -> Line:
    return Line(item, step.told_in(get_language() or "en"), item.is_late(until))
