"""The pack of a bank: every figure is what one counts by hand in a small world."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from zipfile import ZipFile

import pytest
from django.utils import timezone

from support.cases.models import Case
from support.inquiries.models import Bank, Inquiry
from support.liaison.pack import pack_of
from support.payments.models import Payment
from tests.factories import make_case, make_channel, make_payment
from tests.lead.conftest import desk, lead  # noqa: F401
from tests.portal.world import make_cause

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OCTOBER, NOVEMBER, DECEMBER = (datetime(2026, month, 1, tzinfo=UTC) for month in (10, 11, 12))


def a_bank(slug="north", *channels):
    bank = Bank.objects.create(
        slug=slug, name_en=f"Bank {slug}", name_zh="北行", calendar="GB", time_zone="Europe/London"
    )
    bank.channels.set(channels)
    return bank


def a_case(channel, opened, amount="10", currency="GBP", *, credited=None, expected=None, **values):
    payment = make_payment(channel=channel, amount=Decimal(amount), currency=currency)
    Payment.objects.filter(pk=payment.pk).update(
        status="credited" if credited else "accepted", status_since=credited, expected_by=expected
    )
    case = make_case(payment=payment)
    if "resolved_at" in values:
        values |= {"status": "resolved", "ending": "credited"}
    Case.objects.filter(pk=case.pk).update(opened_at=opened, **values)
    return Case.objects.get(pk=case.pk)


def an_inquiry(bank, case, asked, due, answered=None, **values):
    told = {"type": "not_received", "way": "mail", "asked_at": asked, "due_at": due}
    if answered:
        told |= {"answer": "CNCL", "answered_at": answered, "ended_at": answered}
    return Inquiry.objects.create(bank=bank, case=case, **(told | values))


@pytest.fixture
def north():
    """November has three cases of the bank, October one; the other bank's count nowhere."""
    mine, second, other = make_channel(), make_channel(), make_channel()
    north = a_bank("north", mine, second)
    south = a_bank("south", other)
    closed = make_cause()
    first = a_case(
        mine, NOVEMBER, "100.50", cause=closed, resolved_at=NOVEMBER + 9 * DAY,
        credited=NOVEMBER + 5 * DAY, expected=NOVEMBER + 2 * DAY,
    )  # fmt: skip
    late = a_case(
        second, NOVEMBER + 10 * DAY, "20", "USD", credited=DECEMBER - HOUR,
        expected=DECEMBER - 25 * HOUR,
    )  # fmt: skip
    in_time = a_case(
        mine, DECEMBER - HOUR, "30", cause=closed, credited=DECEMBER - HOUR, expected=DECEMBER
    )
    old = a_case(mine, NOVEMBER - HOUR, "7", resolved_at=NOVEMBER - 1 * HOUR)
    a_case(mine, DECEMBER, "999")  # the first moment that is of December
    merged = a_case(mine, NOVEMBER + DAY, "5")
    Case.objects.filter(pk=merged.pk).update(merged_into=first)
    theirs = a_case(other, NOVEMBER + DAY, "888", credited=NOVEMBER + DAY)
    an_inquiry(north, first, NOVEMBER, NOVEMBER + 3 * DAY, NOVEMBER + 2 * DAY)
    an_inquiry(north, late, NOVEMBER + DAY, NOVEMBER + 4 * DAY, NOVEMBER + 5 * DAY)
    an_inquiry(north, in_time, DECEMBER - 2 * DAY, DECEMBER - DAY, reference="INQ-OPEN")
    an_inquiry(north, old, OCTOBER, OCTOBER + DAY, OCTOBER + 2 * DAY)
    an_inquiry(north, old, OCTOBER, DECEMBER + DAY, withdrawn=True, ended_at=OCTOBER + DAY)
    an_inquiry(north, old, NOVEMBER, NOVEMBER + DAY, is_from_bank=True)
    an_inquiry(south, theirs, NOVEMBER, NOVEMBER + DAY)
    return north


