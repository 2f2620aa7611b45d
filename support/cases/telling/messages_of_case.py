"""What a customer is told of his case, and which of it is over when the case moves on."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Unpack
from uuid import UUID

from support.cases.models import CLASS_OF, Case, Status, StatusClass
from support.cases.telling.message_words import (
    FOUND,
    PAYMENT_MOVED,
    claimed,
    message_context,
)
from support.customers.contacts import KnownContact
from support.notifications.models import Notification, Reason, State
from support.notifications.outbox.queueing import ABOUT_INCIDENTS, Road, supersede_thread
from support.notifications.outbox.readdressing import reword
from support.notifications.services import notify
from support.notifications.signals import contacts_asked, facts_asked
from support.notifications.words.events import EVENTS

LEAVES_NOT = (State.FAILED, State.CANCELLED)
# What answers the words that a customer waits for an answer to.
ANSWERS = ("agent-reply", "solution", "step-needs-you", "waiting-bank", "case-resolved")
# And these say nothing that a person has to find out first.
NO_ANSWERS = ("case-opened", PAYMENT_MOVED, *ABOUT_INCIDENTS)
_GOING_ON = frozenset(status for status in Status if CLASS_OF[status] != StatusClass.DONE)
_DONE = frozenset(Status) - _GOING_ON
# In which statuses that is so still which a message tells of a case.
TRUE_IN = {
    "case-opened": _GOING_ON,
    "step-needs-you": frozenset({Status.WAITING_CUSTOMER}),
    "solution": _GOING_ON,
    "reminder": frozenset({Status.WAITING_CUSTOMER}),
    "waiting-bank": frozenset({Status.WAITING_BANK}),
    "bank-overdue": frozenset({Status.WAITING_BANK}),
    PAYMENT_MOVED: _GOING_ON,
    "case-resolved": _DONE,
    "case-reopened": _GOING_ON,
    "survey": _DONE,
    # Until the complaint that the case is has its answer, which ends it.
    "complaint-received": _GOING_ON,
    "complaint-held": _GOING_ON,
}


def connect() -> None:
    facts_asked.connect(_hear, dispatch_uid="what-is-over-of-cases")
    contacts_asked.connect(_tell_contacts, dispatch_uid="contacts-of-cases")


def tell_customer(
    case: Case,
    event: str,
    *,
    now: datetime,
    context: Mapping[str, str] | None = None,
    occasion: str = "",
    incident: str = "",
    **road: Unpack[Road],
) -> list[Notification]:
    """Queue one message per channel for something that happened to a case, or to its incident.

    The same event on the same occasion is told once, however often this is called. An occasion
    is by default the time of the case's last resolution, so that each one is told. `road` may name
    the channels, and until when it can be taken back. Of a silent case nothing is told but what an
    agent wrote. What is claimed is true of the case as it stands now. Who wants fewer messages
    hears first of all that there is a case, whatever it begins with. The caller holds its lock.
    Raises ValidationError where a fact is missing that the message is about.
    """
    if case.is_silent and EVENTS[event].is_automatic:
        return []
    if case.is_fresh and case.customer.only_essential and EVENTS[event].is_progress:
        event = "case-opened"
    occasion = occasion or f"{case.resolved_at or case.opened_at:%Y%m%d%H%M%S%f}"
    queued = notify(
        case.customer,
        event,
        dedupe_key=f"{case.reference}:{event}:{occasion}",
        context=_words(case, event, context, now),
        thread=case.reference,
        incident=incident,
        now=now,
        is_first=case.is_fresh,
        contact=case.contact,
        **road,
    )
    case.is_fresh = case.is_told_next = False
    _hear_what_came_of(queued, case, event, now)
    return queued


def _hear_what_came_of(
    queued: Iterable[Notification], case: Case, event: str, now: datetime
) -> None:
    if any(row.state not in LEAVES_NOT for row in queued):
        _answered(case, event, now)
    elif any(row.reason == Reason.OPTED_OUT for row in queued):
        tell_what_is_so_now(case, now=now)


def count_as_told(case: Case, event: str, now: datetime) -> None:
    """Let what a customer has heard of their case otherwise count as the message of an event."""
    case.is_fresh = case.is_told_next = False
    _answered(case, event, now)


def _answered(case: Case, event: str, now: datetime) -> None:
    """Stop the clock of the answer that the customer has now."""
    if event not in NO_ANSWERS and case.first_answered_at is None:
        case.first_answered_at, clock = now, "first_answered_at"
    elif event in ANSWERS and case.next_answer_due_at is not None:
        case.next_answer_due_at, clock = None, "next_answer_due_at"
    else:
        return
    case.due_at = case.next_due()
    case.save(update_fields=[clock, "due_at", "updated_at"])


def _words(
    case: Case, event: str, context: Mapping[str, str] | None, now: datetime
) -> dict[str, str]:
    """Complete what was given by what is claimed: that is true of the case now, not before."""
    if context is None:
        return message_context(case, event, now=now)
    return {**context, **claimed(case, event, now=now)}


def tell_what_is_so_now(case: Case, *, now: datetime) -> int:
    """Reword what still waits to be told of a case that has moved meanwhile."""
    if case.is_fresh or case.is_silent:
        return 0
    return reword(
        case.reference,
        events=[event for event in TRUE_IN if EVENTS[event].tells_state],
        words=lambda event: message_context(case, event, now=now, is_new=False),
        now=now,
    )


def take_out_what_is_over(case: Case, *, now: datetime) -> int:
    """Cancel the queued messages that tell what a case's new status has overtaken.

    Where one of them was the only one that told the cause, that is told anew, unless whoever
    moves the case tells it next.
    """
    if case.is_fresh:
        return 0
    over = [event for event, statuses in TRUE_IN.items() if case.status not in statuses]
    count = supersede_thread(case.reference, events=over, before=now, now=now)
    if count and not case.is_told_next:
        tell_cause_anew(case, now)
    return count


def tell_cause_anew(case: Case, now: datetime) -> None:
    """Tell the cause with the present state, if what has just been taken out alone held it.

    Nothing of a case that is done: how it ended is told with the cause, or by choice not at all.
    The caller holds the case's lock.
    """
    if case.is_done:
        return
    rows = Notification.objects.filter(thread=case.reference).exclude(context__cause_sentence="")
    out = rows.filter(state=State.CANCELLED, reason=Reason.OVER, updated_at=now)
    if not out.filter(context__has_key="cause_sentence").exists():
        return
    sentence = claimed(case, FOUND, now=now)["cause_sentence"]
    held = rows.exclude(state__in=(*LEAVES_NOT, State.SUPERSEDED)).filter(
        context__cause_sentence=sentence
    )
    if sentence and not held.exists():
        tell_customer(case, FOUND, now=now, occasion=f"cause-{now:%Y%m%d%H%M%S%f}")


def _hear(sender: Any, *, notifications: Iterable[Notification], **_more: Any) -> set[UUID]:
    """Say which messages tell what no longer is so, as the cases stand now."""
    about = [row for row in notifications if row.event in TRUE_IN and row.thread]
    if not about:
        return set()
    cases = Case.objects.filter(reference__in={row.thread for row in about})
    # Of a case that was merged, the one that is kept tells.
    status_of = {
        name: "" if merged_into else status
        for name, status, merged_into in cases.values_list("reference", "status", "merged_into")
    }
    return {
        row.pk
        for row in about
        if row.thread in status_of and status_of[row.thread] not in TRUE_IN[row.event]
    }


def _tell_contacts(
    sender: Any, *, threads: Collection[str], **_more: Any
) -> dict[str, KnownContact]:
    """Say how the customers of cases are reached, as the cases keep it."""
    cases = Case.objects.filter(reference__in=threads).select_related("customer")
    return {case.reference: case.contact for case in cases}
