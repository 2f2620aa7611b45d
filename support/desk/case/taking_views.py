"""Taking a case, handing it over, snoozing and waking it."""

from dataclasses import replace

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from support.cases.models import Case
from support.cases.services import assign_case
from support.cases.taking.coming_back import bring_back
from support.cases.taking.snoozing import snooze_case, wake_case
from support.desk.access import AgentRequest, for_agents
from support.desk.case.forms import LONGEST_NOTE
from support.desk.case.parts import changed, find_case, refused
from support.desk.case.taking import Taking, read_nap
from support.staff.models import Team
from support.staff.services import colleagues, team_to_ask
from web.access import by


@require_POST
@for_agents
def assign(request: AgentRequest, reference: str) -> HttpResponse:
    """Take a case, give it back with `to=nobody`, or hand it over with a word."""
    file, to = find_case(reference), request.POST.get("to", "")
    note = request.POST.get("note", "").replace("\0", "")[:LONGEST_NOTE]
    try:
        assignee, team = _receiver(to, request.user, file.case)
        assign_case(file.case, assignee, team=team, note=note, **by(request.user))
    except ValidationError as error:
        taking = Taking(file.case, timezone.now(), is_open=True, typed=note)
        shown = replace(taking, error=error.messages[0])
        return refused(request, file, "strip", taking=shown)
    return changed(request, file.case.reference, "strip", also="stream")


def _receiver(to: str, me: User, case: Case) -> tuple[User | None, Team | None]:
    """Return whom a case goes to. Raises ValidationError for somebody who can't be given one."""
    if to in ("", "me"):
        return me, None
    if to == "nobody":
        return None, None
    kind, _dash, key = to.partition("-")
    if kind == "kind" and (asked := team_to_ask(key, case.language, case.skill)):
        return None, asked
    if key.isdecimal() and len(key) < 10:
        user = colleagues(timezone.now()).filter(pk=key).first() if kind == "agent" else None
        team = Team.objects.filter(pk=key).first() if kind == "team" else None
        if user or team:
            return user, team
    raise ValidationError(_("Please choose a colleague or a team."), code="required")


@require_POST
@for_agents
def come_back(request: AgentRequest, reference: str) -> HttpResponse:
    """Give a case back with the answer of the team that was asked, or take it back without one."""
    file, answer = find_case(reference), request.POST.get("answer", "")[:LONGEST_NOTE]
    takes_back = "takes_back" in request.POST
    error = "" if takes_back or answer.strip() else _("Please write the answer first.")
    if takes_back and answer.strip():  # half an answer is none, and is not thrown away either
        error = _(
            "You have begun an answer. Give the case back with it, or delete the words first."
        )
    try:
        if not error:
            bring_back(file.case, answer=answer, **by(request.user))
    except ValidationError as refusal:
        error = refusal.messages[0]
    if error:
        return refused(request, file, "strip", strip_error=error, asked_typed=answer)
    return changed(request, file.case.reference, "strip", also="stream")


@require_POST
@for_agents
def snooze(request: AgentRequest, reference: str) -> HttpResponse:
    file, now = find_case(reference), timezone.now()
    try:
        until, on = read_nap(request.POST, Taking(file.case, now))
        snooze_case(file.case, until=until, on=on, now=now, actor=request.user)
    except ValidationError as error:
        return refused(request, file, "strip", strip_error=error.messages[0])
    return changed(request, file.case.reference, "strip", also="stream")


@require_POST
@for_agents
def wake(request: AgentRequest, reference: str) -> HttpResponse:
    file = find_case(reference)
    wake_case(file.case, **by(request.user))
    return changed(request, file.case.reference, "strip", also="stream")
