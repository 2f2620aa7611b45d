"""Clocks and calendars, entered by who leads the house."""

from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from support.calendars.editing import (
    StaleClocks,
    add_days,
    mark_of,
    remove_day,
    save_clocks,
    settle_year,
)
from support.calendars.models import BusinessHours, CalendarDay, CalendarYear, ClockRule
from support.calendars.services import exceptions_of, forget_calendars, is_settled
from support.cases.models.market import market_for, promise_for
from support.lead.clocks.forms import DaysForm, HoursForm, RuleForm
from support.lead.clocks.page import build_page
from support.lead.clocks.spans import SpanField, in_words
from support.staff.models import Team
from support.staff.roles import Role, TeamRole
from tests.factories import make_agent, make_channel, sign_in
from tests.links import dead_links, forms_without_address

pytestmark = pytest.mark.django_db
RULE = {"first_answer": 60, "next_answer": 30, "solution": 600, "warn_before": 10,
        "raises": True, "gives_back": False}  # fmt: skip
HOURS = {"time_zone": "Asia/Shanghai", "calendar": "CN", "opens_at": time(8),
         "closes_at": time(20)}  # fmt: skip
NEXT = timezone.localdate().year + 1


@pytest.fixture(autouse=True)
def read_anew():
    forget_calendars()
    yield
    forget_calendars()


@pytest.fixture
def desk():
    person = make_agent("sofia")
    person.groups.add(Group.objects.get(name=Role.LEAD))
    return sign_in(Client(), person)


def minutes(count):
    return timedelta(minutes=count)


def save(market, rules=None, hours=None):
    save_clocks(market, rules or {}, hours, seen=mark_of(market))


def test_a_rule_of_a_market_comes_before_that_of_every_market_and_both_can_go_again():
    usual = promise_for("en", "normal").first_answer
    save("", {"normal": RULE})
    save("zh-hans", {"normal": RULE | {"first_answer": 20}}, HOURS)

    assert promise_for("en", "normal").first_answer == minutes(60)
    assert promise_for("zh-hans", "normal").first_answer == minutes(20)
    assert promise_for("zh-hans", "normal").raises
    assert market_for("zh-hans").closes == time(20)

    save("", {"normal": None})
    save("zh-hans", {"normal": None}, None)
    assert promise_for("zh-hans", "normal").first_answer == usual
    assert not ClockRule.objects.exists()
    assert not BusinessHours.objects.exists()


def test_a_rule_is_changed_in_its_place_and_hours_of_every_market_are_none():
    save("", {"normal": RULE})
    save("", {"normal": RULE | {"solution": 900}}, HOURS)

    assert ClockRule.objects.get().solution == 900
    assert not BusinessHours.objects.exists()


@pytest.mark.parametrize(
    ("rule", "hours"),
    [({"first_answer": 0}, {}), ({"solution": 10**6}, {}), ({}, {"time_zone": "Mars/North"}),
     ({}, {"calendar": "ATLANTIS"}), ({}, {"closes_at": time(7)})],
)  # fmt: skip
def test_what_no_clock_can_be_is_refused_whole(rule, hours):
    with pytest.raises(ValidationError):
        save("en", {"low": RULE, "normal": RULE | rule}, HOURS | hours)

    assert not ClockRule.objects.exists()


def test_nobody_writes_over_what_another_lead_saved_meanwhile():
    seen = mark_of("en")
    save("en", {"normal": RULE}, HOURS)

    with pytest.raises(StaleClocks):
        save_clocks("en", {"normal": None}, None, seen=seen)
    assert ClockRule.objects.count() == 1


def test_days_are_entered_as_announced_and_taken_out_again():
    begins = date(NEXT, 10, 1)
    assert add_days("cn ", begins, begins + timedelta(days=2), is_worked=False, note="Golden") == 3
    assert add_days("CN", begins, is_worked=True) == 1

    assert exceptions_of("CN") == {
        begins: True, begins + timedelta(days=1): False, begins + timedelta(days=2): False
    }  # fmt: skip
    remove_day(CalendarDay.objects.get(day=begins))
    assert begins not in exceptions_of("CN")


@pytest.mark.parametrize(
    ("calendar", "days"),
    [("CN", -1), ("CN", 31), ("ATLANTIS", 1), ("bank", 1), ("fri", 1), ("HolidayBase", 1)],
)
def test_days_of_no_calendar_too_many_and_backwards_are_refused(calendar, days):
    begins = date(NEXT, 1, 1)
    with pytest.raises(ValidationError):
        add_days(calendar, begins, begins + timedelta(days=days), is_worked=True)
    assert not CalendarDay.objects.exists()


def test_a_year_is_settled_by_a_lead_who_can_take_that_back():
    lead = make_agent("lena")
    assert not is_settled("CN", NEXT)

    for _twice in range(2):
        settle_year("cn", NEXT, is_settled=True, actor=lead)
    assert is_settled("CN", NEXT)
    assert CalendarYear.objects.get().settled_by == lead
    settle_year("CN", NEXT, is_settled=False, actor=lead)
    assert not is_settled("CN", NEXT)
    with pytest.raises(ValidationError):
        settle_year("ATLANTIS", NEXT, is_settled=True, actor=lead)


@pytest.mark.parametrize(
    ("form", "given", "words"),
    [
        (RuleForm, {"first_answer": "5"}, "all three times"),
        (RuleForm, {"raises": "on"}, "which times"),
        (RuleForm, {"warn_before": "5"}, "which times"),
        (RuleForm, {"first_answer": "soon"}, "such as 18 h"),
        (HoursForm, {"time_zone": "UTC"}, "all four fields"),
        (DaysForm, {"calendar": "CN"}, "required"),
    ],
)
def test_a_form_that_is_half_filled_says_what_is_missing(form, given, words):
    assert words in str(form(given).errors)


