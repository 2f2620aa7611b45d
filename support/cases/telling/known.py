"""What is known of a case for the placeholders of a cause's sentence.

Nothing is guessed: each reader returns "" unless the record bears the word out. A limit is named
only where the payment is above it, a time only while it is still to come, and of a channel that
nobody has confirmed nothing at all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal

from support.cases.models import Case
from support.claims.formats import is_chinese, write_amount, write_day, write_moment
from support.claims.zones import zone_in_words
from support.notifications.outbox.policy import zone_of
from support.notifications.words.cleaning import clean_word
from support.payments.calendar import after_stop, next_opening
from support.payments.models import Channel, Direction, Payment
from support.payments.references.quoting import bank_reference_of
from support.payments.surroundings import NEVER_MADE, Surroundings, read_surroundings
from support.sources.promises import always_sent_by

# What customers call the details of a payment that they can fill in.
FIELDS = {
    "amount": ("amount", "金额"),
    "currency": ("currency", "币种"),
    "method": ("method of payment", "支付方式"),
    "counterparty_name": ("name on the account", "账户户名"),
    "counterparty_account": ("account number", "账号"),
}
DIGITS_SHOWN = 4


@dataclass(frozen=True)
class Sight:
    """A payment as a sentence of a cause looks at it."""

    payment: Payment
    channel: Channel | None
    cause: str
    language: str
    zone: tzinfo
    now: datetime

    @property
    def day_used(self) -> Surroundings | None:
        """What the customer had used of the day; one statement, and only where it matters."""
        limited = self.channel and (self.channel.daily_count or self.channel.daily_total)
        if not limited or self.payment.pk is None or self.payment.initiated_at is None:
            return None
        return read_surroundings(self.payment, self.now)


def known_of(
    case: Case, cause: str, names: Iterable[str], *, language: str, now: datetime
) -> dict[str, str]:
    """Return what is known for these placeholders, in a language and by the customer's clock."""
    payment = case.payment
    if payment is None:
        return {"reference": case.reference}
    channel = payment.channel if payment.channel_id is not None else None
    sight = Sight(
        payment=payment,
        channel=channel if channel is not None and channel.is_confirmed else None,
        cause=cause,
        language=language,
        zone=zone_of(case.contact.time_zone),
        now=now,
    )
    # Whoever reports a payment writes some of these, and may write an advertisement.
    known = {name: READERS[name](sight) for name in names if name in READERS}
    return {name: clean_word("payment", word) for name, word in known.items()}


def _limit(sight: Sight) -> str:
    return LIMITS[sight.cause](sight) if sight.cause in LIMITS else ""


def _limit_at_once(sight: Sight) -> str:
    return _above(sight, sight.channel.max_amount if sight.channel else None)


def _limit_when_new(sight: Sight) -> str:
    return _above(sight, sight.channel.new_user_max) if sight.channel and _is_new(sight) else ""


def _limit_of_day(sight: Sight) -> str:
    channel, used, payment = sight.channel, sight.day_used, sight.payment
    if channel is None or used is None:
        return ""
    if channel.daily_count and used.today_count >= channel.daily_count:
        return _times(channel.daily_count, sight)
    total = (used.today_total or Decimal(0)) + (payment.exact_amount or Decimal(0))
    if channel.daily_total and total > channel.daily_total and _is_in_currency(sight):
        return write_amount(channel.daily_total, channel.currency, sight.language)
    return ""


def _minimum(sight: Sight) -> str:
    channel, amount = sight.channel, sight.payment.exact_amount
    if channel is None or channel.min_amount is None or amount is None:
        return ""
    if amount >= channel.min_amount or not _is_in_currency(sight):
        return ""
    return write_amount(channel.min_amount, channel.currency, sight.language)


def _resets_at(sight: Sight) -> str:
    if not _limit_of_day(sight) or sight.channel is None or sight.payment.initiated_at is None:
        return ""
    day = sight.payment.initiated_at.astimezone(sight.channel.zone).date() + timedelta(days=1)
    return _coming(sight, datetime.combine(day, time(0), tzinfo=sight.channel.zone))


