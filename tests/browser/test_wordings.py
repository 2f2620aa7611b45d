"""Writing what customers read, in a browser."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from support.notifications.models import Notification, Wording
from support.notifications.words.overrides import forget_wordings, save_wording
from support.notifications.words.rules import Draft
from tests.browser.looking import examine, fits

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = "/outbox/wordings/solution/en/email/"
SMS = "/outbox/wordings/solution/zh-hans/sms/"
BODY = "Dear {customer_name},\n\nOurs: {cause_sentence}\n\nCase {reference}\n{status_url}"


@pytest.fixture(autouse=True)
def forgetful():
    forget_wordings()
    yield
    forget_wordings()


@pytest.fixture
def write(desk):
    """Return a page at which somebody sits who may change wordings."""

    def sit_down(name="ada", **options):
        page = desk(name, **options)
        User.objects.filter(username=name).update(is_superuser=True, email=f"{name}@example.test")
        return page

    return sit_down


def save(body=BODY, seen=0):
    author = User.objects.get(username="ada")
    draft = Draft("solution", "en", "email", "[{reference}] We know why", body)
    return save_wording(draft, seen=seen, author=author, now=timezone.now())


def test_the_preview_follows_what_is_typed(write):
    page = write()
    page.goto(MAIL)
    page.evaluate("window.isStillTheSamePage = true")
    page.locator("#wording-body").fill(BODY.replace("Ours:", "Live words:"))

    mail = page.frame_locator("#wording-preview iframe.light")
    expect(mail.locator("body")).to_contain_text("Live words: The account for payout PO-0302-0007")
    expect(mail.locator("a.button")).to_have_text("See where it stands")
    page.locator("#wording-body").press_sequentially(" {oops")
    expect(page.locator("#wording-preview")).to_contain_text("without its other half")
    expect(page.locator("#wording-body")).to_be_focused()
    assert page.evaluate("window.isStillTheSamePage")


def test_words_are_changed_by_keyboard_alone(write):
    page = write()
    page.goto(MAIL)
    page.locator("#wording-subject").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("[[{reference}] By keyboard".replace("[[", "["))
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("{reference}\n{status_url}")
    for _field in ("note", "case", "save"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#notices")).to_contain_text("Version 1 is in use from now on.")
    assert Wording.objects.get().subject == "[{reference}] By keyboard"


def test_words_are_previewed_tested_and_saved_without_scripts(write):
    page = write(java_script_enabled=False)
    page.goto("/outbox/wordings/")
    page.get_by_role("link", name="Built-in wording").nth(8).click()
    page.goto(MAIL)
    page.locator("#wording-body").fill(BODY)
    page.get_by_role("button", name="Preview").click()
    mail = page.frame_locator("#wording-preview iframe.light")
    expect(mail.locator("body")).to_contain_text("Ours: The account for")
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator("#wording-trial")).to_contain_text("on its way to ada@example.test")
    page.get_by_role("button", name="Save and use").click()

    expect(page.locator("#notices")).to_contain_text("Version 1 is in use from now on.")
    page.get_by_role("button", name="Go back to the file's words").click()
    expect(page.locator("#notices")).to_contain_text("The file's words are in use again.")
    assert Notification.objects.get().subject.startswith("[Test] ")


def test_a_test_is_sent_and_what_was_typed_stays(write):
    page = write()
    page.goto(MAIL)
    page.locator("#wording-body").fill(BODY)
    page.get_by_role("button", name="Send a test").click()

    expect(page.locator("#wording-trial")).to_contain_text("on its way to ada@example.test")
    expect(page.locator("#wording-body")).to_have_value(BODY)


def test_two_writers_do_not_overwrite_each_other(write):
    first, second = write("ada"), write("bo")
    for page in (first, second):
        page.goto(MAIL)
        page.locator("#wording-body").fill(BODY)
    first.get_by_role("button", name="Save and use").click()
    expect(first.locator("#notices")).to_contain_text("Version 1 is in use")
    second.locator("#wording-body").fill(f"{BODY}\nMine")
    second.get_by_role("button", name="Save and use").click()

    expect(second.locator(".wording-stale")).to_contain_text("ada saved version 1")
    expect(second.locator("#wording-body")).to_have_value(f"{BODY}\nMine")
    assert Wording.objects.count() == 1
    second.get_by_role("button", name="Save and use").click()
    expect(second.locator("#notices")).to_contain_text("Version 2 is in use from now on.")


def test_the_mail_in_the_frame_is_dark_where_it_is_shown_in_the_dark(write):
    page = write(color_scheme="null")  # as the device has it, not as a test says
    page.goto(MAIL)
    page.get_by_text("Dark mode").click()

    grounds = [
        page.frame_locator(f"#wording-preview iframe.{name}")
        .locator("body")
        .evaluate("body => getComputedStyle(body).backgroundColor")
        for name in ("light", "dark")
    ]

    assert grounds[0] != grounds[1]


def test_a_phone_scrolls_one_way_only(write):
    page = write(viewport={"width": 390, "height": 844})
    save()
    save(f"{BODY}\nBye", seen=1)
    for path in ("/outbox/wordings/", MAIL, SMS):
        page.goto(path)
        assert fits(page), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_screen(write, desk, scheme, width):
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page, reader = write(**look), desk("amy", **look)
    save()
    save(BODY.replace("Ours", "Found"), seen=1)

    for screen in ("/outbox/wordings/", MAIL, SMS):
        for seat in (page, reader):
            seat.goto(screen)
            for closed in seat.locator("details:not([open]) > summary").all():
                if closed.is_visible() and not closed.get_attribute("data-key"):
                    closed.click()
            found = examine(seat)
            assert found.violations_count == 0, (screen, found.generate_report())
    page.goto(MAIL)
    page.locator("#wording-body").fill("{gone} {")
    page.get_by_role("button", name="Save and use").click()
    assert examine(page).violations_count == 0


def test_the_content_security_policy_is_never_broken(write):
    page = write()
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)

    for screen in ("/outbox/wordings/", MAIL, SMS):
        page.goto(screen)
    page.goto(MAIL)
    page.locator("#wording-body").fill(BODY)
    expect(page.frame_locator("iframe.light").locator("body")).to_contain_text("Ours:")

    assert complaints == []
