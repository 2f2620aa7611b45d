"""How sure a share is, and the numbers that leads see with the cases behind each."""

import csv
import io
import re
from datetime import timedelta
from math import isclose

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.surveys.figures import figures_of
from support.surveys.intervals import FEWEST, share_of
from support.surveys.models import SurveyRules
from tests.every import every
from tests.factories import NOW, make_agent, sign_in
from tests.portal.world import make_cause
from tests.surveys.world import answer, ended_case

WEEK = timedelta(days=7)


# By hand after Wilson (1927); the first two are those of Newcombe, "Two-sided confidence intervals
# for the single proportion", Statistics in Medicine 17 (1998), table I.
@every(
    ("count", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (5, 5, 0.5655, 1.0),
    ],
)
def test_the_interval_is_wilsons(count, of, low, high):
    share = share_of(count, of)

    assert isclose(share.low, low, abs_tol=5e-5)
    assert isclose(share.high, high, abs_tol=5e-5)


def test_of_nothing_and_of_few_no_share_is_told():
    assert not share_of(0, 0).is_told
    assert not share_of(FEWEST - 1, FEWEST - 1).is_told
    assert share_of(FEWEST, FEWEST).is_told


@pytest.fixture
def answered(db):
    """Nine answers of one agent about two causes, and one of nobody about none."""
    agent = make_agent("ann", first_name="Ann", last_name="Adler")
    slow, closed = make_cause(), make_cause(slug="closed_there", name_en="=Closed", name_zh="关闭")
    for number in range(9):
        cause = slow if number < 6 else closed
        answer(ended_case(assignee=agent, cause=cause), 1 + number % 5, agent=agent)
    return answer(ended_case(), 5, channel=None)


@pytest.fixture
def lead(client, db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=2))
    return sign_in(client, make_agent("lea", is_superuser=True))


def test_answers_are_counted_by_cause_agent_and_channel(answered):
    figures = figures_of(NOW - WEEK, NOW + WEEK)

    assert figures.total.counts == (2, 2, 2, 2, 2)
    assert (figures.asked, figures.response.count) == (10, 10)
    rows = {row.key: row.counts for row in figures.groups["cause"]}
    assert rows == {
        "slow_test_bank": (2, 1, 1, 1, 1), "closed_there": (0, 1, 1, 1, 0), "": (0, 0, 0, 0, 1),
    }  # fmt: skip
    assert [row.name for row in figures.groups["agent"]] == ["Ann Adler", ""]
    assert sum(row.answered for row in figures.groups["channel"]) == 10
    assert figures_of(NOW - WEEK, NOW).total.answered == 0


def test_an_agent_is_called_as_everywhere(answered):
    wei = make_agent("wei", first_name="伟", last_name="李")
    answer(ended_case(assignee=wei), 4, agent=wei)

    names = {row.key: row.name for row in figures_of(NOW - WEEK, NOW + WEEK).groups["agent"]}

    assert names == {"ann": "Ann Adler", "wei": "李伟", "": ""}


def test_every_number_opens_exactly_its_cases(lead, answered):
    page = lead.get("/lead/surveys/").text
    numbers = re.findall(r'href="(/lead/surveys/answers/[^"]*)">(?:<strong>)?(\d+)<', page)

    assert len(numbers) > 20
    for address, number in numbers:
        listed = lead.get(address.replace("&amp;", "&")).text
        assert listed.count('<a href="/cases/CW-') == int(number), address


def test_few_answers_have_no_percent(lead, answered):
    page = lead.get("/lead/surveys/").text

    assert "40 % <span" in page  # four of ten
    row = page[page.index("=Closed") :]
    assert re.search(r"<td class=\"number\">([^<]*)</td></tr>", row)[1].strip() == "1 of 3"


def test_as_csv_no_name_begins_a_formula(lead, answered):
    answer = lead.get("/lead/surveys/numbers/", {"days": "7"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Disposition"] == 'attachment; filename="surveys-2026-11-18.csv"'
    assert rows[0][:3] == ["Group", "Name", "Answers"]
    assert rows[1] == ["", "All", "10", "2", "2", "2", "2", "2", "40", "17", "69"]
    assert ["Cause", "'=Closed", "3", "0", "1", "1", "1", "0", "", "", ""] in rows


def test_a_lead_turns_it_off_and_says_how_long_after(lead):
    lead.post("/lead/surveys/", {"delay_hours": "48"})
    assert list(SurveyRules.objects.values_list("is_on", "delay_hours")) == [(False, 48)]

    refused = lead.post("/lead/surveys/", {"is_on": "on", "delay_hours": "0"})

    assert refused.status_code == 422
    assert not SurveyRules.objects.get().is_on


def test_nonsense_in_the_address_is_left_out(lead, answered):
    asked = {"days": "9999", "stars": "x", "cause": "\x00", "page": "-1"}

    assert lead.get("/lead/surveys/answers/", asked).status_code == 200
    assert lead.get("/lead/surveys/answers/", {"agent": "x' OR 1=1"}).text.count("/cases/CW-") == 0


def test_agents_who_lead_nobody_see_none_of_it(client, db):
    agent = sign_in(client, make_agent())

    for address in ("", "answers/", "numbers/"):
        assert agent.get(f"/lead/surveys/{address}").status_code == 403


@pytest.mark.parametrize("address", ["/lead/surveys/", "/lead/surveys/answers/"])
def test_more_answers_ask_the_database_no_more(lead, answered, address):
    lead.get(address)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            lead.get(address)
        counts.append(len(queries))
        for stars in (1, 5):
            answer(ended_case(), stars)

    assert counts[0] == counts[1]
