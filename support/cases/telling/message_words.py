"""What a message says of a case, in the customer's language."""

from datetime import datetime
from typing import Any

from support.cases.links import link_for
from support.cases.models import Case, Status, Wake
from support.cases.models.waiting import last_day, waiting_rules
from support.cases.telling.recording import question_for, record_of
from support.claims.claim import kind_of
from support.claims.composing import message_words
from support.claims.formats import write_amount
from support.claims.record import Occasion
from support.guides.reading import Link, article_about
from support.notifications.outbox.policy import zone_of
from support.notifications.words.events import EVENTS, occasion_of
from support.payments.models import Direction
from support.payments.references.quoting import bank_reference_of
from troubleshooting.causes.models import Cause

FOUND = "solution"
PAYMENT_MOVED = "payment-moved"
# These answer nothing yet.
BEFORE_ANSWERS = frozenset({Occasion.OPENED, Occasion.REOPENED})
# And these ask for something.
ASKING = frozenset({"step-needs-you", "solution", "reminder"})


def message_context(
    case: Case,
    event: str = "",
    *,
    now: datetime,
    cause: Cause | None = None,
    status_url: str = "",
    is_new: bool = True,
) -> dict[str, str]:
    """Return the flat words that a message about an event may use.

    `cause` is the one the message speaks of; by default the case's own. `status_url` stands in
    the place of the case's link, for a case that is only looked at. What `is_new` was found after
    the customer wrote last.
    """
    words = claimed(case, event, now=now, cause=cause, is_new=is_new)
    return {
        **named(case),
        "status_url": status_url or link_for(case, now).url,
        **words,
        **(_to_read_on(case, cause, words["cause_sentence"]) if event == FOUND else {}),
    }


def named(case: Case) -> dict[str, str]:
    """Return by which names a message calls a case, its payment and its customer."""
    payment = case.payment
    return {
        "reference": case.reference,
        "payment": payment.known_as if payment else "",
        "payment_kind": kind_for(case),
        "bank_reference": bank_reference_of(payment),
        "amount": amount_for(case),
        "customer_name": case.contact.name,
    }


def _to_read_on(case: Case, cause: Cause | None, told: str) -> dict[str, str]:
    """Return title and address of an article about the cause that is told, "" where none is out."""
    link = article_for(case, cause or case.cause, case.contact.language) if told else None
    return {"guide_title": link.title if link else "", "guide_url": link.url if link else ""}


def article_for(case: Case, cause: Cause | None, language: str) -> Link | None:
    """Return an article about a cause, as it is so of the case's payment, if one is out."""
    payment = case.payment
    is_payout = payment is None or (payment.direction == Direction.PAYOUT and not payment.is_refund)
    return article_about(cause.slug, language, is_payout=is_payout) if cause else None


def claimed(
    case: Case, event: str, *, now: datetime, cause: Cause | None = None, is_new: bool = True
) -> dict[str, str]:
    """Return what a message may say of a case as it stands: the words that are claims.

    Only what answers nothing says by when the first answer comes: the others are one, and say by
    when the next comes.
    """
    occasion = occasion_of(event)
    more: dict[str, Any] = {}
    if event in EVENTS and "what_to_do" in EVENTS[event].uses:
        more["question"] = question_for(case, case.contact.language)
    if event in ASKING and case.status == Status.WAITING_CUSTOMER and _ends_by_itself(case):
        more["closes_on"] = last_day(case, waiting_rules(), now)
    if is_new and occasion not in BEFORE_ANSWERS and event != PAYMENT_MOVED:
        due = case.complaint_due_at or case.solution_due_at  # none of a case that is only tried
        zone = zone_of(case.contact.time_zone)
        more["answer_due_at"] = due.astimezone(zone) if due else None
    if is_new and event == FOUND:
        more["is_heard"] = False
    record = record_of(case, now=now, cause=cause, **more)
    return message_words(record, occasion, is_move=event == PAYMENT_MOVED)


def _ends_by_itself(case: Case) -> bool:
    """Whether a customer who does not answer is followed up, which a message that asks begins."""
    is_told = not case.is_silent and case.unreached_since is None and case.contact.is_reachable
    is_told = is_told and case.complaint_due_at is None
    return is_told and case.wakes_on in ("", Wake.CUSTOMER)


def kind_for(case: Case) -> str:
    """Return what the customer's language calls it: payment, payout or refund."""
    payment, language = case.payment, case.contact.language
    if payment is None:
        return kind_of("", language)
    return kind_of(payment.direction, language, is_refund=payment.is_refund)


def amount_for(case: Case) -> str:
    """Return the amount with its currency as the customer's language writes it; "" for none."""
    payment = case.payment
    if payment is None:
        return ""
    return write_amount(payment.exact_amount, payment.currency, case.contact.language)
