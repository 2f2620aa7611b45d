"""By when something is due that a rule counts in days; plain Python."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from support.cases.clocks import Market

DAY = timedelta(days=1)


class Unit(StrEnum):
    """In which days a rule counts."""

    BUSINESS = "business"
    CALENDAR = "calendar"


def due_in(market: Market, received: datetime, count: int, unit: str) -> datetime:
    """Return the moment (UTC) at which so many days are over: when the market closes on the last.

    The day of receipt is not counted, whether or not anybody works on it.
    """
    day = received.astimezone(ZoneInfo(market.time_zone)).date()
    if unit == Unit.CALENDAR:
        return end_of(market, day + count * DAY)
    while count:
        day += DAY
        count -= market.works_on(day)
    return end_of(market, day)


def end_of(market: Market, day: date) -> datetime:
    """Return when a market closes on a day, in UTC."""
    local = datetime.combine(day, market.closes, tzinfo=ZoneInfo(market.time_zone))
    return local.astimezone(UTC)
