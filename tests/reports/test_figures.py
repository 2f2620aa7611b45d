"""Every figure against a count by hand, and every number against the list that it opens."""

import csv
import io
import re
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from support.cases.models import Case
from support.cases.viewing.conditions import Asking, within
from support.lead.reports.page import name_of
from support.notifications.models import Notification, State
from support.reports.catalogue import REPORTS
from support.reports.counting import Figures, Line
from support.reports.outside import count_report
from support.reports.periods import Period, period_of
from tests.api.asking import V1, client_for
from tests.desk.walking import make_walk
from tests.factories import NOW, make_agent, make_case, sign_in
from tests.portal.world import make_message
from tests.reports.world import ALL, World, rows

pytestmark = pytest.mark.django_db
OCTOBER = period_of("month", date(2026, 10, 1))
FROM_TO = {"from": "2026-10-01", "to": "2026-10-31"}
QUERIES = [14, 12, 14, 13, 7, 14, 7, 7]
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def world():
    _case, walk = make_walk(case=make_case(now=NOW.replace(year=2020)))
    with timezone.override(LONDON):
        yield World(walk.version)


@pytest.fixture
def lead(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.cookies["time_zone"] = "Europe/London"
    return sign_in(client, make_agent("lea", is_superuser=True))


def count(slug: str, period: Period = OCTOBER) -> Figures:
    return count_report(REPORTS[slug], period, Asking(make_agent(), NOW))


def lines_of(figures: Figures, dim: str) -> dict[str, Line]:
    tables = {table.dim: table.lines for table in figures.tables} | {ALL: figures.total.lines}
    return {line.key: line for line in tables[dim]}


def table_by_hand() -> list[list[str]]:
    return [row for row in rows("= ") if row[0] not in ("= day", "= waits")]


def test_every_figure_is_the_one_counted_by_hand(world):
    checked = 0
    for mark, dim, key, told in (row for row in table_by_hand()):
        line = lines_of(count(mark[2:]), dim)[key if dim != ALL else ""]
        for name, now, before in re.findall(r"(\w+) (\d+) (\d+)", told):
            number = line.numbers[name]
            assert (number.count, number.before) == (int(now), int(before)), (mark, key, name)
            checked += 1

    assert checked == 93


def test_every_row_is_in_the_table_by_hand(world):
    by_hand = {(row[0][2:], row[1]): set() for row in table_by_hand()}
    for row in (row for row in table_by_hand()):
        by_hand[row[0][2:], row[1]].add(row[2])

    for (slug, dim), keys in by_hand.items():
        assert dim == ALL or set(lines_of(count(slug), dim)) == keys


def test_days_are_those_of_the_reader_also_where_summer_time_ends(world):
    table = count("cases").tables[0]

    found = {
        line.key: f"opened {line.numbers['opened'].count}, ended {line.numbers['ended'].count}"
        for line in table.lines
        if line.numbers["opened"].count or line.numbers["ended"].count
    }
    assert found == {key: told for _mark, key, told in rows("= day")}
    assert len(table.lines) == 31


def test_waits_for_banks_are_as_long_as_by_hand(world):
    figures = count("banks")
    found = {ALL: figures.total.lines[0], **lines_of(figures, "channel")}

    by_hand = {key: told for _mark, key, *told in rows("= waits")}
    assert {key: line.more for key, line in found.items()} == by_hand


@pytest.mark.parametrize("slug", [slug for slug in REPORTS if slug != "messages"])
def test_parts_add_up_to_the_whole(world, slug):
    for period in (OCTOBER, OCTOBER.before, OCTOBER.after, Period(date(2026, 8, 1), NOW.date())):
        figures = count(slug, period)
        (total,) = figures.total.lines
        for table in figures.tables:
            for name, _label in table.columns:
                parts = sum(line.numbers[name].count for line in table.lines)
                assert parts == total.numbers[name].count, (table.dim, name)


@pytest.mark.parametrize("slug", [slug for slug in REPORTS if slug != "messages"])
def test_every_number_is_what_its_filter_finds(world, slug):
    agent = make_agent()
    figures = count(slug)
    for table in [figures.total, *figures.tables]:
        for number in (one for line in table.lines for one in line.numbers.values()):
            cases = Case.objects.filter(within(number.wanted, Asking(agent, NOW)))
            assert cases.count() == number.count, number


@pytest.mark.parametrize("slug", ["cases", "clocks", "automatic", "banks", "survey"])
def test_every_number_of_a_page_opens_exactly_its_cases(lead, world, slug):
    page = lead.get(reverse("report", args=[slug]), FROM_TO).text
    links = re.findall(r'<a href="(/\?[^"]+)">(\d+)</a>', page)

    assert links
    for address, number in links:
        shown = lead.get(unescape(address)).text
        assert shown.count('class="case-row"') == int(number), address


def test_the_api_says_the_same_and_its_filters_find_as_many(lead, world):
    api = client_for(make_agent("robot", is_superuser=True))
    answer = api.get(f"{V1}reports/cases/", FROM_TO).json()

    assert (answer["since"], answer["until"]) == ("2026-10-01", "2026-10-31")
    opened = answer["total"]["numbers"]["opened"]
    found = api.get(f"{V1}cases/", opened["filter"]).json()
    assert (opened["count"], len(found["results"])) == (4, 4)  # by UTC, b is September's
    assert answer["time_zone"] == "UTC"
    assert answer["total"]["shares"] == {}
    shares = api.get(f"{V1}reports/clocks/", FROM_TO).json()["total"]["shares"]
    assert shares["solution"]["of"] == 5


@pytest.mark.parametrize("slug", [slug for slug in REPORTS if slug != "messages"])
def test_every_filter_that_the_api_names_is_one_of_its_own(lead, world, slug):
    api = client_for(make_agent("robot", is_superuser=True))
    answer = api.get(f"{V1}reports/{slug}/", FROM_TO).json()

    tables = [table for table in answer["tables"] if table["by"] != "time"]
    told = [one for table in tables for row in table["rows"] for one in row["numbers"].values()]
    assert told
    for number in (one for one in told if one["count"]):
        found = api.get(f"{V1}cases/", number["filter"]).json()
        assert len(found["results"]) == number["count"], number


def test_every_filter_of_messages_is_one_of_theirs(lead, world):
    for number, medium in enumerate(("email", "sms")):
        make_message(world.cases["a"], number, channel=medium)
    to_a_lead = make_message(world.cases["a"], 3, event="report")
    make_message(world.cases["a"], 4, created_at=NOW.replace(month=10, hour=0, minute=0, day=31))
    api = client_for(make_agent("robot", is_superuser=True))
    month = {"period": "month", "on": "2026-11-18"}
    answer = api.get(f"{V1}reports/messages/", month).json()

    rows = [answer["total"], *(row for table in answer["tables"] for row in table["rows"])]
    told = [one for row in rows for one in row["numbers"].values() if one["count"]]
    assert to_a_lead.event in {one["filter"].get("event") for one in told}
    for number in told:
        found = api.get(f"{V1}notifications/", number["filter"]).json()
        assert len(found["results"]) == number["count"], number


@pytest.mark.parametrize(
    "asked",
    [{"from": "2026-13-01", "to": "2026-01-01"}, {"from": "2026-10-01"}, {"period": "year"},
     {"from": "2026-10-02", "to": "2026-10-01"}, {"on": "yesterday"},
     {"from": "2024-01-01", "to": "2026-01-01"}, {"period": "week", "on": "9999-12-31"},
     {"from": "9999-12-30", "to": "9999-12-31"}],
)  # fmt: skip
def test_a_period_that_can_not_be_meant_is_refused(lead, asked):
    api = client_for(make_agent("robot", is_superuser=True))

    assert api.get(f"{V1}reports/cases/", asked).status_code == 400
    answer = lead.get(reverse("report", args=["cases"]), asked)
    assert answer.status_code == 422
    assert "There is no such period" in answer.text
    assert lead.get(reverse("report-table", args=["cases"]), asked).status_code == 404


@pytest.mark.parametrize(
    ("day", "since"),
    [("2026-12-01", "2026-11-01"), ("2027-01-02", "2026-12-01"), ("2026-12-03", "2026-12-01")],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_on_the_first_days_of_a_month_the_one_before_is_shown(
    client, monkeypatch, language, day, since
):
    moment = datetime.fromisoformat(f"{day}T10:00:00Z")
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    client.cookies["django_language"] = language
    lead = sign_in(client, make_agent("lea", is_superuser=True))

    page = lead.get("/reports/", follow=True).text

    with translation.override(language):
        assert f"<strong>{name_of(period_of('month', date.fromisoformat(since)))}</strong>" in page


@pytest.mark.parametrize("word", ["opened", "first_answer", "reopened", "stars", "applied"])
def test_the_api_refuses_words_that_no_filter_has(word):
    api = client_for(make_agent())

    assert api.get(f"{V1}cases/", {word: "kept,nonsense"}).status_code == 400


def test_the_file_has_the_same_numbers_and_no_name_begins_a_formula(lead, world):
    answer = lead.get(reverse("report-table", args=["channels"]), FROM_TO)

    table = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert table[1] == ["All", "All", "5", "5", "3", "1", "1", "0", "0", "0", "1", "0"]
    assert ["Channel", "'=cmd|' /C calc'!A0", "3", "3", "2", "1", "0", *"00000"] in table
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table for cell in row)
    assert "channels-2026-10-01-2026-10-31.csv" in answer["Content-Disposition"]


def test_messages_are_counted_by_where_they_stand(lead, world):
    case = world.cases["a"]
    others = Notification.objects.filter(created_at__month=11).count()
    states = ["sent", "sent", "delivered", "failed", "needs_person"]
    for number, state in enumerate(states):
        reason = "no_address" if state in ("failed", "needs_person") else ""
        make_message(case, number, state=state, reason=reason, segments=2, cost="0.08",
                     channel="sms" if number else "email")  # fmt: skip
    make_message(case, 9, created_at=NOW.replace(month=10), state="failed", reason="no_address")
    november = period_of("month", NOW.date())

    figures = count("messages", november)
    (total,) = figures.total.lines
    told = {name: (one.count, one.before) for name, one in total.numbers.items()}
    assert told["written"] == (5 + others, 1)
    assert (told["sent"], told["delivered"]) == ((2, 0), (1, 0))
    assert (told["failed"], told["needs_person"]) == ((1, 1), (1, 0))
    assert sum(told[state][0] for state in State.values) == told["written"][0]
    assert total.more == ["10", "0.4"]
    assert lines_of(figures, "medium")["sms"].numbers["failed"].count == 1
    page = lead.get(reverse("report", args=["messages"]), {"on": "2026-11-18"}).text
    links = re.findall(r'<a href="(/outbox/\?[^"]+)">(\d+)</a>', page)
    for address, number in links:
        assert lead.get(unescape(address)).text.count("<tr>") == int(number) + 1, address


def test_pages_ask_as_often_for_many_as_for_one(lead, world):
    def asked() -> list[int]:
        counts = []
        for slug in REPORTS:
            with CaptureQueriesContext(connection) as captured:
                lead.get(reverse("report", args=[slug]), FROM_TO)
            counts.append(len(captured))
        return counts

    asked()
    before = asked()
    for _more in range(3):
        make_case(opened_at=NOW.replace(month=10))
    assert before == asked() == QUERIES


@pytest.mark.parametrize("slug", REPORTS)
def test_in_chinese_a_report_is_chinese(lead, world, slug):
    lead.cookies["django_language"] = "zh-hans"

    page = lead.get(reverse("report", args=[slug]), FROM_TO).text
    assert 'lang="zh-hans"' in page
