"""How long ago: true on a page that stays open, over midnight and sleep, by any clock."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from support.cases.services import add_note
from tests.desk.walking import make_walk
from tests.factories import make_agent

pytestmark = pytest.mark.django_db(transaction=True)
SHOWN_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def zone_where_it_is(hour: int) -> str:
    """Return a zone in which this hour has begun: midnight comes when the test says so."""
    east = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


@pytest.fixture
def opened(desk):
    """A case with what was read and written 12 minutes ago, on a device whose clock is 3 h fast."""

    def open_at(hour: int):
        then = timezone.now() - timedelta(minutes=12)
        case, walk = make_walk(1)
        type(walk).objects.filter(pk=walk.pk).update(facts_read_at=then)
        add_note(case, "Rang the bank", now=then, actor=make_agent())
        page = desk(timezone_id=zone_where_it_is(hour), locale="en")
        page.clock.install(time=timezone.now() + timedelta(hours=3))
        page.goto(f"/cases/{case.reference}/")  # tells the zone
        page.route(re.compile("/here/|/parts/"), lambda route: route.abort())  # as in sleep
        page.reload()
        return page

    return open_at


def test_the_age_is_the_servers_and_goes_on_while_the_machine_sleeps(opened):
    page = opened(9)
    read, noted = page.locator(".facts-read time"), page.locator(".entry.note time")
    expect(read).to_have_text("12 minutes ago")
    expect(noted).to_have_text("12 minutes ago")

    later = timedelta(hours=3, minutes=20, seconds=30)
    page.clock.set_system_time(timezone.now() + later)  # no tick between
    page.evaluate(SHOWN_AGAIN)
    expect(read).to_have_text("32 minutes ago")
    page.clock.set_system_time(timezone.now() + timedelta(hours=5))
    page.evaluate(SHOWN_AGAIN)

    expect(read).to_have_text(re.compile(r"^today 0?[89]:\d\d$"))
    expect(noted).to_have_text(re.compile(r"^0?[89]:\d\d$"))


def test_after_midnight_today_is_no_word_for_yesterday(opened):
    page = opened(22)
    read, noted = page.locator(".facts-read time"), page.locator(".entry.note time")
    expect(read).to_have_text("12 minutes ago")

    page.clock.set_system_time(timezone.now() + timedelta(hours=6))
    page.evaluate(SHOWN_AGAIN)

    for time in (read, noted):
        expect(time).to_have_text(time.get_attribute("title"))
        expect(time).to_have_text(re.compile(r"^\d\d? \w{3} \d{4}, 2[12]:"))


def test_an_answer_sets_the_clock_right_that_somebody_has_moved(opened):
    page = opened(9)
    expect(page.locator(".facts-read time")).to_have_text("12 minutes ago")
    page.unroute(re.compile("/here/|/parts/"))

    page.clock.set_system_time(timezone.now() + timedelta(hours=7))
    with page.expect_response("**/here/"):
        page.clock.run_for(6_000)
    page.evaluate(SHOWN_AGAIN)

    expect(page.locator(".facts-read time")).to_have_text("12 minutes ago")
