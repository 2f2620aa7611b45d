"""Days that a lead enters: each counts wherever bank days are counted, and a year can be open."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from support.calendars.models import CalendarDay, CalendarYear
from support.calendars.services import exceptions_of, forget_calendars, is_settled
from support.cases.models import Status
from support.cases.telling.recording import record_of
from support.claims.claim import Slot
from support.claims.composing import compose
from support.guidance.facts import build_facts
from support.payments.calendar import is_bank_day, is_final, promised_at
from tests.factories import NOW, make_agent, make_case, make_channel, make_customer, make_payment
from troubleshooting.checks.reading.bank_days import is_final as library_knows
from troubleshooting.checks.registry import run

SATURDAY = date(2027, 2, 20)
WORKDAY = date(2027, 3, 17)
SHANGHAI = ZoneInfo("Asia/Shanghai")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def read_afresh() -> Iterator[None]:
    forget_calendars()
    yield
    forget_calendars()


def chinese_bank(**overrides):
    hours = {"opens_at": time(9), "closes_at": time(17), "time_zone": "Asia/Shanghai"}
    return make_channel(**hours | {"holidays": "CN", "works_weekends": False} | overrides)


def enter(day: date, *, is_worked: bool, calendar: str = "CN") -> None:
    CalendarDay.objects.create(calendar=calendar, day=day, is_worked=is_worked)
    forget_calendars()


def test_an_entered_day_counts_for_every_channel_of_its_calendar():
    bank, other = chinese_bank(), chinese_bank(holidays="GB")
    before = [is_bank_day(bank, day) for day in (SATURDAY, WORKDAY)]

    enter(SATURDAY, is_worked=True)
    enter(WORKDAY, is_worked=False)

    assert before == [False, True]
    assert [is_bank_day(bank, day) for day in (SATURDAY, WORKDAY)] == [True, False]
    assert [is_bank_day(other, day) for day in (SATURDAY, WORKDAY)] == [False, True]


def test_a_promise_moves_with_an_entered_holiday():
    bank, made = chinese_bank(), datetime(2027, 3, 16, 10, tzinfo=SHANGHAI)
    assert promised_at(bank, made).astimezone(SHANGHAI).date() == WORKDAY

    enter(WORKDAY, is_worked=False)

    assert promised_at(bank, made).astimezone(SHANGHAI).date() == date(2027, 3, 18)


def test_the_clocks_of_a_case_keep_entered_days_too():
    customer = make_customer(locale="zh-CN", time_zone="Asia/Shanghai")
    now = datetime(2027, 3, 16, 17, tzinfo=SHANGHAI)
    plain = make_case(customer=customer, now=now)

    enter(WORKDAY, is_worked=False)
    moved = make_case(customer=customer, now=now)

    due = [case.first_answer_due_at.astimezone(SHANGHAI) for case in (plain, moved)]
    assert [moment.date() for moment in due] == [WORKDAY, date(2027, 3, 18)]


def test_the_check_of_the_hours_reads_entered_days_from_the_facts():
    bank = chinese_bank()
    made = datetime(2027, 2, 20, 11, tzinfo=SHANGHAI)
    payment = make_payment(channel=bank, initiated_at=made, created_at_text=made.isoformat())
    before = run("time_window", build_facts(payment, now=NOW))

    enter(SATURDAY, is_worked=True)
    facts = build_facts(payment, now=NOW)

    assert facts["channel_bank_days"] == {"2027-02-20": True}
    assert (before.option, run("time_window", facts).option) == ("outside", "inside")


@pytest.mark.parametrize("value", [["2027-02-20"], {"20.2.2027": True}, {"2027-02-20": "yes"}, 5])
def test_days_that_cannot_be_read_leave_the_step_to_a_person(value):
    facts = build_facts(make_payment(channel=chinese_bank()), now=NOW)

    finding = run("time_window", facts | {"channel_bank_days": value})

    assert finding.option is None


def test_a_year_without_exchanged_days_is_open_until_a_lead_settles_it():
    assert library_knows("CN", 2026)
    assert not library_knows("CN", 2027)
    assert library_knows("GB", 2027)
    assert not library_knows("AE", 2028)  # the moon decides
    assert not is_settled("CN", 2027)

    CalendarYear.objects.create(calendar="CN", year=2027)
    forget_calendars()

    assert is_settled("CN", 2027)
    assert not is_settled("CN", 2028)
    assert is_settled("", 2027)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en-GB", "Bank holidays are not final yet, so that day may still change."),
        ("zh-CN", "银行假期安排尚未最终确定，日期可能变动。"),
    ],
)
def test_the_promise_says_that_its_year_is_open(language, note):
    customer = make_customer(locale=language)
    payment = make_payment(channel=chinese_bank(), customer=customer, status="sent")
    moment = datetime(2027, 1, 6, 9, tzinfo=UTC)
    case = make_case(payment=payment, status=Status.WAITING_BANK, promised_at=moment)

    assert note in compose(record_of(case, now=NOW)).text(Slot.DAY)
    assert not case.promise_is_final
    CalendarYear.objects.create(calendar="CN", year=2027)
    forget_calendars()
    assert note not in compose(record_of(case, now=NOW)).text(Slot.DAY)
    assert case.promise_is_final


def test_what_is_read_is_kept_and_read_again_for_all(django_assert_num_queries):
    bank = chinese_bank()

    with django_assert_num_queries(4):  # business hours and clocks are read with them
        assert [is_bank_day(bank, SATURDAY) for _again in range(5)] == [False] * 5
        assert not is_final(bank, datetime(2027, 2, 20, tzinfo=UTC))


def test_an_unknown_calendar_is_refused():
    with pytest.raises(ValidationError, match="Narnia"):
        CalendarDay(calendar="Narnia", day=SATURDAY).full_clean()


def test_a_lead_enters_a_day_and_settles_a_year_in_the_admin(client):
    lead = make_agent(is_superuser=True)
    client.force_login(lead)
    assert exceptions_of("CN") == {}

    day = {"calendar": "cn", "day": "2027-02-20", "is_worked": "on", "note": "Spring Festival"}
    client.post("/admin/calendars/calendarday/add/", day)
    client.post("/admin/calendars/calendaryear/add/", {"calendar": "CN", "year": "2027"})

    assert exceptions_of("CN") == {SATURDAY: True}
    assert CalendarYear.objects.get().settled_by == lead
    assert is_settled("CN", 2027)
