"""How a case arrives: from what a source says of a payment to a case, a walk and a message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import find_open_case, move_case, settle_case
from support.cases.models import Case, CaseEvent, Status, StatusClass, log
from support.cases.opening import Opening, open_or_take_up
from support.cases.telling.message_words import message_context
from support.customers.services import record_customer
from support.guidance.beginning import (
    begin_walk,
    is_left_to_people,
    is_news,
    present_walk,
    where_it_stands,
)
from support.guidance.proof import confirm_by_success, refute_latest
from support.intake.models import OWN, PaymentEvent
from support.payments.ladder.rungs import UNDER_WAY, Rung
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.payments.routes import channel_of
from support.payments.services import Heard, Teller, find_payment, record_news
from troubleshooting.marks.reading import seen

NOTHING: dict[str, Any] = {
    "case": None,
    "walk": None,
    "outcome": None,
    "waiting_at": None,
    "automatic": False,
}


@dataclass(frozen=True)
class Event:
    """One message of a source; `event_id` is the source's own, `digest` of its body.

    A payment whose state is known already keeps its walk, unless it is to be walked `afresh`.
    """

    event_id: str
    kind: str = ""
    source: str = OWN
    digest: str = ""
    afresh: bool = False


class EventConflict(Exception):
    """The source has sent another body under this id before."""


class NoReference(ValueError):
    """News that names no payment: nobody could ever tell which one it was about."""


@transaction.atomic
def receive_news(event: Event, news: PaymentNews, *, now: datetime) -> dict[str, Any]:
    """Store an event and do what its news asks for; the same event again repeats the answer.

    Of the same event arriving many times at once one does the work, the others wait for it.
    Raises EventConflict for another body under the same id, and NoReference.
    """
    name = news.reference or next((reference.value for reference in news.references), "")
    if not name:
        raise NoReference
    stored = PaymentEvent.objects.take(
        event.source, event.event_id, kind=event.kind, digest=event.digest, payment=name, now=now
    )
    if stored.answer:  # by whoever was faster; every event that was received has one
        if stored.digest and event.digest and stored.digest != event.digest:
            raise EventConflict
        return dict(stored.answer)
    with seen(stored.mark):
        heard = record_news(find_payment(news), news, _teller(event, news, now))
        stored.answer = answer = _act(heard, news, event, now)
    stored.payment = heard.payment
    stored.unread = [vars(unread) for unread in news.unread]
    stored.save(update_fields=["payment", "answer", "unread"])
    return answer


def _teller(event: Event, news: PaymentNews, now: datetime) -> Teller:
    return Teller(
        source=event.source,
        now=now,
        customer=lambda: record_customer(news.contact),
        channel=lambda: channel_of(news),
    )


def _act(heard: Heard, news: PaymentNews, event: Event, now: datetime) -> dict[str, Any]:
    """Do what the payment's status asks for, once it has moved.

    Sent is never arrived: it resolves nothing. An older word, or one that counts less, is only
    written down.
    """
    payment = heard.payment
    if heard.contradiction:
        return _leave_to_people(heard, news, now)
    if not (heard.has_moved or event.afresh):
        return _repeat(payment, news, now)
    if payment.status == Rung.CREDITED:
        return _settle(payment, news, now)
    if payment.status in UNDER_WAY:
        return _wait_on(payment, news, now)
    return _take_up(payment, news, now, afresh=event.afresh)


def _take_up(payment: Payment, news: PaymentNews, now: datetime, *, afresh: bool) -> dict[str, Any]:
    case = _case_of(payment, now)
    _log(case, news, now)
    present = None if case.is_fresh or afresh else present_walk(case)
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


def _leave_to_people(heard: Heard, news: PaymentNews, now: datetime) -> dict[str, Any]:
    """Show a contradiction on the case; nothing is found, sent or resolved by it."""
    case = _case_of(heard.payment, now)
    _log(case, news, now, note=_(heard.contradiction))
    if case.status_class == StatusClass.PAUSED:
        move_case(case, Status.OPEN, now=now)
    return NOTHING | {"case": case.reference}


def _repeat(payment: Payment, news: PaymentNews, now: datetime) -> dict[str, Any]:
    """Write down on an open case what was said and changes nothing."""
    case = find_open_case(payment)
    if case is None:
        return NOTHING
    _log(case, news, now)
    walk = present_walk(case)
    if walk is None:
        return NOTHING | {"case": case.reference}
    begun = where_it_stands(walk)
    return {
        "case": case.reference,
        "walk": str(walk.pk),
        "outcome": begun.outcome,
        "waiting_at": begun.waiting_at,
        "automatic": begun.automatic,
    }


def _wait_on(payment: Payment, news: PaymentNews, now: datetime) -> dict[str, Any]:
    """The money is under way: a case that waited for its customer waits for the bank now."""
    case = find_open_case(payment)
    if case is None:
        return NOTHING
    _log(case, news, now)
    if case.status == Status.WAITING_CUSTOMER and not is_left_to_people(case):
        move_case(case, Status.WAITING_BANK, now=now)
    return NOTHING | {"case": case.reference}


def _settle(payment: Payment, news: PaymentNews, now: datetime) -> dict[str, Any]:
    """The money arrived: whoever waits for it hears so, and the case is done.

    A case that is left to people stays open for them. What its walk found is confirmed, also if
    the case was done before.
    """
    case = find_open_case(payment)
    confirm_by_success(payment)
    if case is None:
        return NOTHING
    _log(case, news, now)
    if not is_left_to_people(case):
        settle_case(
            case,
            now=now,
            context=message_context(case, now=now),
            note=_("The money was credited to the payee's account."),
        )
    return NOTHING | {"case": case.reference}


def _case_of(payment: Payment, now: datetime) -> Case:
    """Return the case of a payment that needs one, locked.

    The trouble of one payment is one case: what was done is taken up again.
    """
    said = payment.failure_message or payment.failure_code or payment.status
    opening = Opening(subject=f"{payment.reference} · {said}" if said else payment.reference)
    note = _("The payment system reports new trouble with this payment.")
    case, is_taken_up = open_or_take_up(payment, opening, now=now, note=note)
    if is_taken_up:
        refute_latest(case)
    return case


def _log(case: Case, news: PaymentNews, now: datetime, *, note: str = "") -> None:
    log(
        case,
        CaseEvent.Kind.PAYMENT,
        now=now,
        note=note,
        status=news.status or news.status_said,
        code=news.failure_code,
        scheme=news.failure_scheme,
    )
