"""What is changed of the roster: the plan, swaps, hand-over notes, addresses of calendars."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.roster.models import Cover, Feed, HandOver, HandOverSeen, Rule, Shift, Swap
from support.roster.planning import Duty, duties_between
from support.roster.services import tell_asked
from support.roster.spans import moment_of
from support.staff.standing import standing_of, workers

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from support.staff.models import Team

Row = TypeVar("Row", Rule, Cover, Shift)
YEARS = range(2000, 2200)  # in which shifts are looked for
A_MOMENT = timedelta(microseconds=1)


def save_row(row: Row, *, actor: "User") -> Row:
    """Put a rule, a single shift or hours to cover in force; the last word counts.

    Raises PermissionDenied unless the actor leads the team that it is of, and ValidationError for
    what can't be.
    """
    _check_leads(actor, row.team)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def end_row(row: Rule | Cover | Shift, *, actor: "User", today: date) -> None:
    """Let a rule or hours to cover end with yesterday, and take out what has not begun.

    What was worked stays on the record. Raises PermissionDenied as `save_row` does.
    """
    _check_leads(actor, row.team)
    if isinstance(row, Shift) or row.from_on >= today:
        row.delete()
    else:
        row.until_on = today - timedelta(days=1)
        row.save(update_fields=["until_on"])


def _check_leads(actor: "User", team: "Team") -> None:
    if not standing_of(actor).leads_team(team.pk):
        raise PermissionDenied(_("Only who leads a team changes it."))


def duty_named(key: str) -> Duty | None:
    """Return the shift of a `Duty.key`, None for one that is not; four queries at most."""
    kind, _dash, rest = key.partition("-")
    begins: datetime | None = None
    number, _dash, day = rest.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    if kind == "shift" and not day:
        shift = Shift.objects.filter(pk=number).first()
        begins = shift.begins_at if shift and shift.begins_at.year in YEARS else None
    elif kind == "rule":
        rule = Rule.objects.filter(pk=number).first()
        begins = _beginning(rule, day) if rule else None
    if begins is None:
        return None
    duties = duties_between(begins, begins + A_MOMENT)
    return next((duty for duty in duties if duty.key == key), None)


def _beginning(rule: Rule, day: str) -> datetime | None:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    return moment_of(on, rule.begins_at, ZoneInfo(rule.zone)) if on.year in YEARS else None


@transaction.atomic
def ask_swap(duty: Duty, takes: "User", *, actor: "User", now: datetime) -> Swap:
    """Ask a colleague to take a shift, or give it to them where the actor leads the team.

    Raises PermissionDenied for somebody else's shift, and ValidationError for one that has ended or
    is planned no more, for who does not work in the team, and while another is asked.
    """
    duty = _held(duty.key)
    may_set = standing_of(actor).leads_team(duty.team.pk)
    if not may_set and actor != duty.person:
        raise PermissionDenied(_("Only who has a shift, or leads the team, gives it away."))
    if duty.ends <= now:
        raise ValidationError(_("This shift is over."), code="over")
    if takes == duty.person:
        raise ValidationError(_("They have this shift already."), code="same")
    _check_works_in(takes, duty.team)
    same = Swap.objects.filter(rule=duty.rule, day=duty.day, shift=duty.shift)
    if may_set:
        same.filter(state=Swap.State.ASKED).update(state=Swap.State.DECLINED, settled_at=now)
    elif same.filter(state=Swap.State.ASKED).exists():
        raise ValidationError(_("Somebody is asked about this shift already."), code="asked")
    swap = Swap.objects.create(
        rule_id=duty.rule, day=duty.day, shift_id=duty.shift, begins_at=duty.begins,
        gives=duty.person, takes=takes, asked_by=actor, asked_at=now,
        state=Swap.State.SET if may_set else Swap.State.ASKED, settled_at=now if may_set else None,
    )  # fmt: skip
    if not may_set:
        tell_asked(swap, now=now)
    return swap


def _held(key: str) -> Duty:
    """Return a shift as it is now, and keep others from giving it away until that is done."""
    held = duty_named(key)
    if held and held.shift:
        Shift.objects.select_for_update().filter(pk=held.shift).first()
    elif held and held.rule:
        Rule.objects.select_for_update().filter(pk=held.rule).first()
    held = duty_named(key)
    if held is None:
        raise ValidationError(_("This shift is planned no more."), code="gone")
    return held


def _check_works_in(person: "User", team: "Team") -> None:
    if not workers().filter(pk=person.pk, memberships__team=team).exists():
        raise ValidationError(_("They do not work in this team."), code="not_in_team")


@transaction.atomic
def answer_swap(swap: Swap, *, accepts: bool, actor: "User", now: datetime) -> Swap:
    """Take a shift that one was asked to take, or not; who asked may take that back.

    Raises PermissionDenied for others, and ValidationError for what is settled or over, for a
    shift that another has by now, and for who does not work in the team any more.
    """
    allowed = [swap.takes_id] if accepts else [swap.takes_id, swap.asked_by_id]
    if actor.pk not in allowed:
        raise PermissionDenied(_("Only who is asked takes a shift."))
    duty = _held(swap.duty_key) if accepts else None
    swap = Swap.objects.select_for_update().get(pk=swap.pk)
    if swap.state != Swap.State.ASKED:
        raise ValidationError(_("This was settled already."), code="settled")
    if duty:
        if duty.ends <= now or duty.person.pk != swap.gives_id:
            raise ValidationError(_("This shift is over, or is theirs no more."), code="over")
        _check_works_in(actor, duty.team)
    swap.state = Swap.State.ACCEPTED if accepts else Swap.State.DECLINED
    swap.settled_at = now
    swap.save(update_fields=["state", "settled_at"])
    return swap


def hand_over(team: "Team", body: str, *, actor: "User", now: datetime) -> HandOver:
    """Keep what one shift tells the next; raises ValidationError for nothing."""
    body = body.strip()
    if not body:
        raise ValidationError(_("Please write something."), code="required")
    note = HandOver(team=team, author=actor, body=body, written_at=now)
    note.full_clean()
    note.save()
    return note


def see_note(note: HandOver, *, actor: "User", now: datetime) -> None:
    """Note that somebody has read a hand-over; a second time changes nothing."""
    HandOverSeen.objects.get_or_create(note=note, person=actor, defaults={"seen_at": now})


@transaction.atomic
def renew_feed(
    *, person: "User | None" = None, team: "Team | None" = None, language: str, now: datetime
) -> Feed:
    """Make a new calendar address for a person or a team; the one before ends."""
    revoke_feed(person=person, team=team, now=now)
    return Feed.objects.create(person=person, team=team, language=language, made_at=now)


def revoke_feed(*, person: "User | None", team: "Team | None", now: datetime) -> None:
    """End the calendar address of a person or a team."""
    Feed.objects.filter(person=person, team=team, revoked_at=None).update(revoked_at=now)
