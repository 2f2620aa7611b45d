"""The clocks of a case: first answer, next answer, solution, in business hours with holidays."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from troubleshooting.checks.reading.bank_days import Exceptions, is_bank_day


@dataclass(frozen=True)
class Market:
    """Whose working day counts: zone, opening hours (whole local times), calendar of bank days."""

    time_zone: str
    calendar: str
    opens: time = time(9)
    closes: time = time(18)
    exceptions: Exceptions = field(default_factory=dict)

    def works_on(self, day: date) -> bool:
        return is_bank_day(day, self.calendar, exceptions=self.exceptions)


@dataclass(frozen=True)
class Promise:
    """What we promise, in business time; when we are warned, and what is done with a late case."""

    first_answer: timedelta
    next_answer: timedelta
    solution: timedelta
    warn_before: timedelta = timedelta(minutes=30)
    raises: bool = False
    gives_back: bool = False
    tells: bool = False


def _promise(first: int, following: int, solution: int) -> Promise:
    hour = timedelta(hours=1)
    return Promise(first * hour, following * hour, solution * hour)


MARKETS = {
    "zh-hans": Market("Asia/Shanghai", "CN"),
    "en": Market("Europe/London", "GB"),
}
# Where no lead entered anything else (`calendars.models.ClockRule`, `BusinessHours`); hours.
PROMISES = {
    "urgent": _promise(1, 1, 4),
    "high": _promise(2, 2, 9),
    "normal": _promise(4, 4, 18),
    "low": _promise(9, 9, 45),
}


def add_business_time(market: Market, start: datetime, amount: timedelta) -> datetime:
    """Return the moment (UTC) at which so much business time has passed since `start`."""
    moment = _into_hours(market, start.astimezone(ZoneInfo(market.time_zone)))
    while True:
        closing = _closing(market, moment)
        left = closing - moment
        if amount <= left:
            return (moment + amount).astimezone(UTC)
        amount -= left
        moment = _into_hours(market, closing)


def business_time_between(market: Market, start: datetime, end: datetime) -> timedelta:
    """Return the business time from `start` to `end`; nothing when `end` is not later."""
    zone = ZoneInfo(market.time_zone)
    moment, last = _into_hours(market, start.astimezone(zone)), end.astimezone(zone)
    total = timedelta()
    while moment < last:
        closing = _closing(market, moment)
        total += min(closing, last) - moment
        moment = _into_hours(market, closing)
    return total


def opening_after(market: Market, start: datetime, days: int) -> datetime:
    """Return when the market opens (UTC) on the working day so many after that of `start`."""
    moment = start.astimezone(ZoneInfo(market.time_zone))
    for _day in range(days):
        closing = datetime.combine(moment.date(), market.closes, tzinfo=moment.tzinfo)
        moment = _into_hours(market, closing)
    return moment.astimezone(UTC)


def _into_hours(market: Market, local: datetime) -> datetime:
    """Return the moment itself inside of business hours, else when they begin next."""
    day = local.date()
    if market.works_on(day) and local.time() < market.closes:
        return max(local, datetime.combine(day, market.opens, tzinfo=local.tzinfo))
    while True:
        day += timedelta(days=1)
        opening = datetime.combine(day, market.opens, tzinfo=local.tzinfo)
        if market.works_on(day):
            return opening


def _closing(market: Market, local: datetime) -> datetime:
    return datetime.combine(local.date(), market.closes, tzinfo=local.tzinfo)
