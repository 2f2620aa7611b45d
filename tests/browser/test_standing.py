"""How payments do, in a browser: read by machines that read aloud, on any width and in the dark."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from support.payments.channels.stops import plan_stop
from support.payments.models import Channel
from tests.browser.looking import examine, fits
from tests.portal.test_channels import broken, named, say, tell

pytestmark = pytest.mark.django_db(transaction=True)


def world():
    now = timezone.now()
    instant, wallet = named(), named("Wallet payouts", "钱包出款")
    named("SEPA transfer", "SEPA 转账")
    say(instant, Channel.State.DOWN)
    say(wallet, Channel.State.DEGRADED)
    incident = broken(instant, next_update_at=now + timedelta(hours=2))
    tell(incident, "The bank works on it.", "银行正在处理。", state="identified")
    broken(wallet, state="resolved", ended_at=now)
    plan_stop(
        wallet,
        {"begins_at": now + timedelta(days=1), "ends_at": now + timedelta(days=2),
         "why_en": "Works on the line", "why_zh": "线路维护", "is_public": True},
        actor=None, now=now,
    )  # fmt: skip
    return incident


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_read_on_a_phone_in_light_and_dark(open_window, live_server, language, scheme):
    incident = world()
    page = open_window(viewport={"width": 390, "height": 844}, color_scheme=scheme).new_page()

    for address in ("/status/", f"/status/{incident.reference}/"):
        page.goto(f"{live_server.url}{address}?lang={language}")

        expect(page.locator("h1")).to_be_visible()
        assert fits(page)
        assert not examine(page).response["violations"]
