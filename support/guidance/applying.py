"""What an outcome does to its case: cause, status and message; and what it would say beforehand."""

from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING

from support.cases.locked import move_case, settle_case
from support.cases.models import Case, CaseEvent, Status, log
from support.cases.models.ending import ending_of_record
from support.cases.telling.message_words import message_context
from support.cases.telling.messages_of_case import tell_customer
from support.notifications.words.rendering import render
from support.payments.calendar import bank_answer_due_at
from troubleshooting.causes.models import Cause
from troubleshooting.trees.graph import Node
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.values import Message

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def apply_outcome(
    case: Case,
    walk: Walk,
    cause: Cause | None,
    *,
    now: datetime,
    actor: "User | None" = None,
    note: str = "",
) -> None:
    """Give a locked case what the outcome of its walk says: cause, status and message."""
    node = walk.position().present
    case.cause = cause
    told = {"node": node.key, "cause": node.cause or ""}
    log(case, CaseEvent.Kind.OUTCOME, now=now, actor=actor, note=note, **told)
    if node.status == Status.RESOLVED and not case.is_done:
        settle_case(case, now=now, ending=ending_at(case, node), actor=actor, note=note)
        return
    if node.status and node.status != case.status:
        move_case(case, node.status, now=now, actor=actor, note=note)
    else:
        case.save(update_fields=["cause", "updated_at"])
    if node.message:
        tell_customer(case, node.message, now=now, occasion=f"walk-{walk.pk}")


def ending_at(case: Case, node: Node) -> str:
    """Return how an outcome that resolves ends a case; what it does not say, the record may."""
    payment = case.payment
    return node.ending or ending_of_record(payment.status if payment else None)


def outcome_context(case: Case, node: Node, *, now: datetime) -> dict[str, str]:
    """Return what the outcome's message would say if it were applied now."""
    case = copy(case)
    case.ending = ending_at(case, node)
    event = event_at(node.status, node.message)
    return context_after(case, event, cause=Cause.named(node.cause), status=node.status, now=now)


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
    case = copy(case)  # what is shown of the case itself must not change with the preview
    case.cause = cause
    status = Status.RESOLVED if event == "case-resolved" else status
    if status:
        case.status, case.promised_at, case.bank_due_at = status, None, None
    if status == Status.WAITING_BANK and case.payment and case.payment.channel_id:
        case.promised_at = case.promise(now)
        case.bank_due_at = bank_answer_due_at(case.payment.channel, now)
    return message_context(case, event, now=now, status_url=status_url)


def messages_at_end(case: Case, ending: str, *, now: datetime) -> list[Message]:
    """Return what the customer would read if the case ended so now; of a silent one nothing."""
    if case.is_silent:
        return []
    ended = copy(case)
    ended.status, ended.ending, ended.resolved_at = Status.RESOLVED, ending, now
    ended.promised_at = ended.bank_due_at = None
    return messages_to(case, "case-resolved", message_context(ended, now=now))


def messages_to(case: Case, event: str, words: dict[str, str]) -> list[Message]:
    """Return a message for every way by which the case's customer is reached."""
    contact = case.contact
    reached = {"email": contact.email, "sms": contact.phone}
    return [
        message_as_read(event, channel, contact.language, words, address=address)
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
