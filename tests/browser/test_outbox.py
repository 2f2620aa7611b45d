"""The outbox and a case's messages in a real browser: by keyboard, without scripts, on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from support.notifications.models import Notification, Provider, Suppression
from support.notifications.words.rendering import render
from tests.browser.looking import examine, fits
from tests.factories import make_case
from tests.notifications.making import CONTEXT, make_notification

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


def message_on(case, **columns):
    return make_notification(case.customer, thread=case.reference, **columns)


def sent_mail(case):
    words = render("solution", "email", "en", CONTEXT)
    return message_on(
        case,
        state="sent",
        sent_at=timezone.now(),
        subject=words.subject,
        text=words.text,
        html=words.html,
        provider="email-smtp:mx.example.test",
    )


def refused(message, words="550 5.1.1 <•••> no such user", **columns):
    now = timezone.now()
    message.attempt_rows.create(
        number=1,
        provider="email-mx",
        started_at=now,
        ended_at=now,
        ok=False,
        words=words,
        **columns,
    )
    return message


def busy_world():
    """A case with messages in every state, and an outbox with troubles of every kind."""
    now = timezone.now()
    case = make_case(unreached_since=now - timedelta(minutes=20))
    failed = refused(message_on(case, state="failed", reason="no_address"), permanent=True)
    message_on(case, channel="sms", state="sent", sent_at=now, stands_in_for=failed, segments=2)
    message_on(case, channel="sms", state="needs_person", reason="uncertain")
    waiting = message_on(case, reason="quiet", not_before=now + timedelta(hours=3))
    message_on(case, state="superseded", reason="newer", superseded_by=waiting)
    message_on(case, channel="sms", state="cancelled", reason="over")
    message_on(case, state="claimed", lease_until=now)
    message_on(case, channel="sms", not_before=now - timedelta(hours=1), address="+8613800000009")
    mail = sent_mail(case)
    Provider.objects.create(
        name="sms-http:gateway.example.test",
        channel="sms",
        open_until=now + timedelta(minutes=4),
        failures=7,
    )
    for number, why in enumerate(Suppression.Why):
        Suppression.objects.create(
            channel="email",
            address=f"person{number}@example.test",
            why=why,
            words="550 mailbox unavailable",
            created_at=now,
        )
    return case, failed, mail


def screens_of(case, failed, mail):
    suppressed = Suppression.objects.first()
    return {
        "queue": "/",
        "case": f"/cases/{case.reference}/",
        "outbox": "/outbox/",
        "outbox-failed": "/outbox/?state=failed",
        "outbox-empty": "/outbox/?event=survey",
        "failed": f"/outbox/{failed.pk}/",
        "mail": f"/outbox/{mail.pk}/",
        "mail-dark": f"/outbox/{mail.pk}/?look=dark",
        "retries": "/outbox/retries/?all=1",
        "suppressed": "/outbox/suppressed/",
        "release": f"/outbox/suppressed/{suppressed.pk}/release/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk, scheme, width):
    screens = screens_of(*busy_world())
    page = desk(color_scheme=scheme, viewport={"width": width, "height": 900})

    for name, address in screens.items():
        page.goto(address)
        found = examine(page)
        assert found.violations_count == 0, (name, found.generate_report())
        assert fits(page), name


def test_the_content_security_policy_is_never_broken(desk):
    screens = screens_of(*busy_world())
    page = desk()
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)

    for address in screens.values():
        page.goto(address)

    assert complaints == []


def test_a_failed_message_is_sent_by_the_other_channel_without_a_new_page(desk):
    case = make_case()
    message = refused(message_on(case, state="failed", reason="refused"))
    page = desk()
    page.goto(f"/cases/{case.reference}/")
    page.evaluate("window.isStillTheSamePage = true")
    page.locator("#reply-body").fill("Half a sen")

    page.get_by_role("button", name="Send by SMS instead").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#stream")).to_contain_text("An SMS was queued in its place")
    assert Notification.objects.filter(stands_in_for=message, channel="sms").count() == 1
    assert page.evaluate("window.isStillTheSamePage")
    expect(page.locator("#reply-body")).to_have_value("Half a sen")


def test_an_agent_who_called_writes_it_down_and_the_page_follows(desk):
    case = make_case(unreached_since=timezone.now())
    page = desk()
    page.goto(f"/cases/{case.reference}/")

    page.get_by_label("What was said (optional)").fill("He knows now.")
    page.keyboard.press("Enter")

    expect(page.locator("#stream")).to_contain_text("He knows now.")
    expect(page.locator("#strip")).not_to_contain_text("Not reached")


def test_the_outbox_is_filtered_without_a_new_page_and_the_address_follows(desk):
    _case, failed, _mail = busy_world()
    page = desk()
    page.goto("/outbox/")
    page.evaluate("window.isStillTheSamePage = true")

    page.get_by_label("Reason").select_option("no_address")

    expect(page.locator("#outbox [data-row]")).to_have_count(1)
    assert "reason=no_address" in page.url
    assert page.evaluate("window.isStillTheSamePage")
    page.keyboard.press("j")
    expect(page.locator(f'[href="/outbox/{failed.pk}/"]')).to_be_focused()


def test_many_are_sent_again_by_keyboard_alone(desk):
    case = make_case()
    for _number in range(3):
        message_on(case, state="failed", reason="technical")
    page = desk()
    page.goto("/outbox/?state=failed")

    for box in page.locator("[name=message]").all()[:2]:
        box.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Send the ticked ones again").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send them again").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 messages are on their way again.")).to_be_visible()
    assert Notification.objects.filter(state="queued").count() == 2


def test_everything_works_without_scripts(desk):
    case = make_case(unreached_since=timezone.now())
    message_on(case, state="failed", reason="refused")
    message_on(case, channel="sms", state="needs_person", reason="uncertain")
    page = desk(java_script_enabled=False)

    page.goto("/?view=unreached")
    page.locator(f"a[href='/cases/{case.reference}/']").click()
    page.get_by_role("button", name="Send again – E-mail").click()
    page.get_by_role("button", name="The customer has it").click()
    page.get_by_role("button", name="Customer reached").click()
    states = list(Notification.objects.order_by("sequence").values_list("state", flat=True))
    assert states == ["queued", "delivered"]

    page.goto("/outbox/")
    page.get_by_role("link", name="Queued").click()
    page.get_by_label("Channel").select_option("email")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#outbox [data-row]")).to_have_count(1)

    page.goto("/outbox/suppressed/")
    page.get_by_text("Put an address on the list").click()
    page.locator("#id_address").fill("stop@example.test")
    page.get_by_role("button", name="Send nothing there any more").click()
    page.get_by_role("link", name="Release").click()
    page.get_by_role("button", name="Release it").click()
    expect(page.get_by_text("No address is on the list.")).to_be_visible()


def test_the_mail_is_drawn_in_dark_when_asked_for(desk):
    case = make_case()
    style = "@media (prefers-color-scheme: dark) { body { background: rgb(1, 2, 3) } }"
    mail = sent_mail(case)
    Notification.objects.filter(pk=mail.pk).update(html=f"<style>{style}</style><p>Hello</p>")
    page = desk()
    seen = {}

    for look in ("light", "dark"):
        page.goto(f"/outbox/{mail.pk}/?look={look}")
        body = page.frame_locator("iframe.mail").locator("body")
        seen[look] = body.evaluate("body => getComputedStyle(body).backgroundColor")

    assert seen["dark"] == "rgb(1, 2, 3)"
    assert seen["light"] != "rgb(1, 2, 3)"
