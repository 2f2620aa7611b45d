"""How a case arrives: from an event of the payment system to a case, a walk and a message."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import find_open_case, move_case, settle_case
from support.cases.models import CaseEvent, Status, StatusClass, log
from support.cases.opening import Opening, open_for_payment
from support.cases.telling.message_words import message_context
from support.customers.contacts import Contact
from support.customers.services import record_customer
from support.guidance.beginning import (
    begin_walk,
    is_left_to_people,
    is_news,
    present_walk,
    where_it_stands,
)
from support.guidance.proof import confirm_by_success
from support.intake.models import PaymentEvent
from support.payments.models import Channel, Payment
from support.payments.services import PaymentRecord, record_payment


@dataclass(frozen=True)
class Event:
    """One validated event of the payment system."""

    event_id: str
    kind: str
    payment: PaymentRecord
    contact: Contact
    channel: Channel


def event_from(event_id: str, validated: Mapping[str, Any]) -> Event:
    """Make an event of what PaymentEventSerializer let through."""
    payment = validated["payment"]
    channel: Channel = payment["channel"]
    names = {field.name for field in fields(PaymentRecord)}
    customer = {name: value or "" for name, value in payment["customer"].items()}
    return Event(
        event_id=event_id,
        kind=validated["type"],
        payment=PaymentRecord(**{name: payment[name] for name in names}),
        contact=Contact(**customer, time_zone=channel.time_zone),
        channel=channel,
    )


@transaction.atomic
def receive_event(event: Event, *, now: datetime, afresh: bool = False) -> dict[str, Any]:
    """Store an event and do what it asks for; the same event id again only repeats the answer.

    A payment whose state is known already keeps its walk, unless it is to be walked `afresh`.
    Of the same event arriving many times at once one does the work, the others wait for it.
    """
    new = PaymentEvent(event_id=event.event_id, kind=event.kind, received_at=now)
    PaymentEvent.objects.bulk_create([new], ignore_conflicts=True)
    stored = PaymentEvent.objects.get(event_id=event.event_id)
    if stored.answer:  # by whoever was faster; every event that was received has one
        return dict(stored.answer)
    customer = record_customer(event.contact)
    payment = record_payment(event.payment, customer=customer, channel=event.channel)
    if event.kind == "payment.succeeded":
        answer = _settle(payment, now)
    else:
        answer = _take_up(payment, event, now, afresh=afresh)
    stored.payment = payment
    stored.answer = answer
    stored.save(update_fields=["payment", "answer"])
    return answer


def _take_up(payment: Payment, event: Event, now: datetime, *, afresh: bool) -> dict[str, Any]:
    said = payment.failure_message or payment.failure_code or payment.status
    subject = f"{payment.reference} · {said}"
    case, is_new = open_for_payment(payment, payment.customer, Opening(subject=subject), now=now)
    case.is_fresh = is_new
    log(
        case,
        CaseEvent.Kind.PAYMENT,
        now=now,
        status=payment.status,
        code=payment.failure_code,
        scheme=payment.failure_scheme,
    )
    present = None if is_new or afresh else present_walk(case)
    if present is not None and not is_news(present, payment):
        begun = where_it_stands(present)  # told again: the customer must not be
    else:
        begun = begin_walk(case, now=now)
        if not begun.automatic and case.status_class == StatusClass.PAUSED:
            # What it waited for is overtaken, and now it is a person's turn.
            move_case(case, Status.OPEN, now=now)
    return {
        "case": case.reference,
        "walk": str(begun.walk.pk),
        "outcome": begun.outcome,
        "waiting_at": begun.waiting_at,
        "automatic": begun.automatic,
    }


def _settle(payment: Payment, now: datetime) -> dict[str, Any]:
    """The money arrived: whoever waits for it hears so, and the case is done.

    A case that is left to people stays open for them. What its walk found is confirmed, also if
    the case was done before.
    """
    case = find_open_case(payment)
    confirm_by_success(payment)
    answer = {
        "case": None,
        "walk": None,
        "outcome": None,
        "waiting_at": None,
        "automatic": False,
    }
    if case is None:
        return answer
    log(case, CaseEvent.Kind.PAYMENT, now=now, status=payment.status, code="", scheme="")
    if not is_left_to_people(case):
        settle_case(
            case,
            now=now,
            context=message_context(case, now=now),
            note=_("The payment system reports that the payment succeeded."),
        )
    return answer | {"case": case.reference}
