"""Incidents in a browser: list, one incident with its preview, the banner, in every look."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from support.incidents.models import CaseLink
from support.incidents.services import propose_incident
from tests.browser.looking import settle
from tests.factories import make_channel
from tests.incidents.world import BEGAN, arrive, catch_up, make_incident, write

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
        found = Axe().run(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

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
