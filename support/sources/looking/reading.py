"""What a source answered: news of the very payment that it was asked about."""

from dataclasses import replace
from datetime import datetime

from support.customers.contacts import Contact
from support.payments.ladder.deriving import ARRIVED
from support.payments.ladder.rungs import NOT_MADE, Rung
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.payments.references.finding import names_of
from support.sources.kinds.base import UnreadableBody
from support.sources.models import Source
from support.sources.registry import kind_for

# Only the source's own time says that it is otherwise by now.
_AT_AN_END = ARRIVED | NOT_MADE | {Rung.RECALLED}


def read_answer(body: bytes, source: Source, payment: Payment, now: datetime) -> PaymentNews:
    """Read an answer by the source's kind. What tells no time of its own is so now.

    Raises UnreadableBody, also where it speaks of another payment.
    """
    try:
        kind = kind_for(source)
    except KeyError as error:
        raise UnreadableBody("nobody reads what this kind of source says") from error
    news = next(iter(kind.read_answer(body, source).news), None)
    if news is None:
        raise UnreadableBody("the answer tells of no payment")
    known = {payment.reference, *(one.value for one in payment.references.all())}
    if names_of(news) and not known & set(names_of(news)):
        raise UnreadableBody("the answer tells of another payment")
    so_now = None if payment.status in _AT_AN_END else now
    return replace(
        _with_known_reason(news, payment),
        reference=payment.reference,
        reference_may_repeat=False,
        occurred_at=news.occurred_at or so_now,
        contact=Contact(),  # nobody asked how the customer is reached
    )


def _with_known_reason(news: PaymentNews, payment: Payment) -> PaymentNews:
    """Many answers say that it failed and not why: who said so before is still right."""
    if news.failure_code or news.status != payment.status:
        return news
    return replace(
        news,
        failure_scheme=payment.failure_scheme,
        failure_code=payment.failure_code,
        failure_message=news.failure_message or payment.failure_message,
    )


def says_more(news: PaymentNews, payment: Payment) -> bool:
    """Tell whether news say anything that is not known: a state, a reason or a name."""
    if news.status and (news.status, news.failure_code) != (payment.status, payment.failure_code):
        return not (news.status in NOT_MADE and payment.status == Rung.RETURNED)
    if news.payee_check and news.payee_check != payment.payee_check:
        return True
    known = {(one.kind, one.value) for one in payment.references.all()}
    return any((one.kind, one.value) not in known for one in news.references)
