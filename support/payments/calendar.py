"""Bank days and opening hours of a channel, in its own time zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from support.payments.models import Channel


def is_bank_day(channel: Channel, day: date) -> bool:
    """Say whether the channel works on a day of its own calendar."""
    if not channel.works_weekends and day.weekday() >= 5:
        return False
    return not (channel.holidays and day in _holidays(channel.holidays, day.year))


def add_bank_days(channel: Channel, day: date, count: int) -> date:
    """Return the day `count` bank days after a day; 0 means the day itself or the next bank day."""
    while not is_bank_day(channel, day):
        day += timedelta(days=1)
    for _step in range(count):
        day += timedelta(days=1)
        while not is_bank_day(channel, day):
            day += timedelta(days=1)
    return day


def next_opening(channel: Channel, moment: datetime) -> datetime:
    """Return the moment itself if the channel is open then, else when it opens next (UTC)."""
    local = moment.astimezone(channel.zone)
    closes = channel.closes_at or time.max
    if is_bank_day(channel, local.date()):
        if channel.opens_at <= local.time() < closes:
            return moment
        if local.time() < channel.opens_at:
            return _at(channel, local.date(), channel.opens_at)
    day = add_bank_days(channel, local.date() + timedelta(days=1), 0)
    return _at(channel, day, channel.opens_at)


def promised_at(channel: Channel, moment: datetime) -> datetime:
    """Return when a payment sent at the next opening should have arrived.

    That is the close of the bank day after it.
    """
    opening = next_opening(channel, moment).astimezone(channel.zone)
    day = add_bank_days(channel, opening.date(), 1)
    return _at(channel, day, channel.closes_at or time(23, 59))


def bank_answer_due_at(channel: Channel, moment: datetime) -> datetime:
    """Return when the bank should have answered an inquiry made now."""
    local = moment.astimezone(channel.zone)
    day = add_bank_days(channel, local.date(), channel.bank_answer_days)
    return _at(channel, day, channel.closes_at or time(18))


def _at(channel: Channel, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=channel.zone).astimezone(UTC)


# British payment schemes rest on the bank holidays of England and Wales.
_PART_OF = {"GB": "ENG"}


@lru_cache(maxsize=256)
def _holidays(calendar: str, year: int) -> frozenset[date]:
    if calendar == "ECB":
        return frozenset(holidays.financial_holidays("ECB", years=year))
    return frozenset(holidays.country_holidays(calendar, subdiv=_PART_OF.get(calendar), years=year))
