"""How a case arrives: from what a source says of a payment to a case, a walk and a message."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_open_case, move_case, settle_case
from support.cases.models import Case, Ending, Status, StatusClass, Wake
from support.cases.opening import cases_of
from support.cases.taking.snoozing import hear_answer
from support.cases.telling.masked import as_told, log_masked
from support.cases.telling.messages_of_case import tell_what_is_so_now
from support.customers.models import Customer
from support.customers.services import record_customer
from support.files.sealing import digests_of
from support.guidance.beginning import (
    Begun,
    begin_walk,
    is_left_to_people,
    is_news,
    present_walk,
    where_it_stands,
)
from support.guidance.outcomes.unticking import leave_cause
from support.guidance.proof import confirm_by_success
from support.intake.cases import (
    case_of,
    contact_of,
    hear,
    is_told,
    of_several,
    tell_kept,
    tell_of_move,
)
from support.intake.events.reading import NoReference
from support.intake.masking.news import without_empty_names, without_person, without_secrets
from support.intake.models import OWN, Names, PaymentEvent
from support.payments.channels.testing import hear_of_test, may_be_of_test
from support.payments.ladder.rungs import UNDER_WAY, Rung
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.payments.references.finding import names_of, references_of, whose_payment
from support.payments.routes import channel_of
from support.payments.services import (
    Heard,
    Teller,
    record_news,
    with_a_time_that_can_be,
)
from troubleshooting.marks.asking import plans_kept
from troubleshooting.marks.reading import seen
from troubleshooting.marks.writing import together, write_back

DIGEST = "payment-event"

NOTHING: dict[str, Any] = {
    "case": None, "walk": None, "outcome": None, "waiting_at": None, "automatic": False,
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One message of a source; `event_id` is the source's own, `said` what it is told apart by.

    A payment whose state is known already keeps its walk, unless it is to be walked `afresh`.
    One that `comes_again` if it is asked to is put off while it may be of a test payment.
    `country` (ISO 3166) is where the source's customers dial from; by default it is the channel's.
    """

    event_id: str
    kind: str = ""
    source: str = OWN
    said: bytes = b""
    afresh: bool = False
    comes_again: bool = False
    country: str = ""


class EventConflict(Exception):
    """The source has sent another body under this id before."""


class TestUnderWay(Exception):
    """Whether this is of a test payment is known once that was answered; send it again then."""

    __test__ = False  # no test of ours


@plans_kept()
@transaction.atomic
def receive_news(event: Event, news: PaymentNews, *, now: datetime) -> dict[str, Any]:
    """Store an event and do what its news asks for; the same event again repeats the answer.

    Of the same event arriving many times at once one does the work, the others wait for it.
    Raises EventConflict for another body under the same id, NoReference, and TestUnderWay.
    """
    news, hidden = without_secrets(news)
    news = with_a_time_that_can_be(without_empty_names(news), now)
    names = Names(names_of(news), references_of(news, event.source))
    if not names.locked:
        raise NoReference
    digests = digests_of(event.said, DIGEST) if event.said else [""]
    stored = PaymentEvent.objects.take(
        event.source, event.event_id, kind=event.kind, digest=digests[0], names=names, now=now
    )
    if stored.is_test:
        stored.delete()  # nothing that came counts it
        hear_of_test(names.locked, news, now=now)
        return NOTHING
    if stored.answer:  # by whoever was faster; every event that was received has one
        if stored.digest and event.said and stored.digest not in digests:
            raise EventConflict
        return dict(stored.answer)
    with seen(stored.mark), together(stored.ids):
        whose = whose_payment(news, event.source, is_used=stored.is_used)
        if whose.payment is None and event.comes_again and may_be_of_test(news, event.source):
            raise TestUnderWay
        if whose.payment is not None and _is_erased(whose.payment):
            news = without_person(news)
        teller = _teller(event, news, now)
        heard = record_news(whose.payment, news, teller, is_free=whose.is_free)
        stored.answer = answer = _act(heard, news, event, now)
        stored.payment = heard.payment
        stored.unread = [asdict(unread) for unread in news.unread]
        write_back(stored, "payment", "answer", "unread")
    if hidden and answer["case"]:
        case = Case.objects.get(reference=answer["case"])
        log_masked(case, as_told(hidden), where="event", now=now)
    return answer


def _is_erased(payment: Payment) -> bool:
    """Tell whether whose payment it is was erased, be it while we waited for the payment.

    An erasure leaves no contact on it, and that is read with the lock; the customer is not.
    """
    if payment.customer.erased_at is not None or payment.told_contact:
        return payment.customer.erased_at is not None
    return Customer.objects.filter(pk=payment.customer_id, erased_at__isnull=False).exists()


def _teller(event: Event, news: PaymentNews, now: datetime) -> Teller:
    channel = cache(lambda: channel_of(news))
    return Teller(
        source=event.source,
        now=now,
        customer=lambda: record_customer(contact_of(news, event, channel()), source=event.source),
        channel=channel,
        contact=lambda: asdict(contact_of(news, event, channel())),
    )


