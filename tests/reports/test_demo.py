"""The demo world's figures against a count by plain Python, which reads every row and no filter."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from support.cases.viewing.conditions import Asking
from support.inquiries.models import Bank, Inquiry
from support.liaison.pack import LABELS, pack_of
from support.liaison.pack import Line as PackLine
from support.payments.models import Payment
from support.reports.catalogue import REPORTS
from support.reports.counting import Figures, Line
from support.reports.outside import count_report
from support.reports.periods import Period
from tests.api.asking import V1, client_for
from tests.factories import NOW, make_agent
from tests.reports.demo import load_some
from tests.reports.plainly import (
    ROWS,
    SHARES,
    Days,
    Key,
    answered,
    in_days,
    kept,
    parts_and_cost,
    tally,
    tally_messages,
    waits,
    written,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PERIOD = Period(date(2026, 11, 12), date(2026, 11, 18))
DAYS = Days(PERIOD.since, PERIOD.until)
BEFORE = Days(PERIOD.before.since, PERIOD.before.until)
# What has no day of its own is told of the whole period alone.
NO_DAY = {"reopened", "not_reached", "bank_waited", "bank_answered", "bank_answered_late"}


@pytest.fixture
def demo(tmp_path: Path) -> None:
    """Load one world for all that is counted."""
    load_some(tmp_path, 60, now=NOW)


def lines_of(figures: Figures) -> Iterator[tuple[str, Line]]:
    for table in (figures.total, *figures.tables):
        yield from ((table.dim, line) for line in table.lines)


def told(figures: Figures) -> dict[Key, tuple[int, int | None]]:
    """Return every number of a report, noughts too, beside that of the period before."""
    return {
        (dim, line.key, column): (number.count, number.before)
        for dim, line in lines_of(figures)
        for column, number in line.numbers.items()
    }


def by_hand(slug: str) -> dict[Key, tuple[int, int | None]]:
    """Return the same, counted plainly: of all, of each row that has any, of each day."""
    report = REPORTS[slug]
    columns = [one.name for one in report.measures]

    def counted(days: Days) -> Counter[Key]:
        return tally_messages(days) if slug == "messages" else tally(columns, report.dims, days)

    now, before = counted(DAYS), counted(BEFORE)
    rows = {("", ""), *((dim, row) for dim, row, _column in (*now, *before))}
    found: dict[Key, tuple[int, int | None]] = {
        (*row, column): (now[*row, column], before[*row, column])
        for row in rows
        for column in columns
    }
    timed = [column for column in columns if column not in NO_DAY]
    for day in DAYS.each if timed else ():
        of_day = counted(day)
        found |= {
            ("time", str(day.since), column): (of_day["", "", column], None) for column in timed
        }
    return found


def test_every_figure_of_the_demo_world_is_what_plain_python_counts(demo, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    api = client_for(make_agent("robot", is_superuser=True))
    asking = Asking(make_agent(), NOW)
    figures = {slug: count_report(report, PERIOD, asking) for slug, report in REPORTS.items()}
    filled = set()

    for slug, found in figures.items():
        numbers = told(found)
        assert numbers == by_hand(slug), slug
        assert told_by_api(api, slug) == numbers, slug
        filled |= {column for (dim, _row, column), one in numbers.items() if one[0] and not dim}
        for dim, line in lines_of(found):
            shares = [(share.count, share.of, share.percent) for share in line.shares]
            assert shares == shares_of(slug, line), (slug, dim, line.key)
            if dim != "time":
                assert line.more == more_of(slug, dim, line.key), (slug, dim, line.key)

    assert filled >= {
        "opened", "ended", "credited", "first_answer_kept", "first_answer_late", "solution_kept",
        "applied_itself_open", "applied_none", "bank_waited", "bank_answered", "written", "sent",
        "rated",
    }  # fmt: skip


def told_by_api(api: APIClient, slug: str) -> dict[Key, tuple[int, int | None]]:
    asked = {"from": str(PERIOD.since), "to": str(PERIOD.until)}
    answer = api.get(f"{V1}reports/{slug}/", asked).json()
    return {
        (table["by"], row["key"], column): (number["count"], number["before"])
        for table in [{"by": "", "rows": [answer["total"]]}, *answer["tables"]]
        for row in table["rows"]
        for column, number in row["numbers"].items()
    }


def shares_of(slug: str, line: Line) -> list[tuple[int, int, int]]:
    """Divide the columns of a line as the page says that it does."""
    pairs = [
        [sum(line.numbers[name].count for name in names) for names in pair]
        for pair in SHARES.get(slug, ())
    ]
    return [(part, of, round(100 * part / of) if of else 0) for part, of in pairs]


def more_of(slug: str, dim: str, row: str) -> list[str]:
    """Return what a line tells besides: how long banks took, what messages cost."""
    if slug == "messages":
        key = {"medium": "channel", "event": "event"}.get(dim)
        return parts_and_cost(
            one for one in written(DAYS) if key is None or getattr(one, key) == row
        )
    if slug != "banks":
        return []
    cases = [case for case in kept() if not dim or (ROWS[dim](case) or "none") == row]
    waited = [took for case in cases for took in waits(case, DAYS)]
    answers = [one.answered_at - one.asked_at for case in cases for one in answered(case)
               if one.answered_at in DAYS]  # fmt: skip
    return [*in_days(waited), *in_days(answers)]


def between(moment: datetime | None, since: datetime, until: datetime) -> bool:
    return moment is not None and since <= moment < until


def hours(times: list[timedelta]) -> Decimal | None:
    return round(Decimal(sum(times, timedelta()) / len(times) / HOUR), 2) if times else None


def counted_plainly(bank: Bank, since: datetime, until: datetime) -> dict[str, Any]:
    """Count a bank's pack of the demo world by reading every row."""
    theirs = {channel.pk for channel in bank.channels.all()}
    cases = [case for case in kept() if case.payment and case.payment.channel_id in theirs]
    rows = [row for row in Payment.objects.all() if row.channel_id in theirs]
    credited = [row for row in rows if row.status == "credited"
                and between(row.status_since, since, until)]  # fmt: skip
    delays = [row.status_since - row.expected_by for row in credited
              if row.expected_by and row.status_since > row.expected_by]  # fmt: skip
    asked = [one for one in Inquiry.objects.all()
             if one.bank_id == bank.pk and not one.is_from_bank and not one.withdrawn]  # fmt: skip
    answered = [one for one in asked if between(one.answered_at, since, until)]
    due = [one for one in asked if between(one.due_at, since, until) and one.due_at <= NOW]
    return {
        "opened": sum(between(case.opened_at, since, until) for case in cases),
        "resolved": sum(between(case.resolved_at, since, until) for case in cases),
        "credited": len(credited),
        "late": len(delays),
        "delay_average": hours(delays),
        "delay_longest": hours([max(delays)]) if delays else None,
        "asked": sum(between(one.asked_at, since, until) for one in asked),
        "answered": len(answered),
        "answer_average": hours([one.answered_at - one.asked_at for one in answered]),
        "fell_due": len(due),
        "answers_late": sum(not one.answered_at or one.answered_at > one.due_at for one in due),
    }