def _opens_at(sight: Sight) -> str:
    made_at = sight.payment.initiated_at
    if sight.channel is None or made_at is None:
        return ""
    opening = next_opening(sight.channel, after_stop(sight.channel, made_at))
    return _coming(sight, opening) if opening > made_at else ""


def _available_on(sight: Sight) -> str:
    moment = _is_new_until(sight)
    return _day(moment, sight) if moment is not None and moment > sight.now else ""


def _ended_on(sight: Sight) -> str:
    moment = _is_new_until(sight)
    return _day(moment, sight) if moment is not None and moment <= sight.now else ""


def _is_new_until(sight: Sight) -> datetime | None:
    """Return until when an account that was new to the channel is so."""
    payment, channel = sight.payment, sight.channel
    if channel is None or not _is_new(sight):
        return None
    made_at, age = payment.initiated_at, payment.account_age_days
    if made_at is None or age is None:
        return None
    return made_at + timedelta(days=channel.new_user_days - age)


def _day(moment: datetime, sight: Sight) -> str:
    return write_day(moment.astimezone(sight.zone), sight.language)


def _account(sight: Sight) -> str:
    end = sight.payment.counterparty_account[-DIGITS_SHOWN:]
    return end if len(end) == DIGITS_SHOWN and "*" not in end else ""


def _missing_field(sight: Sight) -> str:
    """Name one detail that the source always sends and that did not come."""
    payment = sight.payment
    promised = set(always_sent_by(payment.source))
    empty = [
        words
        for name, words in FIELDS.items()
        if name in promised
        and not (payment.amount_text if name == "amount" else getattr(payment, name))
    ]
    if len(empty) != 1 or payment.unread:
        return ""
    english, chinese = empty[0]
    return chinese if is_chinese(sight.language) else english


def _first_reference(sight: Sight) -> str:
    if sight.payment.pk is None or sight.payment.initiated_at is None:
        return ""
    similar = read_surroundings(sight.payment, sight.now).similar
    first = [reference for reference, status, _made_at in similar if status not in NEVER_MADE]
    return first[0] if len(first) == 1 else ""


def _above(sight: Sight, most: Decimal | None) -> str:
    amount, channel = sight.payment.exact_amount, sight.channel
    if most is None or channel is None or amount is None or amount <= most:
        return ""
    return write_amount(most, channel.currency, sight.language) if _is_in_currency(sight) else ""


def _is_in_currency(sight: Sight) -> bool:
    channel = sight.channel
    return channel is not None and channel.currency == sight.payment.currency.upper()


def _is_new(sight: Sight) -> bool:
    channel, age = sight.channel, sight.payment.account_age_days
    return channel is not None and age is not None and 0 <= age < channel.new_user_days


def _times(count: int, sight: Sight) -> str:
    if is_chinese(sight.language):
        return f"{count} 笔"
    one = "payout" if sight.payment.direction == Direction.PAYOUT else "payment"
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def _coming(sight: Sight, moment: datetime) -> str:
    """Write a time by the customer's clock, named; "" for one that has passed."""
    if moment <= sight.now:
        return ""
    local = moment.astimezone(sight.zone)
    zone = zone_in_words(local, sight.language)
    written = write_moment(local, sight.language)
    return f"{written}（{zone}）" if is_chinese(sight.language) else f"{written} ({zone})"


LIMITS: Mapping[str, Callable[[Sight], str]] = {
    "amount_over_limit": _limit_at_once,
    "channel_restricted": _limit_when_new,
    "count_limit": _limit_of_day,
}
READERS: Mapping[str, Callable[[Sight], str]] = {
    "reference": lambda sight: sight.payment.known_as,
    "limit": _limit,
    "minimum": _minimum,
    "resets_at": _resets_at,
    "opens_at": _opens_at,
    "available_on": _available_on,
    "ended_on": _ended_on,
    "account": _account,
    "currency": lambda sight: sight.payment.currency.upper(),
    "missing_field": _missing_field,
    "first_reference": _first_reference,
    "bank_reference": lambda sight: bank_reference_of(sight.payment),
}
