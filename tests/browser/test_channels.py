"""The board of channels in a browser: every look, both languages, with keys and without script."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from support.incidents.models import Incident
from support.payments.channels.states import set_channel_state
from support.payments.channels.tallying import tally_channels
from support.payments.loading import load_channels
from support.payments.models import Channel
from tests.browser.looking import examine, fits
from tests.factories import make_payment
from tests.payments.stopping import make_stop

pytestmark = pytest.mark.django_db(transaction=True)


def make_board() -> None:
    """The channels of the house: one down with an incident, one degraded, one about to stop."""
    load_channels(settings.BASE_DIR / "fixtures" / "channels.csv")
    now = timezone.now()
    fps, sct, ach = (Channel.objects.get(code=f"demo-{code}") for code in ("fps", "sct", "sdd"))
    values: dict[str, Any] = {"actor": None, "source": "person", "now": now - timedelta(hours=1)}
    set_channel_state(fps, "down", why="The bank's core system does not answer", **values)
    set_channel_state(sct, "degraded", why="Answers come slowly", **values)
    make_stop(ach)
    titles = {"title_en": "Demo Bank A does not answer", "title_zh": "示例银行甲无响应"}
    incident = Incident.objects.create(state="identified", began_at=now, opened_at=now, **titles)
    incident.channels.add(fps)
    for number in range(60):
        at = now - timedelta(minutes=number * number // 3)
        status = "failed" if number % 5 < 2 else "credited"
        answer = 500 + (number * 37) % 900
        make_payment(channel=fps, status=status, initiated_at=at, bank_latency_ms=answer)
        make_payment(channel=sct, status="credited", initiated_at=at, bank_latency_ms=answer)
    tally_channels(now, back=timedelta(hours=25))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk, language, scheme, width):
    make_board()
    page = desk(
        "lena", locale=language, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    User.objects.update(is_superuser=True)

    for path in ("/channels/", "/channels/demo-fps/", "/channels/demo-sdd/"):
        page.goto(path)
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path


def test_a_lead_says_how_a_channel_is_by_keys_and_without_script(desk):
    make_board()
    page = desk("lena", java_script_enabled=False)
    User.objects.update(is_superuser=True)
    page.goto("/channels/?q=Demo PSP")
    page.get_by_role("link", name="Demo PSP payout S (Stripe-type codes)").press("Enter")

    page.locator("select[name=state]").select_option("degraded")
    page.get_by_label("Why", exact=True).fill("Answers come late")
    page.get_by_label("Why", exact=True).press("Enter")

    expect(page.get_by_text("The board now shows: ")).to_be_visible()
    expect(page.get_by_text("Open, with trouble")).to_be_visible()
