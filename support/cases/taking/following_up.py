"""What nobody answers and what is done: customers are reminded, cases end and are closed."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.clocks import opening_after
from support.cases.locked import lock_case, move_case, settle_case
from support.cases.models import (
    Case,
    CaseEvent,
    CaseQuerySet,
    Ending,
    Message,
    Status,
    WaitingRules,
    Wake,
    log,
)
from support.cases.models.market import market_for
from support.cases.models.waiting import last_day, waiting_rules
from support.cases.taking.giving import give_back_of_absent
from support.cases.telling.messages_of_case import tell_customer
from support.notifications.models import Notification, State

logger = logging.getLogger(__name__)
AT_ONCE = 200
SETS = 20
PUT_OFF = timedelta(hours=1)
# What asks a customer for something; that their case was opened does not.
ASKING = ("agent-reply", "step-needs-you", "solution")
HAS_LEFT = (State.SENT, State.DELIVERED)
LEAVES = (State.QUEUED, State.CLAIMED)


class FollowUp(StrEnum):
    """What is done once a customer has not answered in time."""

    PERSON = "person"
    REMINDER = "reminder"
    END = "end"


def next_follow_up(case: Case, rules: WaitingRules) -> FollowUp:
    """Say what follows on the customer's silence, as the case and the rules are now.

    What still waits to leave counts as left: before it does, nothing is done.
    """
    is_complaint = case.complaint_due_at is not None  # which is answered, whatever they say
    if is_complaint or _is_out_of_reach(case) or not _is_asked(case, HAS_LEFT + LEAVES):
        return FollowUp.PERSON
    return FollowUp.REMINDER if case.follow_ups < rules.reminders else FollowUp.END


def closes_on(case: Case, now: datetime) -> date | None:
    """Return the last day for the customer before a case ends by itself, None where none does.

    It is theirs, by their clock. Asks the database of a case alone that waits for its customer.
    """
    if case.status != Status.WAITING_CUSTOMER or case.wakes_on not in ("", Wake.CUSTOMER):
        return None
    rules = waiting_rules()
    if next_follow_up(case, rules) == FollowUp.PERSON:
        return None
    return last_day(case, rules, now)


def follow_up(now: datetime) -> int:
    """Go on with the cases whose customers have not answered in time; return how many.

    Each is reminded as often as the rules say, then ends as "no answer". A case of which no
    machine may write, whose customer no message reaches, or was asked nothing since they spoke,
    and a complaint, comes up for a person instead. While a message still waits to leave nothing is
    done.
    """
    rules = waiting_rules()
    _begin(rules, now)
    due = _waiting().filter(follow_up_at__lte=now)
    keys = due.order_by("follow_up_at").values_list("pk", flat=True)[:AT_ONCE]
    return sum(_tried(pk, rules, now) for pk in list(keys))


def _waiting() -> CaseQuerySet:
    """Return the cases that a customer's answer is waited for, unless a person put them off."""
    return Case.objects.filter(
        status=Status.WAITING_CUSTOMER, wakes_on__in=("", Wake.CUSTOMER.value)
    )


@transaction.atomic
def _begin(rules: WaitingRules, now: datetime) -> None:
    """Say of cases that have begun to wait for their customers when they are followed up."""
    new = _waiting().filter(follow_up_at=None)
    held = new.select_for_update(skip_locked=True, no_key=True).only("language")
    waiting = list(held[: AT_ONCE * SETS])
    for language in {case.language for case in waiting}:
        theirs = [case.pk for case in waiting if case.language == language]
        at = opening_after(market_for(language), now, rules.days_after(0))
        Case.objects.filter(pk__in=theirs).update(follow_up_at=at, follow_ups=0)


def _tried(pk: int, rules: WaitingRules, now: datetime) -> bool:
    try:
        return _follow_up(pk, rules, now)
    except Exception:  # keeps no other case from its turn, however many fail, and is told each time
        logger.exception("a case that waits for its customer could not be followed up")
        Case.objects.filter(pk=pk, follow_up_at__lte=now).update(follow_up_at=now + PUT_OFF)
        return False


