"""The demo world's figures against a count by plain Python, which reads every row and no filter."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.demo.banks import enter_banks
from config.demo.cases import load_demo_cases
from support.cases.models import Case
from support.cases.viewing.conditions import Asking
from support.inquiries.models import Bank, Inquiry
from support.liaison.pack import LABELS, pack_of
from support.notifications.models import Notification
from support.payments.models import Payment
from support.reports.catalogue import REPORTS
from support.reports.counting import Figures
from support.reports.outside import count_report
from support.reports.periods import Period
from tests.factories import NOW, make_agent
from tests.reference import load_reference

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PERIOD = Period(date(2026, 11, 12), date(2026, 11, 18))


@pytest.fixture
def demo(tmp_path: Path) -> None:
    """Load the first sixty payments: one world for all that is counted."""
    load_reference()
    lines = (settings.BASE_DIR / "fixtures" / "sample_payments.jsonl").read_text().splitlines()
    file = tmp_path / "demo.jsonl"
    file.write_text("\n".join(lines[:60]) + "\n")
    load_demo_cases(file, [make_agent("amy"), make_agent("li")], now=NOW)


def within(moment: datetime | None) -> bool:
    return moment is not None and PERIOD.since <= moment.astimezone(UTC).date() <= PERIOD.until


def told(figures: Figures, dim: str = "") -> dict[str, dict[str, int]]:
    """Return what is not nought of each row."""
    tables = {table.dim: table.lines for table in figures.tables} | {"": figures.total.lines}
    lines = {
        line.key: {name: one.count for name, one in line.numbers.items() if one.count}
        for line in tables[dim]
    }
    return {key: counts for key, counts in lines.items() if counts}


def kept() -> list[Case]:
    related = ("cause", "payment__channel")
    cases = Case.objects.select_related(*related).prefetch_related("walks__walk", "events")
    return [case for case in cases if case.merged_into_id is None]


def cause_of(case: Case) -> str:
    return case.cause.slug if case.cause else "none"


def first_answer(case: Case) -> str:
    if case.first_answered_at:
        return "kept" if case.first_answered_at <= case.first_answer_due_at else "late"
    if case.status in ("resolved", "closed"):
        return "none"
    return "late" if case.first_answer_due_at < NOW else "running"


def solution(case: Case) -> str:
    rang = [alarm for alarm in case.alarms.all() if alarm.clock == "solution" and alarm.is_late]
    left = case.solution_time_left
    in_time = case.resolved_at <= case.solution_due_at if left is None else left > timedelta()
    return "kept" if in_time and not rang else "late"


def promise(case: Case) -> str:
    if case.promised_at is None:
        return "none"
    if case.ending != "credited":
        return "otherwise"
    is_there = case.payment is not None and case.payment.status == "credited"
    arrived = case.payment.status_since if is_there else case.resolved_at
    return "kept" if arrived <= case.promised_at else "late"


def applied(case: Case) -> str:
    ended = [link for link in case.walks.all() if link.walk.state == "concluded"]
    if not ended:
        return "none"
    walk = max(ended, key=lambda link: link.pk).walk
    proof = {True: "right", False: "wrong", None: "open"}[walk.confirmed]
    return f"{'person' if walk.ended_by_id else 'itself'}_{proof}"


def test_every_figure_of_the_demo_world_is_what_plain_python_counts(demo):
    asking = Asking(make_agent(), NOW)
    figures = {slug: count_report(report, PERIOD, asking) for slug, report in REPORTS.items()}
    cases = kept()
    opened = [case for case in cases if within(case.opened_at)]
    ended = [case for case in cases if within(case.resolved_at)]

    causes = told(figures["causes"], "cause")
    assert Counter(map(cause_of, opened)) == {
        key: row["opened"] for key, row in causes.items() if "opened" in row
    }
    assert Counter(map(cause_of, ended)) == {
        key: row["ended"] for key, row in causes.items() if "ended" in row
    }
    assert len(causes) > 5

    channels = told(figures["channels"], "channel")
    assert Counter(case.payment.channel.code if case.payment else "none" for case in opened) == {
        key: row["opened"] for key, row in channels.items() if "opened" in row
    }

    (total,) = told(figures["cases"]).values()
    assert (total["opened"], total["ended"]) == (len(opened), len(ended))
    endings = Counter(case.ending for case in ended)
    assert endings == {name: total[name] for name in endings}

    (clocks,) = told(figures["clocks"]).values()
    answers = Counter(map(first_answer, opened))
    assert answers == {name: clocks[f"first_answer_{name}"] for name in answers}

    solved = Counter(map(solution, ended))
    assert solved == {name: clocks[f"solution_{name}"] for name in solved}
    promised = Counter(map(promise, ended))
    assert promised == {name: clocks[f"promise_{name}"] for name in promised}

    (automatic,) = told(figures["automatic"]).values()
    outcomes = Counter(map(applied, opened))
    assert outcomes == {name: automatic[f"applied_{name}"] for name in outcomes}
    assert {"itself_open", "none"} < outcomes.keys()
    assert automatic["applied_itself"] == sum(
        count for name, count in outcomes.items() if name.startswith("itself")
    )

    events = [(case.pk, event) for case in cases for event in case.events.all()]
    reopened = {
        pk for pk, event in events if event.kind == "reopened" and within(event.happened_at)
    }
    assert total.get("reopened", 0) == len(reopened)
    waited = {
        pk for pk, event in events
        if event.values.get("before") == "waiting_bank" and within(event.happened_at)
    }  # fmt: skip
    assert told(figures["banks"])[""]["bank_waited"] == len(waited) > 0

    written = [row for row in Notification.objects.all() if within(row.created_at)]
    (messages,) = told(figures["messages"]).values()
    states = Counter(row.state for row in written)
    assert (messages["written"], states) == (
        len(written), {name: messages[name] for name in states}
    )  # fmt: skip

    rated = [case.survey for case in cases if hasattr(case, "survey")]
    stars = Counter(f"stars_{one.stars}" for one in rated if within(one.rated_at))
    (survey,) = told(figures["survey"]).values()
    assert survey == {"rated": stars.total(), **stars}


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


def test_every_figure_of_the_demo_banks_packs_is_what_plain_python_counts(demo):
    enter_banks(make_agent("sofia"), now=NOW)
    since, until = NOW - timedelta(days=7), NOW + timedelta(minutes=1)
    before = since - timedelta(days=7)

    for bank in Bank.objects.all():
        pack = pack_of(bank, since, until, before, NOW)

        told = dict(zip(LABELS, [line.now for line in pack.figures], strict=True))
        assert told == counted_plainly(bank, since, until)
        were = dict(zip(LABELS, [line.before for line in pack.figures], strict=True))
        assert were == counted_plainly(bank, before, since)
        opened = [case for case in kept() if case.payment and between(case.opened_at, since, until)
                  and case.payment.channel in bank.channels.all()]  # fmt: skip
        worth = Counter[str]()
        for case in opened:
            worth[case.payment.currency] += case.payment.amount or 0
        assert {line.label: line.now for line in pack.amounts if line.now} == worth
        causes = Counter(str(case.cause) if case.cause else "Not found yet" for case in opened)
        assert {str(line.label): line.now for line in pack.causes if line.now} == causes
        assert told["opened"] > 1
    assert Inquiry.objects.exclude(answered_at=None).exists()
