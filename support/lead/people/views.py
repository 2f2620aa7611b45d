"""The pages of teams and of one agent."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from support.cases.viewing.conditions import Asking
from support.desk.team.counts import counts_of
from support.desk.team.forms import AwayForm
from support.lead.access import LeadRequest
from support.lead.load.agents import agent_named
from support.lead.load.page import led_teams
from support.lead.load.views import for_team_leads
from support.lead.people.forms import AbilitiesForm, TeamForm
from support.staff.editing import StaleTeam, mark_of, save_abilities, save_team
from support.staff.models import AgentProfile, Membership, Team
from support.staff.roles import Role, TeamRole
from support.staff.services import colleagues, set_away
from support.staff.standing import Standing, settles, standing_of
from web.answers import CONFLICT, REFUSED


@require_safe
@for_team_leads
def teams(request: LeadRequest) -> HttpResponse:
    """Show the teams that somebody leads, in the order in which they get new cases."""
    standing = standing_of(request.user)
    led = Team.objects.filter(pk__in=[team.pk for team in led_teams(standing)])
    shown = {"teams": led.annotate(count=Count("memberships")), "leads_all": standing.leads_all}
    return render(request, "lead/people/teams.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_leads
def team(request: LeadRequest, pk: int | None = None) -> HttpResponse:
    """Show one team or the form of a new one; a POST saves it."""
    standing = standing_of(request.user)
    if pk is None and not standing.leads_all:
        raise PermissionDenied(_("Only leads of the whole desk create teams."))
    led = Team.objects.filter(pk__in=[one.pk for one in led_teams(standing)])
    found = get_object_or_404(led, pk=pk) if pk is not None else None
    look: dict[str, Any] = {"instance": found, "leads_all": standing.leads_all}
    if request.method != "POST":
        return _team(request, found, TeamForm(**look))
    mark = mark_of(found)
    form = TeamForm(request.POST, **look)
    if not form.is_valid():
        return _team(request, found, form, code=REFUSED)
    seen = request.POST.get("seen", "")
    try:
        saved = save_team(found, form.written(_members(found)), seen=seen, actor=request.user)
    except StaleTeam:
        return _team(request, found, form, mark=mark, code=CONFLICT)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _team(request, found, form, code=REFUSED)
    messages.success(request, _("Saved."))
    return redirect("lead-team", saved.pk)


def _members(team: Team | None) -> list[User]:
    return list(team.members.all()) if team else []


def _team(
    request: LeadRequest, found: Team | None, form: TeamForm, *, mark: str = "", code: int = 200
) -> HttpResponse:
    members = list(found.memberships.select_related("user")) if found else []
    chosen = {member.pk: form.data.get(f"role-{member.user_id}", member.role) for member in members}
    shown = {
        "team": found,
        "form": form,
        "seen": mark or (form.data.get("seen") if form.is_bound else mark_of(found)) or "",
        "is_stale": code == CONFLICT,
        "members": [(member, chosen[member.pk]) for member in members],
        "others": _others(members, standing_of(request.user)),
        "roles": TeamRole.choices,
    }
    return render(request, "lead/people/team.html", shown, status=code)


def _others(members: list[Membership], standing: Standing) -> QuerySet[User]:
    """Return who could come into a team; who leads the house does by their like alone."""
    others = colleagues(timezone.now()).exclude(pk__in=[member.user_id for member in members])
    if standing.leads_all:
        return others
    return others.exclude(Q(is_superuser=True) | Q(groups__name=Role.LEAD))


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_leads
def agent(request: LeadRequest, username: str) -> HttpResponse:
    """Show what an agent can do and when they are away; a POST says one of both."""
    found = agent_named(standing_of(request.user), username)
    profile = AgentProfile.objects.filter(user=found).first() or AgentProfile(user=found)
    if request.method != "POST":
        return _agent(request, profile, {})
    is_away = "away_from" in request.POST
    name = "away" if is_away else "abilities"
    form = AwayForm(request.POST) if is_away else AbilitiesForm(request.POST)
    if not form.is_valid():
        return _agent(request, profile, {name: form}, code=REFUSED)
    given, now = form.cleaned_data, timezone.now()
    try:
        if is_away:
            since = given["away_from"] or now
            set_away(found, since=since, until=given["away_until"], actor=request.user)
        else:
            save_abilities(found, **given, actor=request.user)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _agent(request, profile, {name: form}, code=REFUSED)
    messages.success(request, _("Saved."))
    return redirect("lead-agent-page", username)


def _agent(
    request: LeadRequest, profile: AgentProfile, forms: Mapping[str, Any], code: int = 200
) -> HttpResponse:
    person, standing, now = profile.user, standing_of(request.user), timezone.now()
    may_close = standing.leads_all and (request.user.is_superuser or not person.is_superuser)
    shown = {
        "agent": person,
        "profile": profile,
        "is_away": profile.is_away(now),
        "memberships": person.memberships.select_related("team"),
        "led": {team.pk for team in led_teams(standing)},
        "may_close": may_close and person.pk != request.user.pk,
        "may_settle": settles(request.user, person),
        "counts": counts_of(person.username, Asking(request.user, now)),
        "abilities": forms.get("abilities") or AbilitiesForm(initial=profile.__dict__),
        "away": forms.get("away") or AwayForm(initial=profile.__dict__),
    }
    return render(request, "lead/people/agent.html", shown, status=code)
