"""The figures of a year against a table worked by hand, and what leads see and change of it."""

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support.complaints.figures import GROUPS, Row, figures_of
from support.complaints.models import Complaint, ComplaintRule
from tests.complaints.world import make_complaint
from tests.factories import NOW, make_agent, make_case, make_channel, make_payment, sign_in

pytestmark = pytest.mark.django_db
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def table() -> list[list[str]]:
    text = (Path(__file__).parent / "figures.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def at(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


@pytest.fixture
def year():
    """Keep the complaints of the table, and return the channels by their letters."""
    channels = {letter: make_channel(code=f"bank-{letter}") for letter in "AB"}
    channels["A"].name_en = channels["A"].name_zh = "=cmd|' /C calc'!A0"
    channels["A"].save()
    for market, letter, *moments, outcome, cause in (r for r in table() if r[0][0] != "="):
        received, answer_by, held_at, held_until, answered = map(at, moments)
        payment = make_payment(channel=channels[letter]) if letter else None
        complaint = make_complaint(make_case(payment=payment))
        Complaint.objects.filter(pk=complaint.pk).update(
            rule=ComplaintRule.objects.get(code=market), received_at=received, answer_by=answer_by,
            held_at=held_at, held_until=held_until, held_for="bank" if held_at else "",
            longest_by=held_until, answered_at=answered, outcome=outcome, root_cause=cause,
        )  # fmt: skip
    return channels


@pytest.fixture
def lead(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return sign_in(client, make_agent("lea", is_superuser=True))


def as_table(group: str, row: Row) -> list[str]:
    median = "" if row.median_days is None else str(row.median_days)
    key = row.key.removeprefix("bank-")
    return [f"= {group}", key, *map(str, row.counts.values()), median]


def test_the_figures_are_those_worked_by_hand(year):
    figures = figures_of(*YEAR)

    found = [as_table("total", figures.total)]
    found += [as_table(group, row) for group in GROUPS for row in figures.groups[group]]
    assert sorted(found) == sorted(row for row in table() if row[0][0] == "=")


def test_every_number_opens_exactly_its_cases(lead, year):
    page = lead.get(reverse("lead-complaints"), {"year": 2026}).text
    links = re.findall(r'<a href="(/lead/complaints/cases/[^"]+)">(\d+)</a>', page)

    by_hand = [cell for row in table() if row[0][0] == "=" for cell in row[2:8]]
    assert len(links) == sum(cell != "0" for cell in by_hand) == 49
    for address, count in links:
        shown = lead.get(unescape(address)).text
        assert shown.count("<tr><td><a") == int(count), address


def test_the_file_has_the_same_numbers_and_no_name_begins_a_formula(lead, year):
    answer = lead.get(reverse("lead-complaint-numbers"), {"year": 2026})

    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[1][2:] == ["7", "6", "3", "3", "1", "2", "17.5"]
    assert answer["Content-Disposition"] == 'attachment; filename="complaints-2026.csv"'
    assert len(rows) == 12
    assert any("cmd" in cell for row in rows for cell in row)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_what_can_not_be_meant_is_left_out_and_years_are_offered(lead):
    page = lead.get(reverse("lead-complaints"), {"year": "20x6", "counted": "'"}).text

    assert "<option selected>2026</option>" in page
    assert "<option>2021</option>" in page
    assert (
        lead.get(reverse("lead-complaint-cases"), {"year": "9", "market": "\0"}).status_code == 200
    )


def test_the_pages_ask_as_often_for_many_as_for_one(lead, year):
    addresses = [reverse("lead-complaints"), reverse("lead-complaint-cases")]

    def counts() -> list[int]:
        found = []
        for address in addresses:
            lead.get(address)
            with CaptureQueriesContext(connection) as captured:
                lead.get(address)
            found.append(len(captured))
        return found

    before = counts()
    for _more in range(3):
        make_complaint()
    assert before == counts() == [7, 4]


def test_in_chinese_causes_and_markets_are_chinese(lead, year):
    lead.cookies["django_language"] = "zh-hans"

    page = lead.get(reverse("lead-complaints"), {"year": 2026}).text

    assert "款项延迟到账" in page
    assert "英国" in page


def rule_values(**given):
    rule = ComplaintRule.objects.get(code="uk")
    names = [field.name for field in ComplaintRule._meta.fields if field.name != "id"]
    values = {name: getattr(rule, name) for name in names}
    return {name: "" if value is None else value for name, value in values.items()} | given


def seen_in(page: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def test_a_lead_changes_a_rule_and_the_next_complaint_goes_by_it(lead):
    address = reverse("lead-complaint-rule", args=["uk"])
    seen = seen_in(lead.get(address).text)

    answer = lead.post(address, rule_values(answer_days=8, countries="gb", seen=seen))

    assert answer.url == reverse("lead-complaint-rules")
    shown = lead.get(answer.url).text
    assert "8 business days" in shown
    assert "1 business day<" in shown
    complaint = make_complaint()
    assert complaint.answer_by == datetime(2026, 11, 30, 18, tzinfo=UTC)


def test_another_market_gets_a_rule(lead):
    address = reverse("lead-complaint-rule-new")
    given = {
        "code": "au", "name_en": "Australia", "countries": "AU", "market": "", "calendar": "AU",
        "time_zone": "Australia/Sydney", "seen": seen_in(lead.get(address).text),
    }  # fmt: skip

    lead.post(address, rule_values(**given))

    assert ComplaintRule.objects.get(code="au").countries == "AU"
    assert "Australia" in lead.get(reverse("lead-complaint-rules")).text


@pytest.mark.parametrize(
    ("code", "sentence"), [("uk", "already exists"), ("new", "Please choose another code.")]
)
def test_a_code_that_leads_to_something_else_is_refused(lead, code, sentence):
    address = reverse("lead-complaint-rule-new")
    seen = seen_in(lead.get(address).text)

    answer = lead.post(address, rule_values(code=code, market="", seen=seen))

    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"longest_days": 15}, "This must be longer than the usual time."),
        ({"answer_days": 0}, "greater than or equal to 1"),
        ({"countries": "GBR"}, "codes of two letters"),
        ({"calendar": "MOON"}, "is not a holiday calendar"),
        ({"time_zone": "Moon/Sea"}, "is not a time zone"),
        ({"market": "zh-hans"}, "Another rule is for this market"),
        ({"turn_to_url": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_what_can_not_be_a_rule_is_refused(lead, given, sentence):
    address = reverse("lead-complaint-rule", args=["uk"])
    seen = seen_in(lead.get(address).text)

    answer = lead.post(address, rule_values(seen=seen) | given)

    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert ComplaintRule.objects.get(code="uk").answer_days == 15


def test_who_saves_over_somebody_else_is_told_first(lead):
    address = reverse("lead-complaint-rule", args=["uk"])
    seen = seen_in(lead.get(address).text)
    ComplaintRule.objects.filter(code="uk").update(answer_days=12)

    answer = lead.post(address, rule_values(answer_days=8, seen=seen))

    assert answer.status_code == 409
    assert "Somebody else has saved this rule" in answer.text
    assert ComplaintRule.objects.get(code="uk").answer_days == 12
    lead.post(address, rule_values(answer_days=8, seen=seen_in(answer.text)))
    assert ComplaintRule.objects.get(code="uk").answer_days == 8


def test_the_page_of_the_team_leads_there(lead):
    assert reverse("lead-complaints") in lead.get(reverse("lead")).text
