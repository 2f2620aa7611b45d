"""The demo world's figures against a count by plain Python, which reads every row and no filter."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from config.demo.cases import load_demo_cases
from support.cases.models import Case
from support.cases.viewing.conditions import Asking
from support.notifications.models import Notification
from support.reports.catalogue import REPORTS
from support.reports.counting import Figures
from support.reports.outside import count_report
from support.reports.periods import Period
from tests.factories import NOW, make_agent
from tests.reference import load_reference

pytestmark = pytest.mark.django_db
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
