"""The clocks against cases worked by hand, and against a walk from minute to minute."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from support.cases.clocks import Market, add_business_time, business_time_between
from tests.every import every

MARKETS = {
    "GB": Market("Europe/London", "GB"),
    "CN": Market("Asia/Shanghai", "CN"),
    "DE": Market("Europe/Berlin", "DE", time(8, 30), time(17)),
}
# As the three states publish them, for the days that the table meets; the library is not asked.
FREE = {
    "GB": "2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28 2027-01-01",
    "CN": "2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-23"
    " 2026-04-06 2026-05-01 2026-05-04 2026-05-05 2026-06-19 2026-09-25 2026-10-01 2026-10-02"
    " 2026-10-05 2026-10-06 2026-10-07",
    "DE": "2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-12-25",
}
WORKED = {
    "CN": "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10", "GB": "", "DE": "",
}  # fmt: skip
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Worked:
    """One row of the table, its times as moments."""

    where: str
    market: Market
    start: datetime
    amount: timedelta
    pauses: list[tuple[datetime, datetime]]
    due: datetime
    why: str


def table() -> list[Worked]:
    lines = Path(__file__).with_name("clock_cases.txt").read_text().splitlines()
    return [read(line) for line in lines if line and not line.startswith("#")]


def read(line: str) -> Worked:
    where, start, amount, pauses, entered, due, why = (part.strip() for part in line.split("|"))
    days = [day.strip() for day in entered.split(",") if day.strip()]
    exceptions = {date.fromisoformat(day[:-1]): day[-1] == "+" for day in days}
    market = replace(MARKETS[where], exceptions=exceptions)
    zone = ZoneInfo(market.time_zone)

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone).astimezone(UTC)

    hours, minutes = amount.split(":")
    spans = [span.split(">") for span in pauses.split(",") if span.strip()]
    return Worked(
        where, market, moment(start), timedelta(hours=int(hours), minutes=int(minutes)),
        [(moment(begun), moment(ended)) for begun, ended in spans], moment(due), why,
    )  # fmt: skip


TABLE = table()


def named(row: Worked) -> str:
    return f"{row.where} {row.why}"


def test_sixty_cases_of_three_countries_were_worked_by_hand():
    assert len(TABLE) >= 60
    assert {row.where for row in TABLE} == {*MARKETS}


@every("row", TABLE, ids=named)
def test_a_clock_runs_out_when_it_was_worked_out_to(row: Worked):
    due = add_business_time(row.market, row.start, row.amount)
    for begun, ended in row.pauses:  # as a case does that stops and goes on
        left = business_time_between(row.market, begun, due)
        due = add_business_time(row.market, ended, left)

    assert due == row.due


@every("row", TABLE, ids=named)
def test_walking_from_minute_to_minute_comes_to_the_same(row: Worked):
    moment, left = row.start, row.amount
    while left:
        if counts(row, moment):
            left -= MINUTE
        moment += MINUTE

    assert moment == row.due


def counts(row: Worked, moment: datetime) -> bool:
    """Tell whether a minute is one of business, by the days of this file alone."""
    if any(begun <= moment < ended for begun, ended in row.pauses):
        return False
    local = moment.astimezone(ZoneInfo(row.market.time_zone))
    if not row.market.opens <= local.time() < row.market.closes:
        return False
    day = local.date()
    if day in row.market.exceptions:
        return row.market.exceptions[day]
    text = day.isoformat()
    is_weekend = day.weekday() >= 5 and text not in WORKED[row.where]
    return not is_weekend and text not in FREE[row.where]