@transaction.atomic
def _follow_up(pk: int, rules: WaitingRules, now: datetime) -> bool:
    due = _waiting().filter(pk=pk, follow_up_at__lte=now)
    held = due.select_for_update(skip_locked=True, no_key=True).only("pk").first()
    if held is None:
        return False  # they have answered meanwhile, or somebody is at it
    case = lock_case(held)
    if _is_out_of_reach(case):
        note = _("The customer has not answered, and no message of ours reaches them.")
        _leave_to_people(case, note, now)
    elif case.complaint_due_at is not None:
        note = _("The customer has not answered. A complaint is answered all the same.")
        _leave_to_people(case, note, now)
    elif Notification.objects.filter(thread=case.reference, state__in=LEAVES).exists():
        Case.objects.filter(pk=pk).update(follow_up_at=now + PUT_OFF)
        return False
    elif not _is_asked(case):
        note = _("The customer has not answered, and since they wrote last we asked nothing.")
        _leave_to_people(case, note, now)
    elif case.follow_ups < rules.reminders:
        _remind(case, rules, now)
    elif (ends_at := rules.ends_at(case, now)) > now:  # a bank gave them longer
        Case.objects.filter(pk=pk).update(follow_up_at=ends_at)
        return False
    else:
        note = _("The customer did not answer.")
        settle_case(case, now=now, ending=Ending.NO_ANSWER, note=note)
    return True


def _is_out_of_reach(case: Case) -> bool:
    return case.is_silent or not case.contact.is_reachable or case.unreached_since is not None


def _is_asked(case: Case, states: Sequence[State] = HAS_LEFT) -> bool:
    """Tell whether something that asks them has left since the customer spoke last, if ever."""
    asked = Notification.objects.filter(thread=case.reference, event__in=ASKING, state__in=states)
    heard = case.messages.filter(kind=Message.Kind.INCOMING).order_by("-written_at").first()
    return (asked.filter(created_at__gte=heard.written_at) if heard else asked).exists()


def _leave_to_people(case: Case, note: str, now: datetime) -> None:
    move_case(case, Status.OPEN, now=now, note=note)
    give_back_of_absent(case, now)


def _remind(case: Case, rules: WaitingRules, now: datetime) -> None:
    case.follow_ups += 1  # and by when it ends then, which the reminder tells
    case.follow_up_at = opening_after(case.market, now, rules.days_after(case.follow_ups))
    case.save(update_fields=["follow_up_at", "follow_ups", "updated_at"])
    tell_customer(case, "reminder", now=now, occasion=f"reminder-{now:%Y%m%d%H%M%S%f}")
    log(case, CaseEvent.Kind.REMINDED, now=now, number=case.follow_ups, of=rules.reminders)


def close_resolved(now: datetime) -> int:
    """Close the cases that were resolved long enough ago, in sets; return how many."""
    before = now - timedelta(days=waiting_rules().close_after_days)
    closed = 0
    for _set in range(SETS):
        closed += (count := _close(before, now))
        if count < AT_ONCE:
            break
    return closed


@transaction.atomic
def _close(before: datetime, now: datetime) -> int:
    due = Case.objects.filter(status=Status.RESOLVED, resolved_at__lt=before)
    held = due.select_for_update(skip_locked=True, no_key=True).order_by("resolved_at")
    found = list(held.values_list("pk", flat=True)[:AT_ONCE])
    Case.objects.filter(pk__in=found).update(status=Status.CLOSED, updated_at=now)
    told = {"before": Status.RESOLVED, "after": Status.CLOSED}
    kind = CaseEvent.Kind.STATUS
    CaseEvent.objects.bulk_create(
        CaseEvent(case_id=pk, kind=kind, happened_at=now, values=told) for pk in found
    )
    return len(found)