def _act(heard: Heard, news: PaymentNews, event: Event, now: datetime) -> dict[str, Any]:
    """Do what the payment's status asks for, once it has moved.

    Sent is never arrived: it resolves nothing. An older word, or one that counts less, is only
    written down.
    """
    payment = heard.payment
    known, kept = cases_of(payment)
    if kept is not None:
        if payment.status == Rung.CREDITED:
            confirm_by_success(payment)
        return NOTHING | {"case": tell_kept(kept, heard, news, now).reference}
    heard = of_several(heard, known)
    if heard.contradiction:
        return _leave_to_people(heard, news, event, now, known)
    if not (heard.has_moved or event.afresh):
        return _repeat(known, news, event, now)
    if payment.status == Rung.CREDITED:
        return _settle(payment, news, event, now, known)
    if payment.status in UNDER_WAY or _may_still_wait(payment, event, now):
        return _wait_on(heard, news, event, now, known)
    return _take_up(heard, news, event, now, known)


def _may_still_wait(payment: Payment, event: Event, now: datetime) -> bool:
    """Tell whether a payment is pending as payments are at first, by which no source complains.

    Our own form says "pending" of those alone that somebody misses.
    """
    is_early = payment.late_at is not None and payment.late_at > now
    return payment.status == Rung.PENDING and event.source != OWN and is_early


def _take_up(
    heard: Heard, news: PaymentNews, event: Event, now: datetime, known: list[Case]
) -> dict[str, Any]:
    payment = heard.payment
    case, is_taken_up = case_of(payment, news, event, now, known=known)
    hear(case, news, event, now)
    is_opened = case.is_fresh  # by this event: all that is told of it says what is so now
    is_anew = is_opened or is_taken_up or event.afresh
    present = None if is_anew else present_walk(case)
    is_found = False
    if present is not None and not is_news(present, payment):
        begun = where_it_stands(present)  # told again: the customer must not be
    else:
        begun = begin_walk(case, now=now)
        is_found = begun.automatic
        if not is_found:
            leave_cause(case, begun.walk, now=now)
            if case.status_class == StatusClass.PAUSED:  # what it waited for is overtaken
                move_case(case, Status.OPEN, now=now)
        if not is_opened:
            tell_what_is_so_now(case, now=now)
    # Who has just heard that a case is open, or what was found, knows that already.
    if is_told(heard) and not (is_opened or is_taken_up or is_found):
        tell_of_move(case, now)
    return _answer(case, begun)


def _answer(case: Case, begun: Begun) -> dict[str, Any]:
    return {
        "case": case.reference,
        "walk": str(begun.walk.pk),
        "outcome": begun.outcome,
        "waiting_at": begun.waiting_at,
        "automatic": begun.automatic,
    }


def _leave_to_people(
    heard: Heard, news: PaymentNews, event: Event, now: datetime, known: list[Case]
) -> dict[str, Any]:
    """Show a contradiction on the case; nothing is found, sent or resolved by it."""
    case, _is_taken_up = case_of(heard.payment, news, event, now, known=known, tells=False)
    hear(case, news, event, now, note=_(heard.contradiction))
    if case.status_class == StatusClass.PAUSED:
        move_case(case, Status.OPEN, now=now)
    return NOTHING | {"case": case.reference}


def _repeat(known: list[Case], news: PaymentNews, event: Event, now: datetime) -> dict[str, Any]:
    """Write down on an open case what was said and changes nothing."""
    case = lock_open_case(known)
    if case is None:
        return NOTHING
    hear(case, news, event, now)
    walk = present_walk(case)
    if walk is None:
        return NOTHING | {"case": case.reference}
    return _answer(case, where_it_stands(walk))


def _wait_on(
    heard: Heard, news: PaymentNews, event: Event, now: datetime, known: list[Case]
) -> dict[str, Any]:
    """The money is under way: a case that waited for its customer waits for the bank now."""
    case = lock_open_case(known)
    if case is None:
        return NOTHING
    hear(case, news, event, now)
    hear_answer(case, Wake.BANK, now=now)
    has_asked = case.status == Status.WAITING_CUSTOMER
    is_for_machines = (has_asked or is_told(heard)) and not is_left_to_people(case)
    if has_asked and is_for_machines:
        case.is_told_next = True
        move_case(case, Status.WAITING_BANK, now=now)
    tell_what_is_so_now(case, now=now)
    if is_for_machines:
        tell_of_move(case, now)
    return NOTHING | {"case": case.reference}


def _settle(
    payment: Payment, news: PaymentNews, event: Event, now: datetime, known: list[Case]
) -> dict[str, Any]:
    """The money arrived: whoever waits for it hears so, and the case is done.

    A case that is left to people stays open for them. What its walk found is confirmed, also if
    the case was done before.
    """
    case = lock_open_case(known)
    confirm_by_success(payment)
    if case is None:
        return NOTHING
    hear(case, news, event, now)
    if not is_left_to_people(case):
        settle_case(
            case,
            now=now,
            ending=Ending.CREDITED,
            note=_("The money was credited to the payee's account."),
        )
    return NOTHING | {"case": case.reference}
