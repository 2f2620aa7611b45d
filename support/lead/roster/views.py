"""The roster's page, and its plan: who plans changes rules, hours to cover and single shifts."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from support.desk.access import AgentRequest, for_agents
from support.lead.access import LeadRequest
from support.lead.load.page import led_teams
from support.lead.load.views import for_team_leads
from support.lead.roster.forms import FORMS, RowForm
from support.lead.roster.page import FARTHEST, build_page
from support.lead.roster.year import runs_of, year_of
from support.roster.changing import end_row, save_row
from support.roster.planning import Duty, doubled_by
from support.staff.standing import standing_of
from web.answers import REFUSED


@require_safe
@for_agents
def roster(request: AgentRequest) -> HttpResponse:
    """Show two weeks, from today or a day that is asked for."""
    page = build_page(request.user, _asked_day(request), timezone.now())
    return render(request, "lead/roster/roster.html", {"page": page})


def _asked_day(request: AgentRequest) -> date | None:
    try:
        day = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return None
    is_near = abs(day - timezone.localdate()) <= timedelta(days=FARTHEST)
    return day if is_near else None


@require_safe
@for_team_leads
def year(request: LeadRequest) -> HttpResponse:
    """Show what nobody covers in a year, and how much each works."""
    gaps, works = year_of(timezone.now())
    shown = {"gaps": gaps, "runs": runs_of(gaps), "works": works}
    return render(request, "lead/roster/year.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_leads
def row(request: LeadRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """Show one row of the plan or the form of a new one; a POST saves it, or lets it end."""
    if kind not in FORMS:
        raise Http404
    teams = led_teams(standing_of(request.user))
    mine = FORMS[kind].Meta.model.objects.filter(team__in=teams)  # type: ignore[attr-defined]
    found = get_object_or_404(mine, pk=pk) if pk is not None else None
    look: dict[str, Any] = {"instance": found, "teams": teams}
    if request.method != "POST":
        initial = _initial(kind) if found is None else {}
        return _row(request, kind, FORMS[kind](**look, initial=initial))
    if found is not None and "end" in request.POST:
        end_row(found, actor=request.user, today=timezone.localdate())
        messages.success(request, _("It ends with yesterday."))
        return redirect("lead-roster")
    form = FORMS[kind](request.POST, **look)
    if not form.is_valid():
        return _row(request, kind, form, code=REFUSED)
    if kind != "covers" and "twice" not in request.POST:
        doubled = doubled_by(form.instance, timezone.now())
        if doubled:
            return _row(request, kind, form, doubled=doubled, code=REFUSED)
    try:
        save_row(form.save(commit=False), actor=request.user)
    except (ValidationError, PermissionDenied) as error:
        form.add_error(None, ValidationError(getattr(error, "messages", [str(error)])))
        return _row(request, kind, form, code=REFUSED)
    messages.success(request, _("Saved."))
    return redirect("lead-roster")


def _initial(kind: str) -> dict[str, Any]:
    if kind == "shifts":
        return {}
    zone = timezone.get_current_timezone_name()
    return {"zone": zone, "from_on": timezone.localdate(), "weekdays": [0, 1, 2, 3, 4, 5, 6]}


def _row(
    request: LeadRequest, kind: str, form: RowForm, doubled: Duty | None = None, code: int = 200
) -> HttpResponse:
    shown = {"form": form, "kind": kind, "row": form.instance if form.instance.pk else None}
    shown["doubled"] = doubled
    return render(request, "lead/roster/row.html", shown, status=code)
