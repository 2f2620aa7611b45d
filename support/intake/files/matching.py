"""Which payments the entries of a file speak of, found for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from support.payments.models import Payment, PaymentReference
from support.payments.news import PaymentNews
from support.payments.references.finding import UNIQUE_KINDS, money_agrees, names_of
from troubleshooting.checks.text import gettext_noop

# A payment has one of each: by another it is not meant, whatever else it shares with the news.
ONCE = {"uetr", "end_to_end_id", "trace_number"}
OTHER_AMOUNT = gettext_noop(
    "A file names this payment with another currency, a larger amount, or a smaller one than "
    "charges explain."
)
OTHER_WAY = gettext_noop(
    "A file says of this payment that money went the other way than the payment does."
)


@dataclass(frozen=True)
class Match:
    """The payment that an entry speaks of, or none; `doubt` is why it may not be this one.

    `several` are the references of the payments among which nothing decides.
    """

    payment: Payment | None = None
    doubt: str = ""
    several: tuple[str, ...] = ()


class Known:
    """The payments that have any of the names in some news; two statements for all of them."""

    def __init__(self, news: Iterable[PaymentNews]) -> None:
        names = {name for one in news for name in names_of(one)}
        self._own = Payment.objects.in_bulk(list(names), field_name="reference")
        self._named: dict[tuple[str, str], list[Payment]] = defaultdict(list)
        self._kinds: dict[tuple[int, str], set[str]] = defaultdict(set)
        found = PaymentReference.objects.filter(value__in=names).values("payment")
        for row in PaymentReference.objects.filter(payment__in=found).select_related("payment"):
            self._named[row.kind, row.value].append(row.payment)
            self._kinds[row.payment_id, row.kind].add(row.value)

    def match(self, news: PaymentNews) -> Match:
        """Find a payment by any of its names; currency and amount decide where names may be shared.

        Our own reference is one payment's alone, so that another amount there is a doubt and not
        another payment.
        """
        own = [self._own[name] for name in names_of(news) if name in self._own]
        named = [
            payment
            for reference in news.references
            for payment in self._named.get((reference.kind, reference.value), ())
            if reference.kind in UNIQUE_KINDS
            or (money_agrees(payment, news) and self._may_be(payment, news))
        ]
        fitting = _distinct([payment for payment in own if money_agrees(payment, news)] or named)
        if len(fitting) > 1:
            return Match(several=tuple(payment.reference for payment in fitting))
        if not fitting and not own:
            return Match()
        payment = fitting[0] if fitting else own[0]
        if not fitting:
            return Match(payment, OTHER_AMOUNT)
        turned = payment.direction and news.direction and payment.direction != news.direction
        return Match(payment, OTHER_WAY if turned else "")

    def _may_be(self, payment: Payment, news: PaymentNews) -> bool:
        """Tell whether no name that a payment has once is another one than the news has."""
        return all(
            reference.value in known
            for reference in news.references
            if reference.kind in ONCE and (known := self._kinds.get((payment.pk, reference.kind)))
        )


def as_told_of(news: PaymentNews, match: Match) -> PaymentNews:
    """Return the news as it is received of the payment that was found.

    What the payment system told of its payment stays: a bank writes names and amounts its own way.
    In doubt the payment's status stays too, and a person decides.
    """
    payment = match.payment
    if payment is None:
        return replace(news, reference="" if news.references else news.reference)
    news = replace(
        news,
        reference=payment.reference,
        method="" if payment.method else news.method,
        direction="" if payment.direction else news.direction,
        amount="" if payment.amount_text else news.amount,
        currency="" if payment.currency else news.currency,
        counterparty_name="" if payment.counterparty_name else news.counterparty_name,
        counterparty_account="" if payment.counterparty_account else news.counterparty_account,
    )
    return replace(news, status="", contradiction=match.doubt) if match.doubt else news


def _distinct(payments: Sequence[Payment]) -> list[Payment]:
    return list({payment.pk: payment for payment in payments}.values())
