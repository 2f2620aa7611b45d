"""Bank days and opening hours of a channel, in its own time zone."""

from datetime import UTC, date, datetime, time, timedelta

from support.calendars.services import exceptions_of, is_settled
from support.payments.models import Channel
from support.payments.models.stops import stop_until
from troubleshooting.checks.reading import bank_days
from troubleshooting.checks.reading.bank_days import DAY_SECONDS, Moment, Window

REFUND_DAYS = 10  # as the cause `refund_in_transit` tells customers; the longest that cards take


def is_bank_day(channel: Channel, day: date, *, counts_weekends: bool = True) -> bool:
    """Say whether the channel works on a day of its own calendar.

    Days are counted without weekends, as banks book refunds, where `counts_weekends` is false.
    """
    return bank_days.is_bank_day(
        day,
        channel.holidays,
        works_on_weekends=channel.works_weekends and counts_weekends,
        exceptions=exceptions_of(channel.holidays),
    )


def is_final(channel: Channel, moment: datetime) -> bool:
    """Tell whether a day's year has all its bank days, or some are still to be announced."""
    return is_settled(channel.holidays, moment.astimezone(channel.zone).year)


def add_bank_days(channel: Channel, day: date, count: int, *, counts_weekends: bool = True) -> date:
    """Return the day `count` bank days after a day; 0 means the day itself or the next bank day."""
    for step in range(count + 1):
        day += timedelta(days=min(step, 1))
        while not is_bank_day(channel, day, counts_weekends=counts_weekends):
            day += timedelta(days=1)
    return day


def after_stop(channel: Channel, moment: datetime) -> datetime:
    """Return the moment itself, or the end of the planned stop that the channel is in then."""
    while (until := stop_until(channel.pk, moment)) is not None:
        moment = until
    return moment


def next_opening(channel: Channel, moment: datetime) -> datetime:
    """Return the moment itself if the channel is open then, else when it opens next (UTC)."""
    window = _window(channel)
    if window.place(moment) is Moment.OPEN:
        return moment
    local = moment.astimezone(channel.zone)
    if is_bank_day(channel, local.date()) and local.time() < channel.opens_at:
        return _at(channel, local.date(), channel.opens_at)
    day = add_bank_days(channel, local.date() + timedelta(days=1), 0)
    # A channel that works through the night is at work when its day begins.
    return _at(channel, day, time(0) if window.runs_through_midnight else channel.opens_at)


def promised_at(channel: Channel, moment: datetime) -> datetime:
    """Return when a payment sent at the next opening should have arrived.

    That is the close of the bank day after it.
    """
    opening = next_opening(channel, moment).astimezone(channel.zone)
    day = add_bank_days(channel, opening.date(), 1)
    return _at(channel, day, channel.closes_at or time(23, 59))


def refund_shown_by(channel: Channel, sent_at: datetime) -> datetime:
    """Return by when a bank should show a refund: customers are told so many bank days.

    A bank that sends every day books what comes in on weekdays.
    """
    sent_on = sent_at.astimezone(channel.zone).date()
    day = add_bank_days(channel, sent_on, REFUND_DAYS, counts_weekends=False)
    return _at(channel, day, channel.closes_at or time(23, 59))


def bank_answer_due_at(channel: Channel, moment: datetime) -> datetime:
    """Return when the bank should have answered an inquiry made now."""
    local = moment.astimezone(channel.zone)
    day = add_bank_days(channel, local.date(), channel.bank_answer_days)
    return _at(channel, day, channel.closes_at or time(18))


def _window(channel: Channel) -> Window:
    return Window(
        zone=channel.zone,
        opens=_seconds(channel.opens_at),
        closes=_seconds(channel.closes_at) if channel.closes_at else DAY_SECONDS,
        works_on_weekends=channel.works_weekends,
        calendar=channel.holidays,
        exceptions=exceptions_of(channel.holidays),
    )


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def _at(channel: Channel, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=channel.zone).astimezone(UTC)
