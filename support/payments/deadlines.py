"""By when a payment under way should be there, and until when its rail may send it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from support.calendars.services import exceptions_of
from support.payments.calendar import after_stop, is_bank_day, promised_at
from support.payments.models import Channel, Payment
from troubleshooting.checks.reading import bank_days
from troubleshooting.checks.reading.statuses import UNDER_WAY, WAITED_FOR

SLOW_FACTOR = 5  # where no time-out is entered: five times the usual is no longer chance
MOST_DAYS = 400  # an older payment's bank days are counted no further


class Promise(StrEnum):
    """Who says by when a payment should be there."""

    SOURCE = "source"  # the payment system itself
    INSTANT = "instant"  # the time-out of a channel that never closes
    BANK_DAYS = "bank_days"  # the close of the bank day after
    RECALL = "recall"  # the rail's time to answer a recall
    NOBODY = ""


@dataclass(frozen=True)
class Rail:
    """How long the other side has by the rules of a rail, in bank days of its own calendar.

    `returns_in` counts from the day on which the money should have been there, `recall_in` from
    the day of the recall; 0 where there is no such rule.
    """

    key: str
    schemes: Collection[str]
    currency: str
    calendar: str
    zone: str
    returns_in: int
    recall_in: int = 0
    returns_at: time = time(23, 59)


# EPC SCT rulebook: a return within 3 banking business days, a recall answered in 15.
SEPA = Rail("sepa", {"sepa", "iso20022_return"}, "EUR", "ECB", "Europe/Paris", 3, recall_in=15)
# Nacha operating rules: returns are made available by the opening of the second banking day; a
# request for return (R06) is answered in 10 since 2025-04-01. Fedwire's and ACH's day opens early.
ACH = Rail("ach", {"nacha", "ach"}, "USD", "US", "America/New_York", 2, 10, time(8, 30))
# Payment Services Regulations, as amended in 2024: a suspicion of fraud may delay a payment to the
# end of the fourth business day; the first one is when it should have been there.
FASTER_PAYMENTS = Rail("fps", {"fps"}, "GBP", "GB", "Europe/London", 3)
RAILS = (SEPA, ACH, FASTER_PAYMENTS)


@dataclass(frozen=True)
class Deadline:
    """`since` is from when time counts; `returned_by` is None where no rail's rule is known."""

    since: datetime | None
    expected_by: datetime | None = None
    promise: Promise = Promise.NOBODY
    rail: str = ""
    returned_by: datetime | None = None


def deadline_of(payment: Payment) -> Deadline:
    """Say by when a payment in its present status should be there.

    What came in a planned stop of its channel goes on after it. Asks no database but for stops.
    """
    since = _since(payment)
    expected, promise = _expected(payment, since and after_stop(payment.channel, since))
    rail = rail_of(payment.channel, payment.currency)
    if expected is None or rail is None:
        return Deadline(since, expected, promise)
    returned_by = None
    if rail.returns_in and promise is not Promise.RECALL:
        returned_by = rail_day(rail, expected, rail.returns_in)
    return Deadline(since, expected, promise, rail.key, returned_by)


def rail_of(channel: Channel, currency: str) -> Rail | None:
    """Return the rail whose rules hold on a channel, or None where none of ours does."""
    schemes = set(channel.schemes)
    return next(
        (
            rail
            for rail in RAILS
            if not schemes.isdisjoint(rail.schemes)
            and (currency or channel.currency).upper() == rail.currency
        ),
        None,
    )


def rail_day(rail: Rail, moment: datetime, count: int) -> datetime:
    """Return the end of the rail's time so many of its bank days after a moment (UTC)."""
    return bank_day_after(rail.calendar, rail.zone, moment, count, ends_at=rail.returns_at)


def bank_day_after(
    calendar: str, time_zone: str, moment: datetime, count: int, *, ends_at: time = time(18)
) -> datetime:
    """Return a time on the day so many bank days of a calendar after a moment (UTC)."""
    zone = ZoneInfo(time_zone)
    day = moment.astimezone(zone).date()
    exceptions = exceptions_of(calendar)
    for _step in range(count):
        day += timedelta(days=1)
        while not bank_days.is_bank_day(day, calendar, exceptions=exceptions):
            day += timedelta(days=1)
    return datetime.combine(day, ends_at, tzinfo=zone).astimezone(UTC)


def bank_days_between(channel: Channel, since: datetime, now: datetime) -> int:
    """Count the channel's bank days after the day of `since`, up to the day of `now`."""
    day, last = (moment.astimezone(channel.zone).date() for moment in (since, now))
    return sum(is_bank_day(channel, found) for found in _days_after(day, last))


def _days_after(day: date, last: date) -> list[date]:
    count = min((last - day).days, MOST_DAYS)
    return [day + timedelta(days=number) for number in range(1, count + 1)]


def _since(payment: Payment) -> datetime | None:
    """Return from when time counts: nothing was sent before, or in the present status since.

    What is pending may have been so long before anybody told us.
    """
    told = payment.status_since
    known = [moment for moment in (told, payment.initiated_at) if moment is not None]
    if payment.status in ("created", "pending"):
        return min(known, default=None)
    return next(iter(known), None)


def _expected(payment: Payment, since: datetime | None) -> tuple[datetime | None, Promise]:
    channel = payment.channel
    if payment.status == "recalled":
        return _recall_answered(payment, since)
    if payment.status not in WAITED_FOR | UNDER_WAY:
        return None, Promise.NOBODY
    told = payment.expected_by
    if told is not None:
        return told, Promise.SOURCE
    if since is None:
        return None, Promise.NOBODY
    answer = _answer_time(channel)
    if payment.status == "pending" and answer is not None:
        return since + answer, Promise.INSTANT
    return promised_at(channel, since), Promise.BANK_DAYS


def _recall_answered(payment: Payment, since: datetime | None) -> tuple[datetime | None, Promise]:
    rail = rail_of(payment.channel, payment.currency)
    if since is None or rail is None or not rail.recall_in:
        return None, Promise.NOBODY
    return rail_day(rail, since, rail.recall_in), Promise.RECALL


def _answer_time(channel: Channel) -> timedelta | None:
    """Return how long a channel that never closes takes to say yes or no, None for any other."""
    is_instant = (
        channel.opens_at == time(0)
        and channel.closes_at is None
        and channel.works_weekends
        and not channel.holidays
    )
    longest = channel.timeout_ms or SLOW_FACTOR * (channel.usual_latency_ms or 0)
    return timedelta(milliseconds=longest) if is_instant and longest else None
