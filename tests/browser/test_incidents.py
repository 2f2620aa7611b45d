"""Incidents in a browser: list, one incident with its preview, the banner, in every look."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from support.cases.models import Case
from support.incidents.models import CaseLink
from support.incidents.services import propose_incident
from support.notifications.models import Notification
from tests.browser.looking import examine, fits, keep_picture, settle
from tests.factories import make_channel
from tests.incidents.world import (
    BEGAN,
    arrive,
    arrive_at_source,
    catch_up,
    look_all_up,
    make_incident,
    write,
)
from tests.intake.looking.conftest import book, loopback_allowed, simulator

__all__ = ["book", "loopback_allowed", "simulator"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tree")]
WORDS = {"en": "Test Bank pays out late.", "zh": "测试银行付款较慢。"}


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [
        ("en", "light", 1440), ("en", "dark", 390), ("zh-hans", "dark", 1280),
        ("zh-hans", "light", 390),
    ],
)  # fmt: skip
def test_an_outage_is_written_about_and_its_pages_have_nothing_against_them(
    desk, language, scheme, width
):
    page = desk(color_scheme=scheme, locale=language, viewport={"width": width, "height": 900})
    User.objects.update(is_superuser=True)
    now, channel = timezone.now(), make_channel(name_en="Tarnfield transfer", name_zh="塔恩转账")
    incident = make_incident(channel)
    cases = [arrive(channel, status="pending") for _number in range(5)]
    catch_up()
    write(incident, now=now, next_update_at=now + timedelta(hours=1))
    CaseLink.objects.filter(case=cases[0]).update(recovery="back", looked_up_at=now)
    CaseLink.objects.filter(case=cases[1]).update(recovery="paid", looked_up_at=now)
    evidence = {"usual": 0.1, "now": 4.5, "count": 9, "codes": [["AC04", 9]]}
    proposed = propose_incident(
        channels=[make_channel()], began_at=BEGAN, evidence=evidence, cases=[], now=now
    )
    at = f"/incidents/{incident.reference}/"

    for path in ("/incidents/", at, f"{at}scope/", f"/incidents/{proposed.reference}/",
                 f"/cases/{cases[2].reference}/", f"/?incident={incident.reference}"):  # fmt: skip
        page.goto(path)
        settle(page)
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path

    page.goto(at)
    page.locator("#customers-en").fill(WORDS["en"])
    page.locator("#write ~ form button.primary").press("Enter")
    expect(page.locator(".notice.error#reads")).to_be_focused()
    page.locator("#customers-zh").fill(WORDS["zh"])
    page.locator("select[name=minutes]").select_option("60")
    page.locator("#write ~ form button.primary").press("Enter")
    expect(page.locator(".broadcast-sights article")).to_have_count(4)
    expect(page.locator("h3#reads")).to_be_focused()
    page.locator("#write ~ form button.primary").click()
    expect(page.locator(".update")).to_have_count(2)
    assert incident.updates.count() == 2


# What became of the five payments: how many, by which words.
FIGURES = {
    "en": ["Paid and told4", "Being looked up0", "Held by the outage0", "Back in the queue1"],
    "zh-hans": ["已到账并已告知4", "查询中0", "受故障影响中0", "已退回队列1"],
}


@pytest.mark.usefixtures("simulator")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_lead_ends_it_and_reads_that_four_of_five_are_paid_and_one_is_back(desk, book, language):
    page = desk(locale=language, viewport={"width": 1280, "height": 720})
    User.objects.update(is_superuser=True)
    channel = make_channel(name_en="Tarnfield transfer", name_zh="塔恩转账")
    incident = make_incident(channel)
    *paid, back = arrive_at_source(channel, book, timezone.now())

    page.goto(f"/incidents/{incident.reference}/")
    page.locator("#customers-en").fill("Test Bank pays out again.")
    page.locator("#customers-zh").fill("测试银行已恢复付款。")
    page.locator("select[name=state]").select_option("resolved")
    sends = page.locator("#write ~ form button.primary")
    sends.click()
    expect(page.locator(".broadcast-sights article")).to_have_count(4)
    sends.click()
    expect(page.locator(".update")).to_have_count(1)
    look_all_up(timezone.now())

    page.reload()
    expect(page.locator(".recovery dl > div")).to_have_text(FIGURES[language])
    keep_picture(page, f"incident-recovered-{language}")
    told = Notification.objects.filter(event="case-resolved", channel="email")
    assert set(told.values_list("thread", flat=True)) == {case.reference for case in paid}
    page.goto(f"/?incident={incident.reference}")
    expect(page.locator(".cases td.row-ref")).to_have_text([back.reference])
    keep_picture(page, f"incident-back-{language}")
    assert Case.objects.get(status="open") == back
