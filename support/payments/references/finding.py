"""Which payment news speaks of: by its own reference, or by what a bank or provider calls it."""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b

from django.db.models import Q, QuerySet

from support.payments.columns import columns_of
from support.payments.ladder.rungs import Rung
from support.payments.models import Payment, PaymentReference, TestPayment
from support.payments.news import PaymentNews
from support.payments.references.naming import usable

# What these name is one payment in the whole world; of the others currency and amount must agree.
UNIQUE_KINDS = {"uetr", "imad"}
# What these name is one payment of the source that says so.
OWN_KINDS = {"provider_id", "clave_rastreo"}
LEAST_RETURNED = Decimal("0.5")  # of what was sent; the rest may be fees


@dataclass(frozen=True)
class Whose:
    """The payment that news speaks of, locked; or None, and whether nobody uses its reference."""

    payment: Payment | None
    is_free: bool = False


def whose_payment(news: PaymentNews, source: str = "", *, is_used: bool = True) -> Whose:
    """Find the payment that news speaks of, and lock it.

    It is found by the payment system's own reference, else by any name that a bank or provider
    gave it. Two systems may use the same reference for two payments: what another source told of
    is this one only where the money agrees. What more than one payment is called by finds none,
    and what `source` calls by two references of its own is two payments: captures share the id of
    what they capture. Most payments are new: none is looked for by its reference where it is not
    `is_used`, as `payments_used` says of `references_of` once the news' names are locked.
    """
    is_free = False
    if news.reference:
        called = references_of(news, source)
        own = list(_locked().filter(reference__in=called).order_by("-pk")) if is_used else []
        found = next((one for one in own if _is_own(one, news, source)), None)
        if found is not None and news.reference_may_repeat:
            found = next((one for one in own if _has_an_id_of(one, news, source)), None)
        if found is not None:
            return Whose(found)
        is_free = not own
    by_name = Q()
    for reference in news.references:
        if usable(reference.value):
            by_name |= Q(kind=reference.kind, value=reference.value)
    if not by_name:
        return Whose(None, is_free)
    rows = PaymentReference.objects.filter(by_name).select_related("payment__channel")
    fitting = {
        row.payment_id
        for row in rows
        if _fits(row, news, source)
        and not (row.payment.source == source and _is_another(row, news))
    }
    if len(fitting) == 1:
        return Whose(_locked().get(pk=fitting.pop()))
    return Whose(None, is_free)


def names_of(news: PaymentNews) -> list[str]:
    """Return every name by which news can find a payment, in the order to lock them."""
    names = {news.reference, *(reference.value for reference in news.references)}
    return sorted(name for name in names if usable(name))


def references_of(news: PaymentNews, source: str) -> list[str]:
    """Return what a payment may be called that news names: so, or so beside another source's."""
    return [news.reference, _apart(news.reference, source)]


def _locked() -> QuerySet[Payment]:
    return Payment.objects.select_related("channel", "customer").select_for_update(
        no_key=True, of=("self",)
    )


def _is_own(payment: Payment, news: PaymentNews, source: str) -> bool:
    """Tell whether a payment with the reference of news is the one that it speaks of."""
    return payment.source in ("", source) or money_agrees(payment, news)


def _has_an_id_of(payment: Payment, news: PaymentNews, source: str) -> bool:
    """Tell whether a payment is called by an id of news, or as yet by none."""
    if not _is_own(payment, news, source):
        return False
    ids = {one.value for one in news.references if one.kind in OWN_KINDS}
    known = payment.references.filter(kind__in=OWN_KINDS).values_list("value", flat=True)
    return not known or bool(ids & set(known))


def _fits(row: PaymentReference, news: PaymentNews, source: str) -> bool:
    """Tell whether a name that others may use too is this payment's."""
    if row.kind in UNIQUE_KINDS or (row.kind in OWN_KINDS and row.payment.source == source):
        return True
    if news.reference and not news.amount:
        return False
    return money_agrees(row.payment, news)


def money_agrees(known: Payment | TestPayment, news: PaymentNews) -> bool:
    """Tell whether news can be about the money of a payment; of what came back fees are off."""
    said = columns_of(news, known.channel)
    currency: str = said.get("currency", "")
    amount: Decimal | None = said.get("amount")
    if currency and known.currency and currency.upper() != known.currency.upper():
        return False
    if amount is None or known.amount is None:
        return True
    if news.status == Rung.RETURNED:
        return known.amount * LEAST_RETURNED <= amount <= known.amount
    return amount == known.amount


def _apart(reference: str, source: str) -> str:
    """Return what a payment is called whose reference another source uses for another one."""
    return f"{reference[: 99 - len(source)]}~{source}"


def reference_for(news: PaymentNews, source: str, *, is_free: bool) -> str:
    """Return what a new payment is called: as news calls it, unless another is called so."""
    told = news.reference or news.references[0].value
    if is_free:
        return told
    wanted = [told, _apart(told, source)]
    taken = set(Payment.objects.filter(reference__in=wanted).values_list("reference", flat=True))
    free = next((name for name in wanted if name not in taken), None)
    return free or f"{told[:66]}~{blake2b(repr(news).encode(), digest_size=16).hexdigest()}"


def _is_another(row: PaymentReference, news: PaymentNews) -> bool:
    """Tell whether news and payment have a reference of their own each, which is no id's."""
    ids = {reference.value for reference in news.references}
    own = {news.reference, row.payment.reference}
    if news.reference_may_repeat and row.payment.reference.startswith(f"{news.reference[:66]}~"):
        return False  # called apart from another one of the same reference
    return bool(news.reference) and len(own) == 2 and not own & ids
