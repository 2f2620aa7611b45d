"""What everybody does about shifts: swaps, hand-over notes, and the calendar's address."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.desk.access import AgentRequest, for_agents
from support.roster.changing import (
    answer_swap,
    ask_swap,
    duty_named,
    hand_over,
    renew_feed,
    revoke_feed,
    see_note,
)
from support.roster.ical import calendar_of
from support.roster.models import Feed, HandOver, Swap
from support.roster.planning import duties_between
from support.staff.models import Team
from support.staff.standing import standing_of, workers
from web.access import by
from web.answers import REFUSED

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

BEFORE, AFTER = timedelta(days=31), timedelta(days=365)  # what a calendar program gets


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def duty(request: AgentRequest, key: str) -> HttpResponse:
    """Show one shift and who had it; a POST asks somebody to take it, or gives it to them."""
    found = duty_named(key)
    if found is None:
        raise Http404
    members = workers().filter(memberships__team=found.team).exclude(pk=found.person.pk)
    may_set = standing_of(request.user).leads_team(found.team.pk)
    shown = {
        "duty": found,
        "swaps": Swap.objects.filter(rule=found.rule, day=found.day, shift=found.shift)
        .select_related("gives", "takes", "asked_by"),
        "members": members.order_by("first_name", "last_name", "username"),
        "may_set": may_set,
        "may_ask": may_set or found.person == request.user,
        "is_over": found.ends <= timezone.now(),
    }  # fmt: skip
    if request.method == "POST":
        try:
            taker = _taker(members, request.POST.get("takes", ""))
            swap = ask_swap(found, taker, **by(request.user))
        except ValidationError as error:
            return render(
                request, "lead/roster/duty.html", shown | {"errors": error.messages}, status=REFUSED
            )
        is_set = swap.state == Swap.State.SET
        messages.success(
            request, _("They have this shift now.") if is_set else _("They are asked.")
        )
        return redirect("roster-duty", key)
    return render(request, "lead/roster/duty.html", shown)


def _taker(members: "QuerySet[User]", typed: str) -> "User":
    taker = members.filter(username=typed.replace("\0", "")).first()
    if taker is None:
        raise ValidationError(_("Please choose who takes this shift."))
    return taker


@require_POST
@for_agents
def swap(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a shift that one was asked to take, or not."""
    found = get_object_or_404(Swap, pk=pk)
    accepts = request.POST.get("answer") == "yes"
    try:
        answer_swap(found, accepts=accepts, **by(request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The shift is yours.") if accepts else _("Saved."))
    return redirect("lead-roster")


@require_POST
@for_agents
def notes(request: AgentRequest) -> HttpResponse:
    """Write down for the next shift what it must know."""
    team = get_object_or_404(Team, pk=_number(request.POST.get("team", "")))
    try:
        hand_over(team, request.POST.get("body", "").replace("\0", ""), **by(request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The next shift reads it here."))
    return redirect("lead-roster")


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0


@require_POST
@for_agents
def note(request: AgentRequest, pk: int) -> HttpResponse:
    """Note that one has read a hand-over."""
    see_note(get_object_or_404(HandOver, pk=pk), **by(request.user))
    return redirect("lead-roster")


@require_POST
@for_agents
def feeds(request: AgentRequest) -> HttpResponse:
    """Make a calendar address of one's own or of a team that one leads anew, or end it."""
    typed = request.POST.get("team", "")
    team = get_object_or_404(Team, pk=_number(typed)) if typed else None
    if team and not standing_of(request.user).leads_team(team.pk):
        raise Http404
    now, person = timezone.now(), None if team else request.user
    if "end" in request.POST:
        revoke_feed(person=person, team=team, now=now)
        messages.success(request, _("This address shows nothing any more."))
    else:
        language = translation.get_language() or "en"
        is_first = not Feed.objects.filter(person=person, team=team).exists()
        renew_feed(person=person, team=team, language=language, now=now)
        renewed = _("This is the address now; the one before shows nothing.")
        messages.success(request, _("This is your address.") if is_first else renewed)
    return redirect("lead-roster")


@require_safe
@never_cache
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """Return a calendar to whoever knows its address. Raises Http404 for one that was ended."""
    live = Feed.objects.select_related("person", "team").filter(revoked_at=None)
    found = get_object_or_404(live.exclude(person__is_active=False), key=key)
    now = timezone.now()
    duties = duties_between(
        now - BEFORE, now + AFTER, teams=[found.team.pk] if found.team else None
    )
    mine = [one for one in duties if found.person is None or one.person == found.person]
    with translation.override(found.language):
        name = found.team.name if found.team else _("My shifts")
        words = calendar_of(name, mine, host=request.get_host(), now=now)
    return HttpResponse(words, content_type="text/calendar; charset=utf-8")
