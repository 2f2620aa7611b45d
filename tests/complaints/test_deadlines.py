"""By when something is due, against cases worked by hand; and which rule holds for whom."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from support.calendars.models import CalendarDay
from support.calendars.services import forget_calendars
from support.cases.clocks import Market
from support.complaints.deadlines import Unit, due_in
from support.complaints.models import ComplaintRule
from support.complaints.rules import market_of, rule_for, terms_of
from tests.factories import make_case, make_customer

UNITS = {"b": Unit.BUSINESS, "c": Unit.CALENDAR}
WHERE = {
    "GB": ("Europe/London", "GB"), "CN": ("Asia/Shanghai", "CN"), "EU": ("Europe/Brussels", "ECB"),
    "US": ("America/New_York", "US"),
}  # fmt: skip


def worked() -> list[list[str]]:
    text = (Path(__file__).parent / "deadlines.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def test_thirty_deadlines_worked_by_hand():
    rows = worked()
    wrong = []
    for where, received, within, entered, due, why in rows:
        zone, calendar = WHERE[where]
        days = {date.fromisoformat(day[1:]): day[0] == "+" for day in entered.split()}
        market = Market(zone, calendar, exceptions=days)
        count, unit = within.split()
        moment = datetime.fromisoformat(received).replace(tzinfo=ZoneInfo(zone))
        found = due_in(market, moment.astimezone(UTC), int(count), UNITS[unit])
        local = found.astimezone(ZoneInfo(zone))
        if f"{local:%Y-%m-%d %H:%M}" != f"{due} 18:00":
            wrong.append((where, received, within, str(local), due, why))

    assert wrong == []
    assert len(rows) >= 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("en-GB", "uk"), ("en", "uk"), ("de-DE", "eu"), ("el_GR", "eu"), ("en-US", "us"),
        ("zh-CN", "cn"), ("zh", "cn"), ("zh-Hans-CN", "cn"), ("zh-TW", "cn"), ("en-AU", "uk"),
        ("zh-DE", "eu"),
    ],
)  # fmt: skip
def test_the_country_of_the_locale_says_which_rule_holds_else_the_language(locale, code):
    case = make_case(customer=make_customer(locale=locale))

    assert rule_for(case).code == code


@pytest.mark.django_db
def test_where_no_rule_is_for_a_market_the_strictest_holds_and_without_any_that_is_said():
    ComplaintRule.objects.update(market="")
    case = make_case(customer=make_customer(locale="en"))

    assert rule_for(case).code == "us"
    ComplaintRule.objects.all().delete()
    with pytest.raises(ValidationError) as refusal:
        rule_for(case)

    assert refusal.value.code == "no_rule"


@pytest.mark.django_db
def test_days_that_a_lead_entered_count_and_what_a_lead_changes_of_a_rule_holds():
    CalendarDay.objects.create(calendar="GB", day=date(2026, 11, 19), is_worked=False)
    forget_calendars()
    rule = ComplaintRule.objects.get(code="uk")
    rule.answer_days, rule.longest_days = 2, None
    received = datetime(2026, 11, 18, 10, tzinfo=UTC)

    terms = terms_of(rule, market_of(rule, "en"), received)

    forget_calendars()
    assert terms.acknowledge_by == datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert terms.answer_by == datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert terms.longest_by is None