def test_an_empty_row_is_no_rule_and_no_warning_is_none():
    empty, plain = RuleForm({}), RuleForm({"first_answer": 1, "next_answer": 2, "solution": 3})
    assert empty.is_valid()
    assert plain.is_valid()
    assert empty.values() is None
    assert plain.values()["warn_before"] == 0


def test_a_year_of_which_days_are_still_to_be_announced_says_so(desk):
    make_channel(holidays="ECB")
    page = {calendar.name: calendar for calendar in build_page("", timezone.now()).calendars}

    assert set(page) == {"CN", "ECB", "GB"}
    assert str(NEXT) in page["CN"].open_years
    assert page["ECB"].open_years == ""
    shown = desk.get("/lead/clocks/").text
    assert f"{NEXT} not final yet" in shown
    assert desk.post(f"/lead/clocks/CN/{NEXT}/", {"is_settled": "1"}).status_code == 302
    assert f"{NEXT} is not complete yet" in desk.get("/lead/clocks/").text
    wrong = desk.post(f"/lead/clocks/XX/{NEXT}/", {"is_settled": "1"}, follow=True)
    assert "is not a holiday calendar" in wrong.text


def posted(**changed):
    names = ("first_answer", "next_answer", "solution", "warn_before")
    given = {f"{priority}-{name}": "" for priority in ("urgent", "high", "normal", "low")
             for name in names}  # fmt: skip
    return given | changed


@pytest.mark.parametrize(
    ("typed", "read"),
    [("18 h", 1080), ("90", 90), ("90 min", 90), ("1 h 30", 90), ("1.5h", 90), ("18 小时", 1080),
     ("1 小时 30 分", 90), ("２ｈ", 120), ("", None)],
)  # fmt: skip
def test_a_time_is_typed_as_people_write_it(typed, read):
    assert SpanField(least=1).clean(typed) == read
    assert SpanField(least=1).clean(in_words(read)) == read


@pytest.mark.parametrize("typed", ["soon", "-5", "0", "60001", "1:30", "h", "9999 h", "1 d"])
def test_what_is_no_time_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match=r"such as 18 h|from 1 min to 1000 h"):
        SpanField(least=1).clean(typed)


def test_the_page_saves_a_market_and_keeps_what_was_typed_where_it_is_wrong(desk):
    address = "/lead/clocks/?market=zh-hans"
    assert 'placeholder="4 h"' in desk.get(address).text
    rule = {"normal-first_answer": "60", "normal-next_answer": "30", "normal-solution": "600"}
    hours = {"hours-time_zone": "Asia/Shanghai", "hours-calendar": "CN",
             "hours-opens_at": "08:30", "hours-closes_at": "20:00"}  # fmt: skip
    given = posted(**rule, **hours, seen=mark_of("zh-hans"))

    refused = desk.post(address, given | {"normal-solution": ""})
    assert (refused.status_code, "all three times" in refused.text) == (422, True)
    assert 'value="60"' in refused.text
    bad = desk.post(address, given | {"hours-time_zone": "Mars/North"})
    assert (bad.status_code, "is not a time zone" in bad.text) == (422, True)
    assert desk.post(address, given).status_code == 302
    assert promise_for("zh-hans", "normal").first_answer == minutes(60)
    assert market_for("zh-hans").opens == time(8, 30)
    assert promise_for("en", "normal").first_answer == minutes(240)
    assert 'value="10 h"' in desk.get(address).text
    stale = desk.post(address, given | {"normal-first_answer": "61"})
    assert (stale.status_code, 'value="61"' in stale.text) == (409, True)


def test_the_page_takes_days_and_takes_them_out(desk):
    given = {"calendar": "CN", "begins": f"{NEXT}-10-01", "ends": f"{NEXT}-10-03",
             "is_worked": "0", "note": "National day"}  # fmt: skip

    assert "3 days were entered" in desk.post("/lead/clocks/days/", given, follow=True).text
    day = CalendarDay.objects.earliest("day")
    assert (day.is_worked, day.note) == (False, "National day")
    refused = desk.post("/lead/clocks/days/", given | {"ends": f"{NEXT}-09-01"})
    assert (refused.status_code, "from 1 to 31 days" in refused.text) == (422, True)
    assert (dead_links(desk, refused), forms_without_address(refused)) == ([], [])
    desk.post(f"/lead/clocks/days/{day.pk}/removal/")
    assert CalendarDay.objects.count() == 2


@pytest.mark.parametrize("calendar", ["bank", "FRI", "HolidayBase", "ATLANTIS", ""])
def test_a_calendar_that_is_none_is_refused_with_a_sentence(desk, calendar):
    given = {"calendar": calendar, "begins": f"{NEXT}-10-01", "is_worked": "0"}

    page = desk.post("/lead/clocks/days/", given)

    assert page.status_code == 422
    assert ("is not a holiday calendar" if calendar else "This field is required") in page.text
    assert not CalendarDay.objects.exists()


def test_as_many_queries_for_many_days_and_only_the_house_may(desk, django_assert_num_queries):
    now = timezone.now()
    with django_assert_num_queries(11):
        build_page("en", now)
    add_days("CN", date(NEXT, 10, 1), date(NEXT, 10, 8), is_worked=False)
    save("en", {"normal": RULE}, HOURS)
    with django_assert_num_queries(11):
        forget_calendars()
        build_page("en", now)
    team = Team.objects.create(name="Risk", place=1)
    rita = make_agent("rita")
    team.memberships.create(user=rita, role=TeamRole.LEAD)
    assert sign_in(Client(), rita).get("/lead/clocks/").status_code == 403