def test_every_figure_is_what_one_counts_by_hand(north, django_assert_num_queries):
    with django_assert_num_queries(15):
        pack = pack_of(north, NOVEMBER, DECEMBER, OCTOBER, DECEMBER + 9 * DAY)

    assert {str(line.label): (line.now, line.before) for line in pack.figures} == {
        "Cases opened": (3, 1),
        "Cases closed": (1, 1),
        "Payments credited": (3, 0),
        "Credited after the day expected": (2, 0),
        "Average delay of these": (Decimal("48.0"), None),  # 72 and 24
        "Longest delay": (Decimal("72.0"), None),
        "Inquiries asked": (3, 1),
        "Inquiries answered": (2, 1),
        "Average time to an answer": (Decimal("72.0"), Decimal("48.0")),  # 48 and 96
        "Answers that fell due": (3, 1),
        "Late or missing of these": (2, 1),
    }
    assert [(line.label, line.now, line.before) for line in pack.amounts] == [
        ("GBP", Decimal("130.50"), Decimal(7)),
        ("USD", Decimal(20), 0),
    ]
    assert [(line.label, line.now, line.before) for line in pack.asked] == [
        ("GBP", Decimal("130.50"), Decimal(7)),
        ("USD", Decimal(20), 0),
    ]
    cause = str(Case.objects.exclude(cause=None).first().cause)
    assert [(line.label, line.now, line.before) for line in pack.causes] == [
        (cause, 2, 0),
        ("Not found yet", 1, 1),
    ]
    assert [inquiry.reference for inquiry in pack.open] == ["INQ-OPEN"]
    assert pack.open_count == 1


def test_what_is_not_due_yet_is_not_late(north):
    pack = pack_of(north, NOVEMBER, DECEMBER, OCTOBER, NOVEMBER + 4 * DAY)

    figures = {str(line.label): line.now for line in pack.figures}
    assert figures["Answers that fell due"] == 2
    assert figures["Late or missing of these"] == 1


def test_the_page_and_both_files_say_the_same(north, desk):  # noqa: F811
    timezone.activate("UTC")
    asked = {"from": "2026-11-01", "to": "2026-11-30"}
    page = desk.get("/lead/liaison/north/pack/", asked).text
    text = desk.get("/lead/liaison/north/pack/csv/", asked).content
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    book = desk.get("/lead/liaison/north/pack/xlsx/", asked).content

    assert "Bank north" in page
    assert "INQ-OPEN" in page
    assert "Pack for Bank north, November 2026" in page
    assert ">72 h<" in page
    none = ["", "", ""]
    assert ["Figures", "Cases opened", "3", "1", *none] in rows
    assert ["Figures", "Longest delay (hours)", "72.00", "", *none] in rows
    assert ["Amounts of the cases opened", "GBP", "130.50", "7.00", *none] in rows
    case = Case.objects.get(inquiries__reference="INQ-OPEN")
    assert rows[0][2:] == [
        "This period", "The period before", "Payment", "Asked on", "Answer due"
    ]  # fmt: skip
    assert rows[-1] == [
        "Open references", f"INQ-OPEN {case.reference}", "", "", case.payment.reference,
        "2026-11-29", "2026-11-30",
    ]  # fmt: skip
    with ZipFile(io.BytesIO(book)) as file:
        assert "Cases opened" in file.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    "asked", [{"from": "x", "to": "y"}, {"from": "2026-11-02", "to": "2026-11-01"}]
)
def test_a_period_that_cannot_be_is_not_there(north, desk, asked):  # noqa: F811
    assert desk.get("/lead/liaison/north/pack/", asked).status_code == 404
    assert desk.get("/lead/liaison/north/pack/doc/").status_code == 404


def test_a_figure_opens_the_cases_it_counts(north, desk):  # noqa: F811
    page = desk.get("/lead/liaison/north/pack/", {"from": "2026-11-01", "to": "2026-11-30"}).text

    links = re.findall(r'href="([^"]*bank_channels[^"]*)">([\d,]+)</a>', page)
    assert [count for _address, count in links] == ["3", "1", "2", "1"]  # two figures, two causes
    for address, count in links:
        listed = desk.get(unescape(address)).text
        assert len(set(re.findall(r'href="/cases/(CW-[^/"?]+)', listed))) == int(count)


def test_amounts_are_separated_and_a_short_time_has_its_unit(desk):  # noqa: F811
    channel = make_channel()
    bank = a_bank("north", channel)
    case = a_case(channel, NOVEMBER + DAY, "5122.12")
    an_inquiry(bank, case, NOVEMBER + DAY, NOVEMBER + 3 * DAY, NOVEMBER + DAY + HOUR / 20)

    page = desk.get("/lead/liaison/north/pack/", {"from": "2026-11-01", "to": "2026-11-30"}).text

    assert page.count(">5,122.12<") == 2
    assert ">3 min<" in page


def test_a_pack_of_days_that_are_over_says_as_of_when_nothing_was_open(desk):  # noqa: F811
    a_bank("north", make_channel())
    day = timezone.localdate()
    past, now = {"from": "2026-10-01", "to": "2026-10-31"}, {"from": f"{day}", "to": f"{day}"}

    page = desk.get("/lead/liaison/north/pack/", past).text
    assert "Open references at the end of 31 Oct 2026" in page
    assert "None was open at the end of 31 Oct 2026." in page
    assert "None is open." in desk.get("/lead/liaison/north/pack/", now).text
