"""Recording what sources tell us of payments. Runs in the caller's transaction."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from support.customers.models import Customer
from support.payments.columns import columns_of
from support.payments.deadlines import deadline_of
from support.payments.ladder import deriving
from support.payments.ladder.deriving import Word
from support.payments.ladder.rungs import TO_BE_SENT, Rung
from support.payments.models import Channel, Payment, PaymentReference, PaymentStatus
from support.payments.news import PaymentNews, Unread
from support.payments.references.finding import reference_for
from support.payments.references.naming import shortened, usable
from troubleshooting.checks.text import gettext_noop
from troubleshooting.marks.writing import made, store, store_parent

CLOCK_SKEW = timedelta(minutes=5)  # of the source's clock and ours
ECHO = timedelta(days=1)
DISPUTED = gettext_noop("Two systems disagree on whether the money arrived.")
ORDERED = frozenset({"initiated_at", "created_at_text"})
STATE = ("status", "failure_scheme", "failure_code", "failure_message")


@dataclass(frozen=True)
class Heard:
    """What a piece of news changed: `is_new` the payment; `has_moved` where the status that counts
    is another or was said anew.

    `was` is the status that counted before, "" for none, and `names` are the references that the
    payment did not have before.
    `contradiction` is a sentence where two words can't both be true; nothing automatic follows
    then.
    """

    payment: Payment
    is_new: bool
    has_moved: bool
    contradiction: str = ""
    names: tuple[PaymentReference, ...] = ()
    was: str = ""


@dataclass(frozen=True)
class Teller:
    """Who tells, when we read it, and how what only a new payment needs is found."""

    source: str
    now: datetime
    customer: Callable[[], Customer]
    channel: Callable[[], Channel]
    contact: Callable[[], Mapping[str, str]] = dict


def is_contradicted(payment: Payment) -> bool:
    """Tell whether something was said of a payment that can't be true beside the rest."""
    rows = list(payment.statuses.all())
    words = [row.word for row in rows if row.status]
    return any(row.contradiction for row in rows) or deriving.dispute(words) is not None


def with_a_time_that_can_be(news: PaymentNews, now: datetime) -> PaymentNews:
    """Leave a time out that is still to come, or news of the future would count for ever."""
    told = news.occurred_at
    if told is None or told <= now + CLOCK_SKEW:
        return news
    unread = Unread("occurred_at", told.isoformat())
    return replace(news, occurred_at=None, unread=(*news.unread, unread))


def record_news(
    payment: Payment | None, news: PaymentNews, teller: Teller, *, is_free: bool = False
) -> Heard:
    """Add news to the payment that it speaks of, as `whose_payment` found it, or make the payment.

    What the news does not say stays as it was. Whoever calls keeps others from making the same
    payment meanwhile, and has left out a time that can't be; `is_free` says that no other one is
    called as this news calls it.
    """
    word = _word(news, teller)
    if payment is None:
        return _make(reference_for(news, teller.source, is_free=is_free), news, word, teller)
    known = list(payment.statuses.order_by("pk"))
    words = [row.word for row in known if row.status]
    before_it = deriving.present(words)
    word.payment = payment
    told_before = next((row for row in known if row.digest == word.digest), None)
    if told_before is None:
        word.save(force_insert=True)
        words += [word.word] if word.status else []
    names = _add_references(
        payment, news, lambda: set(payment.references.values_list("kind", "value"))
    )
    before = {name: getattr(payment, name) for name in STATE}
    changed = _describe(payment, news, word.occurred_at, teller)
    changed |= _count(payment, words)
    if payment.told_contact or payment.late_at:
        changed |= _set(payment, {"told_contact": _told_contact(payment, news, teller)})
    if changed:
        payment.save(update_fields=[*changed, "updated_at"])
    has_moved = any(getattr(payment, name) != value for name, value in before.items())
    said = (told_before or word).word if word.status else None
    if not has_moved and said is not None and deriving.present(words) == said:
        # Without a time the same word may be about another time; with one it is the same news.
        has_moved = not (told_before and word.occurred_at) and not _is_echo(said, before_it)
    pair = deriving.dispute(words)
    is_disputed = pair is not None and told_before is None and said in pair
    contradiction = news.contradiction or (DISPUTED if is_disputed else "")
    was = before["status"]
    return Heard(payment, False, has_moved and pair is None, contradiction, names, was)


def _is_echo(said: Word, before: Word | None) -> bool:
    """Tell whether a word is what another source has said already, such as a file of the day."""
    if before is None or before.source == said.source:
        return False
    if (before.status, before.code) != (said.status, said.code):
        return False
    if before.occurred_at is None or said.occurred_at is None:
        return True
    return abs(before.occurred_at - said.occurred_at) <= ECHO


