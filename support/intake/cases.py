"""The case that news of a payment belongs to, and what is written down of the news there."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from support.cases.correcting import correct_contact
from support.cases.locked import lock_case, lock_open_case, move_case, take_up_again
from support.cases.models import Case, CaseEvent, Status, StatusClass, Wake, log
from support.cases.opening import Opening, follow_attempt, open_or_take_up
from support.cases.taking.snoozing import hear_answer
from support.cases.telling.message_words import PAYMENT_MOVED
from support.cases.telling.messages_of_case import tell_customer
from support.claims.rungs import MOVING
from support.customers.contacts import KnownContact
from support.customers.reading import country_of_zone, read_contact
from support.guidance.proof import refute_latest
from support.payments.ladder.rungs import NOT_MADE, UNDER_WAY, Rung
from support.payments.models import Channel, Payment
from support.payments.news import PaymentNews
from troubleshooting.checks.text import gettext_noop

if TYPE_CHECKING:
    from support.intake.services import Event
    from support.payments.services import Heard


SUPERSEDED = gettext_noop(
    "This is said of an earlier attempt: the money was sent again or given back since."
)


def case_of(
    payment: Payment,
    news: PaymentNews,
    event: "Event",
    now: datetime,
    *,
    known: list[Case],
    tells: bool = True,
) -> tuple[Case, bool]:
    """Return the case of a payment that needs one, locked, and whether it was done before.

    The trouble of one payment is one case: what was done is taken up again, and the customer
    told where a machine may say so.
    """
    said = payment.failure_message or payment.failure_code or payment.status
    contact = contact_of(news, event, payment.channel)
    # What another source, or nobody's signature, says of them is less than what was told before.
    is_less = payment.source not in ("", event.source) or not news.contact_is_signed
    is_told = payment.is_fresh or (
        contact.is_reachable and not (is_less and bool(payment.told_contact))
    )
    opening = Opening(
        subject=f"{payment.reference} · {said}" if said else payment.reference,
        # News without a contact, as banks' files are, leaves the customer as they are known.
        contact=contact if is_told else None,
    )
    note = _("The payment system reports new trouble with this payment.")
    case, is_taken_up = open_or_take_up(
        payment, opening, now=now, note=note, known=known, tells=tells
    )
    if is_taken_up:
        refute_latest(case)
    hear_answer(case, Wake.BANK, now=now)
    return case, is_taken_up


def hear(case: Case, news: PaymentNews, event: "Event", now: datetime, *, note: str = "") -> None:
    """Write down what was said on a locked case, which follows what is newest of its customer."""
    payment = case.payment
    is_its_own = payment is not None and payment.source in ("", event.source)
    follows = is_its_own and news.contact_is_signed and not case.is_fresh
    if payment is not None and follows and _is_newest(payment, news):
        correct_contact(case, contact_of(news, event, payment.channel), now=now)
    log(
        case,
        CaseEvent.Kind.PAYMENT,
        now=now,
        note=note,
        status=news.status or news.status_said,
        code=news.failure_code,
        scheme=news.failure_scheme,
    )


def _is_newest(payment: Payment, news: PaymentNews) -> bool:
    """Tell whether nothing later has described the payment, as `record_news` sees it."""
    at = payment.described_at
    return at is None or (news.occurred_at is not None and news.occurred_at >= at)


def of_several(heard: "Heard", known: list[Case]) -> "Heard":
    """Let a case go on with the latest attempt; what is said of an earlier one is for people."""
    payment = heard.payment
    if not known or known[0].payment_id == payment.pk:
        return heard
    if payment.pk < (known[0].payment_id or 0):
        is_news = heard.has_moved or heard.contradiction
        return replace(heard, contradiction=SUPERSEDED if is_news else "")
    known[0] = lock_case(known[0])
    follow_attempt(known[0], payment)
    return heard


def is_told(heard: "Heard") -> bool:
    """Whether who waits for the money must hear how its payment has moved.

    That is where it was sent, was not made, or came back; on its way to the payee its steps say
    nothing new.
    """
    status, was = heard.payment.status, heard.was
    return status != was and (status in NOT_MADE or (status in MOVING and was not in MOVING))


def tell_of_move(case: Case, now: datetime) -> None:
    """Tell the customer of a locked case how its payment has moved, once for each time it did."""
    payment = case.payment
    if payment is not None:
        since = payment.status_since or now
        occasion = f"{payment.status}-{since:%Y%m%d%H%M%S%f}"
        tell_customer(case, PAYMENT_MOVED, now=now, occasion=occasion)


def tell_kept(kept: Case, heard: "Heard", news: PaymentNews, now: datetime) -> Case:
    """Write down in a case what is said of the payment of another that was merged into it.

    Guide, clocks and messages go by the payment of its own, so people see to this one. Where the
    case is done, only new trouble opens it again.
    """
    payment, case = heard.payment, lock_case(kept)
    is_trouble = payment.status not in (*UNDER_WAY, Rung.CREDITED)
    if case.is_done and heard.has_moved and is_trouble:
        case = _take_up_kept(case, now)
    log(
        case,
        CaseEvent.Kind.PAYMENT,
        now=now,
        note=_(heard.contradiction) if heard.contradiction else "",
        payment=payment.reference,
        status=news.status or news.status_said,
        code=news.failure_code,
        scheme=news.failure_scheme,
    )
    hear_answer(case, Wake.BANK, now=now)
    if case.status_class == StatusClass.PAUSED and heard.has_moved:
        move_case(case, Status.OPEN, now=now)
    return case


def _take_up_kept(case: Case, now: datetime) -> Case:
    """Reopen a kept case. Its own payment is not locked: somebody may open another one just now."""
    try:
        with transaction.atomic():
            note = _("The payment system reports new trouble with a payment of a merged case.")
            take_up_again(case, now=now, actor=None, note=note, tells=False)
    except (IntegrityError, ValidationError):
        cases = case.payment.cases.only("status") if case.payment else ()
        return lock_open_case(cases) or lock_case(case)
    return case


def contact_of(news: PaymentNews, event: "Event", channel: Channel) -> KnownContact:
    """Return how news says that its customer is reached, read once an event."""
    country = event.country or country_of_zone(channel.time_zone)
    return read_contact(news.contact, country=country, zone=channel.time_zone)
