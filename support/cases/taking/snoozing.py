"""Putting a case off, and letting it come back: at its time, or with an answer before."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext as _

from support.cases.clocks import add_business_time, opening_after
from support.cases.locked import lock_case, move_case
from support.cases.models import Case, CaseEvent, Status, Wake, log
from support.cases.models.market import promise_for
from support.cases.models.waiting import waiting_rules
from support.cases.taking.giving import claim, give_back_of_absent
from support.cases.taking.sharing import take_from_absent
from support.cases.telling.messages_of_case import tell_what_is_so_now

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = timedelta(days=366)
AT_ONCE = 500
SEEN_TO = [
    "due_at", "follow_up_at", "follow_ups", "heard_at", "next_answer_due_at", "updated_at",
]  # fmt: skip
SNOOZED = ["wakes_at", "wakes_on", "due_at", "follow_up_at", "follow_ups", "updated_at"]


@transaction.atomic
def snooze_case(
    case: Case,
    *,
    until: datetime | None = None,
    on: str = Wake.TIME,
    now: datetime,
    actor: "User",
    note: str = "",
) -> Case:
    """Put a case off until a time, or until somebody answers; it is the agent's from then on.

    News of any kind wake it before, and so does what is due: no promise is slept through. Without
    a time an answer is waited for as long as the rules say. Until another time, or the bank's
    answer, its customer is left alone, and waited for anew after that. Raises ValidationError for
    a case that is done, a time that is past or too far, and without either.
    """
    case = lock_case(case)
    put_off(case, until=until, on=on, now=now, actor=actor, note=note)
    return case


def put_off(
    case: Case, *, until: datetime | None, on: str, now: datetime, actor: "User", note: str = ""
) -> None:
    """Snooze a locked case, as `snooze_case` does."""
    if case.is_done:
        raise ValidationError(_("This case is already resolved."), code="resolved")
    if until is None and on == Wake.TIME:
        raise ValidationError(_("Please say until when."), code="required")
    until = until or opening_after(case.market, now, waiting_rules().remind_after_days)
    if until <= now:
        raise ValidationError(_("This time is past."), code="past")
    if until > now + LONGEST:
        raise ValidationError(_("This is more than a year away."), code="too_far")
    claim(case, actor, now)
    due = case.next_due()
    case.wakes_at, case.wakes_on = min(until, due) if due and due > now else until, on
    case.due_at = due  # an earlier reminder is seen to
    if on != Wake.CUSTOMER:
        case.follow_up_at, case.follow_ups = None, 0
    case.save(update_fields=SNOOZED)
    told = {"until": case.wakes_at.isoformat(), "on": str(on)}
    log(case, CaseEvent.Kind.SNOOZED, now=now, actor=actor, note=note.strip(), **told)


@transaction.atomic
def wake_case(case: Case, *, now: datetime, actor: "User") -> Case:
    """Wake a case by hand; one that is awake stays as it is."""
    case = lock_case(case)
    wake(case, "person", now=now, actor=actor)
    return case


def wake(case: Case, why: str, *, now: datetime, actor: "User | None" = None) -> None:
    """Wake a locked case if it sleeps: it is due now.

    `why` is a `Wake`, "person", or "came_back" from a team that was asked.
    """
    if not case.is_snoozed:
        return
    case.wakes_at, case.wakes_on = None, ""
    case.due_at = min(case.due_at or now, now)
    case.save(update_fields=["wakes_at", "wakes_on", "due_at", "updated_at"])
    log(case, CaseEvent.Kind.WOKEN, now=now, actor=actor, why=why)
    if actor is None:
        give_back_of_absent(case, now)


def see_to(case: Case) -> None:
    """Let a locked case go by its clocks again: who writes has seen to what it was woken for.

    A customer who was asked something again is waited for anew.
    """
    was_owed, case.next_answer_due_at = case.next_answer_due_at, None
    due = case.next_due()
    is_owed = case.heard_at is not None or was_owed is not None
    if due != case.due_at or case.follow_up_at is not None or is_owed:
        case.due_at, case.follow_up_at, case.follow_ups, case.heard_at = due, None, 0, None
        case.save(update_fields=SEEN_TO)


def hear_answer(case: Case, source: str, *, now: datetime) -> None:
    """Let a locked case that goes on know of an answer of a `Wake`'s: it is our turn.

    A customer's ends the waiting for them; what the bank's asks for, the payment's status says.
    """
    if case.is_done:
        return
    if source == Wake.CUSTOMER:
        owe_answer(case, now)
    wake(case, source, now=now)
    if source != Wake.CUSTOMER:
        return
    is_first, case.heard_at = case.heard_at is None, case.heard_at or now
    if case.status == Status.WAITING_CUSTOMER:
        move_case(case, Status.OPEN, now=now)
        tell_what_is_so_now(case, now=now)
        give_back_of_absent(case, now)
    elif is_first:
        case.save(update_fields=["heard_at", "updated_at"])


def owe_answer(case: Case, now: datetime) -> None:
    """Let the clock of the next answer run, from the first words on that nobody answered.

    Until the first answer it is that one's clock which runs.
    """
    if case.first_answered_at is None or case.next_answer_due_at is not None:
        return
    promised = promise_for(case.contact.language, case.priority).next_answer
    case.next_answer_due_at = add_business_time(case.market, now, promised)
    case.due_at = min(filter(None, (case.due_at, case.next_answer_due_at)))
    case.save(update_fields=["next_answer_due_at", "due_at", "updated_at"])


@transaction.atomic
def wake_due(now: datetime) -> int:
    """Wake the cases whose time has come, in sets; return how many. The rest is for next time."""
    due = Case.objects.filter(wakes_at__lte=now).order_by("wakes_at")
    held = due.select_for_update(skip_locked=True, no_key=True)
    found = list(held.values_list("pk", flat=True)[:AT_ONCE])
    if not found:
        return 0
    Case.objects.filter(pk__in=found).update(
        wakes_at=None, wakes_on="", updated_at=now,
        due_at=Least(Coalesce(F("due_at"), Value(now)), Value(now)),
    )  # fmt: skip
    woken = CaseEvent.Kind.WOKEN
    CaseEvent.objects.bulk_create(
        CaseEvent(case_id=pk, kind=woken, happened_at=now, values={"why": Wake.TIME})
        for pk in found
    )
    take_from_absent(Case.objects.filter(pk__in=found), now)
    return len(found)
