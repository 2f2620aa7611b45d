"""Mass messages in a real browser: by keyboard, without scripts, on a phone, in both languages."""

import pytest
from django.conf import settings as project
from django.contrib.auth.models import Permission, User
from django.utils import timezone
from playwright.sync_api import expect

from support.cases.models import Case
from support.notifications.models import Broadcast, Notification
from tests.browser.looking import examine, fits, keep_picture
from tests.factories import make_case, make_customer

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/outbox/broadcasts/new/"
WORDS = {
    "incident_title_en": "Payouts to Demo Bank are late",
    "incident_sentence_en": "Demo Bank takes longer than usual. Your money is safe.",
    "next_update_en": "6 p.m.",
    "incident_title_zh-hans": "演示银行出款延迟",
    "incident_sentence_zh-hans": "演示银行处理较慢，您的资金安全，无需操作。",
    "next_update_zh-hans": "18:00",
}


@pytest.fixture(autouse=True)
def settled_settings(settings):
    settings.ONLY_REACH = []


@pytest.fixture
def lead(desk):
    """A page at which somebody sits who may tell many."""

    def sit_down(**options):
        page = desk("amy", **options)
        allowed = Permission.objects.get(codename="add_broadcast")
        User.objects.get(username="amy").user_permissions.add(allowed)
        return page

    return sit_down


@pytest.fixture
def cases():
    make_case(customer=make_customer(locale="zh-CN"))
    make_case(customer=make_customer(phone=""))
    make_case(customer=make_customer(email="", phone=""))
    quiet = make_case()
    Case.objects.filter(pk=quiet.pk).update(silent_since=timezone.now())


def write(page):
    page.locator("[name=title]").fill("Demo Bank is slow")
    for name, words in WORDS.items():
        page.locator(f"[name='{name}']").fill(words)


def assert_accessible(page):
    found = examine(page)
    assert found.violations_count == 0, found.generate_report()


def test_from_the_words_to_the_last_message_by_keyboard(lead, cases):
    page = lead()
    page.goto(NEW)

    write(page)
    page.get_by_role("button", name="Preview").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How it reads")).to_be_focused()
    page.get_by_role("button", name="Send it to 2 customers").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("The mass message is on its way.")).to_be_visible()
    expect(page.get_by_text("0 of 3 messages (0%)")).to_be_visible()
    Notification.objects.update(state="sent", sent_at=timezone.now())
    expect(page.get_by_text("3 of 3 messages (100%)")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    assert Broadcast.objects.get().total == 3


def test_the_mail_of_the_preview_has_its_looks(lead, cases):
    page = lead()
    page.goto(NEW)
    write(page)
    page.get_by_role("button", name="Preview").click()

    mail = page.frame_locator("iframe.mail").first.locator("body")

    expect(mail).to_contain_text("Demo Bank takes longer than usual")
    assert mail.evaluate("body => getComputedStyle(body).margin") != "8px"


def test_it_is_paused_goes_on_and_is_cancelled_without_scripts(lead, cases):
    page = lead(java_script_enabled=False)
    page.goto(NEW)
    write(page)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Send it to 2 customers").click()

    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("It is paused.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    page.get_by_text("Cancel the rest").click()
    page.get_by_role("button", name="Cancel them for good").click()

    expect(page.get_by_role("link", name="Cancelled 3")).to_be_visible()
    assert set(Notification.objects.values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_fits(lead, cases, live_server, language, look, width):
    page = lead(viewport={"width": width, "height": 900}, color_scheme=look)
    cookie = {"name": project.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
    page.context.add_cookies([cookie])
    name = f"{language}-{look}-{width}"

    page.goto("/outbox/broadcasts/")
    assert_accessible(page)
    page.goto(NEW)
    write(page)
    page.locator("button[name=do][value=look]").click()
    page.locator("iframe.mail").first.wait_for(state="attached")
    for mail in page.locator("iframe.mail").all():
        mail.scroll_into_view_if_needed()  # what was never seen is not painted
    assert fits(page)
    assert_accessible(page)
    keep_picture(page, f"broadcasts/new-{name}")
    page.locator("button[name=do][value=send]").click()
    page.locator("details.broadcast-cancel summary").click()
    assert fits(page)
    assert_accessible(page)
    keep_picture(page, f"broadcasts/progress-{name}")
    page.goto("/outbox/broadcasts/")
    assert fits(page)
    keep_picture(page, f"broadcasts/list-{name}")