def worth_of(payments: Iterable[Payment]) -> Counter[str]:
    worth = Counter[str]()
    for payment in payments:
        worth[payment.currency] += payment.amount or 0
    return +worth


def test_every_figure_of_the_demo_banks_packs_is_what_plain_python_counts(demo):
    since, until = NOW - timedelta(days=7), NOW + timedelta(minutes=1)
    before = since - timedelta(days=7)

    for bank in Bank.objects.all():
        pack = pack_of(bank, since, until, before, NOW)

        told = dict(zip(LABELS, [line.now for line in pack.figures], strict=True))
        assert told == counted_plainly(bank, since, until)
        were = dict(zip(LABELS, [line.before for line in pack.figures], strict=True))
        assert were == counted_plainly(bank, before, since)
        theirs = [case for case in kept()
                  if case.payment and case.payment.channel in bank.channels.all()]  # fmt: skip
        inquiries = [one for one in Inquiry.objects.all()
                     if one.bank_id == bank.pk and not one.is_from_bank]  # fmt: skip
        for name, begins, ends in (("now", since, until), ("before", before, since)):
            opened = [case for case in theirs if between(case.opened_at, begins, ends)]
            assert filled(pack.amounts, name) == worth_of(case.payment for case in opened)
            causes = Counter(str(case.cause) if case.cause else "Not found yet" for case in opened)
            assert filled(pack.causes, name) == causes
            asked = {one.case.payment for one in inquiries
                     if not one.withdrawn and between(one.asked_at, begins, ends)}  # fmt: skip
            assert filled(pack.asked, name) == worth_of(asked)
        asked_by_then = [one for one in inquiries if one.asked_at < until]
        waiting = [one for one in asked_by_then if not one.ended_at or one.ended_at >= until]
        assert pack.open_count == len(waiting)
        assert pack.open == sorted(waiting, key=lambda one: (one.due_at, one.pk))
        assert told["opened"] > 1
        assert told["asked"] == 1
    assert Inquiry.objects.exclude(answered_at=None).exists()
    assert Inquiry.objects.filter(ended_at=None).exists()


def filled(lines: list[PackLine], name: str) -> dict[str, Any]:
    """Return what is not nought of either period."""
    return {str(line.label): number for line in lines if (number := getattr(line, name))}