def _make(reference: str, news: PaymentNews, word: PaymentStatus, teller: Teller) -> Heard:
    channel = teller.channel()
    payment = made(
        Payment,
        reference=reference,
        customer=teller.customer(),
        channel=channel,
        source=teller.source,
        described_at=word.occurred_at,
        unread=[asdict(unread) for unread in news.unread],
        **columns_of(news, channel),
    )
    if word.status:
        _count(payment, [word.word])
    payment.told_contact = _told_contact(payment, news, teller)
    store_parent(payment)
    payment.is_fresh = True
    word.payment = payment
    store(word)
    names = _add_references(payment, news, set)
    payment.knows(names)
    return Heard(payment, True, True, news.contradiction, names)


def _word(news: PaymentNews, teller: Teller) -> PaymentStatus:
    occurred_at = news.occurred_at
    said = (
        teller.source, news.status, occurred_at and occurred_at.timestamp(), news.status_said,
        news.failure_scheme, news.failure_code, news.failure_message,
    )  # fmt: skip
    return made(
        PaymentStatus,
        digest=blake2b(repr(said).encode(), digest_size=16).hexdigest(),
        status=news.status,
        occurred_at=occurred_at,
        read_at=teller.now,
        source=teller.source,
        said=news.status_said,
        scheme=news.failure_scheme,
        code=news.failure_code,
        message=news.failure_message,
        contradiction=news.contradiction,
    )


def _count(payment: Payment, words: list[Word]) -> dict[str, Any]:
    """Let the word that counts say the payment's status; return what has changed by that."""
    counted = deriving.present(words)
    if counted is None:
        return {}
    values = {
        "status": Rung(counted.status).value,
        "status_since": deriving.since(words, counted),
        "failure_scheme": counted.scheme,
        "failure_code": counted.code,
        "failure_message": counted.message,
    }
    changed = _set(payment, values)
    late_at = deadline_of(payment).expected_by if counted.status in TO_BE_SENT else None
    return changed | _set(payment, {"late_at": late_at})


def _told_contact(payment: Payment, news: PaymentNews, teller: Teller) -> dict[str, str]:
    """Return how the customer of a payment that waits to be sent is reached, as last told of it."""
    before: dict[str, str] = payment.told_contact
    is_its_own = payment.source in ("", teller.source) and (news.contact_is_signed or not before)
    if payment.late_at is None or not is_its_own:
        return before
    said = {name: value for name, value in teller.contact().items() if value}
    return {**before, **said} if said.get("email") or said.get("phone") else before


def _describe(
    payment: Payment, news: PaymentNews, occurred_at: datetime | None, teller: Teller
) -> dict[str, Any]:
    """Take over what news describes: the newest news all of it, older what nobody said yet."""
    known_at = payment.described_at
    is_newest = known_at is None or (occurred_at is not None and occurred_at >= known_at)
    channel = payment.channel
    values: dict[str, Any] = {}
    if is_newest and news.channel and news.channel != channel.code:
        channel = teller.channel()
        values["channel"] = channel
    said = columns_of(news, channel)
    if payment.instead_of_id is not None:  # when we ordered it, nobody knows better than we
        said = {name: value for name, value in said.items() if name not in ORDERED}
    if is_newest:
        values |= said
        values["described_at"] = occurred_at or known_at
        unread = [asdict(one) for one in news.unread]
        # What another source does not speak of is no better known for that.
        kept = [] if teller.source == payment.source else payment.unread
        values["unread"] = [*(one for one in kept if one not in unread), *unread]
    else:
        values |= {name: value for name, value in said.items() if _is_blank(payment, name)}
    return _set(payment, values)


def _is_blank(payment: Payment, name: str) -> bool:
    return getattr(payment, name) in ("", None, [])


def _set(payment: Payment, values: dict[str, Any]) -> dict[str, Any]:
    changed = {name: value for name, value in values.items() if getattr(payment, name) != value}
    for name, value in changed.items():
        setattr(payment, name, value)
    return changed


def _add_references(
    payment: Payment, news: PaymentNews, known: Callable[[], set[tuple[str, str]]]
) -> tuple[PaymentReference, ...]:
    """Add the names that news gives a payment beside those `known`; return what is new of them."""
    told = [
        (reference.kind, shortened(reference.value))
        for reference in dict.fromkeys(news.references)
        if usable(reference.value)
    ]
    if not told:
        return ()
    before = known()
    rows = [
        PaymentReference(payment=payment, kind=kind, value=value)
        for kind, value in told
        if (kind, value) not in before
    ]
    if rows:
        PaymentReference.objects.bulk_create(rows, ignore_conflicts=True)
    return tuple(rows)
