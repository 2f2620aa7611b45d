"""A lead's own page, and what they do for the agents whom they lead."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from support.cases.taking.noting import note_told
from support.cases.taking.sharing import give_back_all, share_out
from support.desk.queue.bulk import kept_report
from support.lead.access import LeadRequest
from support.lead.load.agents import agent_named
from support.lead.load.page import build_page, led_teams, scope_of
from support.staff.editing import set_working_here
from support.staff.services import set_away
from support.staff.standing import standing_of
from troubleshooting.marks.reading import once
from web.access import Given, GuardedView, Rule, View, by, guarded
from web.bounding import within_seconds


def for_team_leads(view: View[Given]) -> GuardedView[Given]:
    """Let in who leads the house or a team."""
    return guarded(view, Rule(_leads, refusal=gettext_lazy("Only leads can open this page")))


def _leads(user: User) -> bool:
    return user.is_staff and standing_of(user).leads


@require_safe
@for_team_leads
@within_seconds
@once()
def load(request: LeadRequest) -> HttpResponse:
    """Show load, what nobody has and what runs out, of all or of one team."""
    page = build_page(
        request.user, standing_of(request.user), request.GET.get("team", ""), now=timezone.now()
    )
    shown = {"page": page, "report": kept_report(request)}
    return render(request, "lead/load/load.html", shown)


@require_POST
@for_team_leads
def share(request: LeadRequest) -> HttpResponse:
    """Give out what nobody has, of the team that was looked at or of all that they lead."""
    name = request.POST.get("team", "")
    teams = [team for team in led_teams(standing_of(request.user)) if name in ("", team.name)]
    count = share_out([team.pk for team in teams], **by(request.user))
    if count:
        told = ngettext("%(count)d case was given out.", "%(count)d cases were given out.", count)
        messages.success(request, told % {"count": count})
    else:
        words = _(
            "Nothing was given out: nobody of the team is at work with room for what is free."
        )
        messages.error(request, words)
    return _looked_at(name)


@require_POST
@for_team_leads
def noted(request: LeadRequest) -> HttpResponse:
    """Take note of the clocks that ran out, up to the newest that was shown."""
    team, newest = request.POST.get("team", ""), request.POST.get("newest", "")
    scope = scope_of(request.user, standing_of(request.user), team, timezone.now())
    if newest.isdecimal() and len(newest) < 19:
        note_told(scope.teams, newest=int(newest), **by(request.user))
    return _looked_at(team)


def _looked_at(team: str) -> HttpResponse:
    """Lead back to the page of the team that was looked at, or of all."""
    return redirect(f"{reverse('lead')}?{urlencode({'team': team})}" if team else "lead")


@require_POST
@for_team_leads
def agent_deed(request: LeadRequest, username: str, name: str) -> HttpResponse:
    """Return an agent's open cases to their teams, or say that they are away, back or have left."""
    agent = agent_named(standing_of(request.user), username)
    now = timezone.now()
    if name in ("left", "rejoined"):
        set_working_here(agent, works=name == "rejoined", actor=request.user, now=now)
    if name in ("return", "left"):
        count = give_back_all(agent, now=now, actor=request.user)
        told = ngettext(
            "%(count)d case went back to its team.", "%(count)d cases went back to their teams.",
            count,
        )  # fmt: skip
        messages.success(request, told % {"count": count})
    elif name in ("away", "back"):
        since = now if name == "away" else None
        set_away(agent, since=since, until=None, actor=request.user)
        messages.success(request, _("Saved."))
    elif name == "rejoined":
        messages.success(request, _("The account is open again."))
    else:
        raise Http404
    return redirect("lead-agent-page", username)
