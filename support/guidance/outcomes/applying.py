"""What an outcome does to its case: cause, status and message; and what it would say beforehand."""

from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from support.cases.changing.undoing import TO_UNDO
from support.cases.locked import as_moved, move_case, settle_case
from support.cases.models import Case, CaseEvent, Status, log
from support.cases.models.ending import ending_of_record
from support.cases.telling.message_words import message_context
from support.cases.telling.messages_of_case import tell_customer
from support.guidance.missing import is_missing, tell_authors
from support.guidance.outcomes.deeds import CAUSE, STATUS, Chosen, Outcome
from support.incidents.telling import tell_held
from support.notifications.outbox.queueing import Road
from support.notifications.words.rendering import render
from troubleshooting.causes.models import Cause
from troubleshooting.trees.graph import Node
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.values import Message

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ALL = Chosen()


def apply_outcome(
    case: Case,
    walk: Walk,
    cause: Cause | None,
    *,
    now: datetime,
    actor: "User | None" = None,
    chosen: Chosen = ALL,
) -> None:
    """Give a locked case what the outcome of its walk says: cause, status and message.

    Only what was `chosen` of it, which has been checked. What a person applies leaves `TO_UNDO`
    later. Where the cause is gone nobody is told anything: the case stays with people, and the
    authors of the tree hear of it.
    """
    node = walk.position().present
    case.question = {}  # its guide ends with an outcome
    left_out = chosen.left_out(outcome_of(case, node, cause).deeds(case))
    told = {"node": node.key, "cause": node.cause or ""} | ({"left": left_out} if left_out else {})
    if chosen.wants(CAUSE):
        case.cause, case.cause_words = cause, chosen.sentence
    log(case, CaseEvent.Kind.OUTCOME, now=now, actor=actor, note=chosen.note, **told)
    if is_missing(node, cause):
        tell_authors(walk, now=now)
        _leave_to_people(case, now=now)
        return
    road = Road(channels=chosen.channels(), undone_until=now + TO_UNDO if actor else None)
    if node.status == Status.RESOLVED and not case.is_done and chosen.wants(STATUS):
        ending = ending_at(case, node)
        settle_case(case, now=now, ending=ending, actor=actor, note=chosen.note, **road)
        return
    if node.status and node.status != case.status and chosen.wants(STATUS):
        case.is_told_next = bool(node.message and chosen.channels())
        move_case(case, node.status, now=now, actor=actor, note=chosen.note)
    else:
        keep_cause(case, now)
    if node.message and not (actor is None and tell_held(case, node.message, now=now)):
        # A walk that was taken back may come to the same outcome again.
        occasion = f"walk-{walk.pk}-{now:%Y%m%d%H%M%S%f}" if actor else f"walk-{walk.pk}"
        tell_customer(case, node.message, now=now, occasion=occasion, **road)


def keep_cause(case: Case, now: datetime) -> None:
    """Keep the cause of a case that stays where it is; who waits for a bank waits anew by it."""
    if case.status == Status.WAITING_BANK:
        case.wait_for_bank(now)
        case.due_at = case.next_due()
    waits = ["bank_due_at", "promised_at", "due_at"]
    case.save(update_fields=["cause", "cause_words", *waits, "updated_at"])


def _leave_to_people(case: Case, *, now: datetime) -> None:
    if case.is_done:
        case.save(update_fields=["cause", "cause_words", "updated_at"])
        return
    note = _("The guide names a cause that does not exist any more: please decide yourself.")
    log(case, CaseEvent.Kind.NOTE, now=now, note=note)
    if case.status == Status.OPEN:
        case.save(update_fields=["cause", "cause_words", "updated_at"])
    else:
        move_case(case, Status.OPEN, now=now)


def ending_at(case: Case, node: Node) -> str:
    """Return how an outcome that resolves ends a case; what it does not say, the record may."""
    payment = case.payment
    return node.ending or ending_of_record(payment.status if payment else None)


def outcome_of(case: Case, node: Node, cause: Cause | None) -> Outcome:
    """Say what an outcome would do to a case, before or while it is applied."""
    is_told = not (case.is_silent_of(cause) or is_missing(node, cause))  # of a silent one nobody is
    event = event_at(node.status, node.message) if is_told else ""
    reached = {"email": case.contact.email, "sms": case.contact.phone}
    channels = tuple(channel for channel, address in reached.items() if event and address)
    return Outcome(node, cause, event, channels)


def case_after(case: Case, outcome: Outcome, *, now: datetime, sentence: str = "") -> Case:
    """Return the case as it would be told of once an outcome is applied; nothing is stored."""
    after = _after(case, outcome.event, outcome.cause, outcome.node.status, now)
    after.ending, after.cause_words = ending_at(case, outcome.node), sentence
    return after


def context_after(
    case: Case,
    event: str,
    *,
    cause: Cause | None,
    status: str | None,
    now: datetime,
    status_url: str = "",
) -> dict[str, str]:
    """Return what a message says of a case once a cause and a status are applied to it."""
    after = _after(case, event, cause, status, now)
    return message_context(after, event, now=now, status_url=status_url)


def _after(case: Case, event: str, cause: Cause | None, status: str | None, now: datetime) -> Case:
    after = copy(case)  # what is shown of the case itself must not change with the preview
    after.cause, after.question = cause, {}  # its guide ends with an outcome
    after = as_moved(after, Status.RESOLVED if event == "case-resolved" else status, now)
    if after.status == Status.WAITING_BANK:
        after.wait_for_bank(now)  # by the cause that was found, also where it waited before
    return after


def messages_at_end(case: Case, ending: str, *, now: datetime) -> list[Message]:
    """Return what the customer would read if the case ended so now; of a silent one nothing."""
    if case.is_silent:
        return []
    ended = copy(case)
    ended.status, ended.ending, ended.resolved_at = Status.RESOLVED, ending, now
    ended.promised_at = ended.bank_due_at = None
    words = message_context(ended, now=now)
    contact = case.contact
    reached = {"email": contact.email, "sms": contact.phone}
    return [
        message_as_read("case-resolved", channel, contact.language, words, address=address)
        for channel, address in reached.items()
        if address
    ]


def message_as_read(
    event: str, channel: str, language: str, words: dict[str, str], *, address: str = ""
) -> Message:
    """Return a message as it would leave now; nothing is stored or sent."""
    shown = render(event, channel, language, words, address=address)
    return Message(channel, shown.subject, shown.text, shown.segments, shown.html, address)


def event_at(status: str | None, message: str | None) -> str:
    """Name what the customer is told at an outcome, "" for nothing: one that resolves says so."""
    return "case-resolved" if status == Status.RESOLVED else message or ""
