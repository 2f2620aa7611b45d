"""Somebody who has never seen the editor adds a cause to the live tree, tries and publishes it."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.looking import examine, fits
from tests.browser.people import AtTheKeyboard, AtTheMouse, Person
from tests.reference import load_reference
from troubleshooting.causes.models import Cause
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db(transaction=True)

FIVE_MINUTES = 300
SLUG = "payout-not-received"
TOLD = "Your payment {reference} waits for the end of a bank holiday."
TOLD_ZH = "您的付款 {reference} 因银行假日顺延。"


@pytest.fixture
def newcomer(desk):
    """Seat somebody who may publish every tree at the list of trees."""

    def sit_down(kind: type[Person], **options) -> Person:
        load_reference()
        page = desk("ann", **options)
        User.objects.filter(username="ann").update(is_superuser=True)
        page.goto("/trees/", timeout=20_000)  # every tree is checked for the first time
        return kind(page)

    return sit_down


def find_the_step(person):
    page = person.page
    person.press(page.get_by_role("link", name="Payout not received", exact=True))
    person.write(page.locator("#outline-words"), "bank's hours")
    person.read(page.locator("#outline"), "found")
    person.press(page.locator("#outline a", has_text="Was the payment made within").first)
    person.read(page.locator("#form-title"), "within the bank's hours?")


def new_step(person, card, kind, title, title_zh):
    """Let an answer lead to a step that isn't there yet."""
    if not card.get_by_text("New step here").is_visible():  # the answer leads somewhere already
        person.press(card.locator(".option-more > summary"))
    person.press(card.get_by_text("New step here"))
    person.write(card.locator("[name$='.title.en']"), title)
    person.write(card.locator("[name$='.title.zh-hans']"), title_zh)
    if kind != "Question":
        person.choose(card.locator("[name$='.kind']"), kind)
    person.press(card.get_by_role("button", name="Make it"))
    expect(person.page.locator("#form-title")).to_contain_text(title)


def new_answer(person, label, label_zh, to=""):
    fields = person.page.locator(".new-option")
    person.write(fields.get_by_label("English"), label)
    person.write(fields.get_by_label("中文"), label_zh)
    if to:
        person.write(fields.locator("[name='new.option.to']"), to)
    person.press(fields.get_by_role("button", name="Add answer"))


def ask_about_the_holiday(person):
    cards = person.page.locator(".option-row")
    new_step(person, cards.nth(1), "Question", "Is it a bank holiday?", "当天是银行假日吗？")
    new_answer(person, "No", "否", to="Outside the processing window or cut-off")
    expect(cards.nth(0)).to_contain_text("Outside the processing window")
    new_answer(person, "Yes", "是")
    expect(cards.nth(1).locator("[name$='.key']").first).to_have_value("yes")
    new_step(person, cards.nth(1), "Outcome", "Bank holiday", "银行假日")


def name_the_cause(person):
    page = person.page
    person.press(page.get_by_role("link", name="The cause is not on the list"))
    person.read(page.locator("h1"), "New cause")
    person.write(page.locator("[name=customer_message_en]"), TOLD)
    person.write(page.locator("[name=customer_message_zh]"), TOLD_ZH)
    person.press(page.get_by_role("button", name="Add and choose it"))
    person.read(page.locator("#notices"), "The cause “Bank holiday” was added.")
    expect(page.locator("[name=message]")).to_have_value("solution")
    person.choose(page.locator("[name=status]"), "Waiting for bank")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")
    person.read(page.locator("#tray"), "Warnings do not block publishing.")


def try_it(person):
    page = person.page
    person.press(page.get_by_role("link", name="Try", exact=True))
    person.read(page.locator("main"), "Trial: nothing is stored, nothing is sent.")
    person.press(page.get_by_role("link", name="Outside the channel's hours"))
    person.read(page.locator("#guide [data-step]").last, "Is it a bank holiday?")
    page.keyboard.press("2")  # the keys of an answer are those of a case
    page.keyboard.press("Enter")
    person.read(page.locator("#guide"), "waits for the end of a bank holiday")


def publish_it(person):
    page = person.page
    person.press(page.get_by_role("link", name="Publish", exact=True))
    person.read(page.locator("main"), "now leads to “Is it a bank holiday?”")
    person.write(page.get_by_label("Reason"), "Bank holidays explain late payouts.")
    person.press(page.get_by_role("button", name="Publish"))
    person.read(page.locator("#notices"), "Version 2 is published.")


@pytest.mark.parametrize("kind", [AtTheMouse, AtTheKeyboard])
def test_a_newcomer_adds_tries_and_publishes_a_cause_in_less_than_five_minutes(newcomer, kind):
    person = newcomer(kind)

    for part in (find_the_step, ask_about_the_holiday, name_the_cause, try_it, publish_it):
        part(person)
        print(f"{kind.__name__} {part.__name__}: {person.seconds:.0f} s")

    assert person.seconds < FIVE_MINUTES
    nodes = {node["key"]: node for node in TreeVersion.objects.published(SLUG).document["nodes"]}
    assert [way["to"] for way in nodes["time_window"]["options"]] == [
        "payment_status",
        "is_it_a_bank_holiday",
    ]
    assert [way["to"] for way in nodes["is_it_a_bank_holiday"]["options"]] == [
        "out_outside_time_window",
        "bank_holiday",
    ]
    assert nodes["bank_holiday"] == {
        "key": "bank_holiday",
        "kind": "outcome",
        "title": {"en": "Bank holiday", "zh-hans": "银行假日"},
        "cause": "bank_holiday",
        "message": "solution",
        "status": "waiting_bank",
    }
    assert Cause.objects.get(slug="bank_holiday").customer_message("zh-hans") == TOLD_ZH


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_on_the_page_of_a_new_cause(newcomer, language, scheme, width):
    size = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = newcomer(AtTheMouse, locale={"en": "en-GB"}.get(language, "zh-CN"), **size).page
    page.goto(f"/trees/{SLUG}/causes/new/?node=out_outside_time_window")
    page.locator("form#cause button").click()

    found = examine(page).response["violations"]

    assert page.locator("[aria-invalid]").count() == 2
    assert not found, [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]
    assert fits(page)
