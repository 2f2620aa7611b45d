"""The desk in a real browser: by keyboard, in two windows, without scripts, on a phone."""

from contextlib import suppress
from datetime import timedelta
from itertools import combinations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error, expect

from support.cases.models import Status
from support.desk.case.taking import HAND_TO
from support.guidance.services import answer_step
from support.notifications.models import Notification
from support.roster.services import escalate
from support.staff.models import Team
from tests.answering.making import make_macro
from tests.browser.looking import examine, fits
from tests.desk.walking import make_walk
from tests.factories import make_agent, make_case, make_customer, make_payment
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db(transaction=True)


def address(case):
    return f"/cases/{case.reference}/"


def answer_by_keyboard(page, digit, wait_for):
    page.keyboard.press(digit)
    page.keyboard.press("Enter")
    expect(page.locator("#guide [data-step]")).to_contain_text(wait_for)


def test_a_walk_of_twelve_answers_by_keyboard_and_a_change_of_the_third(desk):
    case, walk = make_walk(12)
    page = desk()
    page.goto(address(case))
    page.evaluate("window.isStillTheSamePage = true")

    for number in range(1, 12):
        answer_by_keyboard(page, "1", f"Question {number + 1}?")
    answer_by_keyboard(page, "2", "Slow bank")

    page.get_by_text("11 earlier steps").click()
    page.get_by_role("link", name="Question 3?").click()
    expect(page.get_by_role("button", name="Change the answer")).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#guide [data-step]")).to_contain_text("Slow bank")

    walk.refresh_from_db()
    walk.forget_answers_read()
    options = [step.answer.option for step in walk.position().path]
    assert options == ["yes", "yes", "no", *["yes"] * 8, "no"]
    assert page.evaluate("window.isStillTheSamePage")


def apply_by_keyboard(page):
    page.wait_for_timeout(650)  # for so long after a new step no key applies anything
    page.keyboard.press("Control+Enter")


def test_the_outcome_is_applied_by_keyboard_and_the_page_follows(desk):
    case, _walk = make_walk(1)
    page = desk()
    page.goto(address(case))
    answer_by_keyboard(page, "1", "Slow bank")

    apply_by_keyboard(page)

    expect(page.get_by_text("This outcome was applied.")).to_be_visible()
    expect(page.locator("#strip")).to_contain_text("Waiting for customer")
    expect(page.locator("#stream")).to_contain_text("Outcome applied")
    expect(page.locator("#stream")).to_contain_text("Message to the customer: Solution")
    case.refresh_from_db()
    assert case.status == Status.WAITING_CUSTOMER
    assert Notification.objects.filter(event="solution").count() == 2


def test_a_part_that_comes_late_is_followed_by_the_latest(desk):
    case, _walk = make_walk(1)
    page = desk()
    page.goto(address(case))
    late = []

    def hold_the_first(route):
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    page.route("**/parts/stream/*", hold_the_first)
    answer_by_keyboard(page, "1", "Slow bank")
    apply_by_keyboard(page)
    expect(page.get_by_text("This outcome was applied.")).to_be_visible()
    route, response = late[0]
    with suppress(Error):  # who asked may have gone
        route.fulfill(response=response)

    expect(page.locator("#stream")).to_contain_text("Outcome applied")


def test_a_second_browser_gets_the_present_state_and_loses_nothing(desk):
    case, walk = make_walk(5)
    first, second = desk("amy"), desk("bo")
    first.goto(address(case))
    second.goto(address(case))
    second.get_by_label("Note on this step").fill("What I typed")
    answer_by_keyboard(first, "1", "Question 2?")

    second.locator("#guide [value=no]").check()
    with second.expect_response("**/walk/answers/") as answered:
        second.keyboard.press("Enter")

    assert answered.value.status == 409
    expect(second.get_by_role("alert").first).to_contain_text("Somebody went on with this guide")
    expect(second.locator("#guide [data-step]")).to_have_text("Question 2?")
    expect(second.get_by_label("Note on this step")).to_have_value("What I typed")
    assert walk.answers.count() == 1

    second.keyboard.press("1")
    second.keyboard.press("Enter")
    expect(second.locator("#guide [data-step]")).to_have_text("Question 3?")
    assert walk.answers.last().note == "What I typed"


def test_a_reply_appears_without_a_new_page_and_the_draft_is_gone(desk):
    case = make_case()
    page = desk()
    page.goto(address(case))
    page.evaluate("window.isStillTheSamePage = true")
    page.keyboard.press("r")
    page.keyboard.type("Your bank has it.")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#stream")).to_contain_text("Your bank has it.")
    expect(page.locator("#stream .outgoing")).to_have_count(1)
    expect(page.locator("#reply-body")).to_have_value("")
    assert page.evaluate("window.isStillTheSamePage")
    page.reload()
    expect(page.locator("#reply-body")).to_have_value("")


def test_a_draft_survives_a_reload(desk):
    case, _walk = make_walk()
    page = desk()
    page.goto(address(case))
    page.locator("#reply-body").fill("Half a sen")
    page.locator("#step-note").fill("Half a note")

    page.reload()

    expect(page.locator("#reply-body")).to_have_value("Half a sen")
    expect(page.locator("#step-note")).to_have_value("Half a note")


def test_a_lost_server_is_told_and_nothing_typed_is_lost(desk):
    case = make_case()
    page = desk()
    page.goto(address(case))
    page.route("**/reply/", lambda route: route.abort())
    page.locator("#reply-body").fill("Do not lose me")
    page.get_by_role("button", name="Send to the customer").click()

    expect(page.get_by_text("No answer came. We try again by ourselves")).to_be_visible()
    expect(page.locator("#reply-body")).to_have_value("Do not lose me")


def test_everything_works_without_scripts(desk):
    case, walk = make_walk(2)
    page = desk(java_script_enabled=False)
    page.goto("/")
    page.locator(f"a[href='{address(case)}']").click()
    for _step in range(2):
        page.locator("#guide").get_by_label("Yes").check()
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Do all 4").click()

    expect(page.locator("body")).to_contain_text("This outcome was applied.")
    page.get_by_text("Internal note", exact=True).first.click()
    page.locator("#note-body").fill("Without scripts")
    page.get_by_role("button", name="Keep as an internal note").click()
    assert "Without scripts" in page.locator("#stream").inner_text()
    walk.refresh_from_db()
    assert walk.state == "concluded"


def test_the_queue_is_walked_by_keyboard(desk):
    first = make_case(due_at=timezone.now() - timedelta(hours=2))
    second = make_case(due_at=timezone.now() - timedelta(hours=1))
    page = desk()
    page.goto("/")

    page.keyboard.press("j")
    expect(page.locator(f"a[href='{address(first)}']")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"a[href='{address(second)}']")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(first.reference)


def test_keys_are_listed_and_can_be_switched_off(desk):
    case, walk = make_walk()
    page = desk()
    page.goto(address(case))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Use single-key shortcuts on this device").uncheck()
    page.keyboard.press("Escape")

    page.keyboard.press("1")

    expect(page.locator("#guide [name=option]").first).not_to_be_checked()
    assert walk.answers.count() == 0


def test_digits_typed_into_a_field_choose_nothing(desk):
    case, _walk = make_walk()
    page = desk()
    page.goto(address(case))
    page.locator("#step-note").click()

    page.keyboard.type("12")

    expect(page.locator("#step-note")).to_have_value("12")
    expect(page.locator("#guide [name=option]").first).not_to_be_checked()


def test_the_language_is_switched_and_the_page_stays(desk):
    case = make_case()
    page = desk()
    page.goto(address(case))

    page.get_by_role("button", name="中文").click()

    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    assert page.url.endswith(address(case))


def test_a_phone_shows_the_guide_first_and_scrolls_one_way_only(desk):
    case, _walk = make_walk(case=make_case(due_at=timezone.now() - timedelta(days=11)))
    page = desk(viewport={"width": 390, "height": 844})
    page.goto(address(case))

    due = page.locator(".strip-clock dd")
    assert due.evaluate("due => due.scrollWidth <= due.clientWidth")
    guide = page.locator("#guide").bounding_box()
    talk = page.locator("#composer").bounding_box()
    option = page.locator("#guide .option").first.bounding_box()

    assert guide["y"] + guide["height"] <= talk["y"]
    assert option["height"] >= 44
    for path in (address(case), "/", "/outbox/"):
        page.goto(path)
        assert fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_screen(desk, scheme, width):
    case, _walk = make_walk()
    done, walk = make_walk(1)
    choice = Choice(node="q1", option="yes", kind="answered", source="agent")
    answer_step(done, walk, choice, seen=0, actor=make_agent(), now=timezone.now())
    message = Notification.objects.first()
    page = desk(color_scheme=scheme, viewport={"width": width, "height": 900})
    screens = [
        "/", "/search/?q=zzzz", address(case), address(done), "/outbox/", f"/outbox/{message.pk}/",
    ]  # fmt: skip

    for screen in screens:
        page.goto(screen)
        found = examine(page)
        assert found.violations_count == 0, (screen, found.generate_report())
    page.context.clear_cookies()
    page.goto("/sign-in/")
    assert examine(page).violations_count == 0


def test_the_content_security_policy_is_never_broken(desk):
    case, _walk = make_walk()
    page = desk()
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)

    for screen in ("/", address(case), "/outbox/"):
        page.goto(screen)
    page.goto(address(case))
    answer_by_keyboard(page, "1", "Question 2?")

    assert complaints == []


def test_a_draft_is_there_on_another_device(desk):
    case = make_case()
    page = desk()
    page.goto(address(case))
    with page.expect_response("**/drafts/reply/"):
        page.locator("#reply-body").press_sequentially("Half a sen")
    page.evaluate("localStorage.clear()")

    page.reload()

    expect(page.locator("#reply-body")).to_have_value("Half a sen")
    expect(page.locator(".reply > summary")).to_contain_text("Draft")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#reply-body")).to_have_value("")
    page.reload()
    expect(page.locator("#reply-body")).to_have_value("")


def test_a_macro_is_chosen_and_applied_by_keys_and_undone(desk):
    case = make_case()
    make_macro("Ask for the account", texts={"en": "Which account?"}, priority="high")
    page = desk()
    page.goto(address(case))

    page.keyboard.press("m")
    page.keyboard.type("Ask for the account")
    page.keyboard.press("Enter")
    expect(page.locator("#reply-body")).to_have_value("Which account?")
    expect(page.locator(".macro-deeds")).to_contain_text("Priority: High")
    page.locator("#reply-body").press("Control+Enter")

    expect(page.locator("#stream")).to_contain_text("Which account?")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#stream")).to_contain_text("Taken back")
    expect(page.locator("#reply-body")).to_have_value("Which account?")
    case.refresh_from_db()
    assert case.priority == "normal"


@pytest.mark.parametrize("width", [1280, 1440])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_strip_is_one_line(desk, width, look):
    case = make_case(
        payment=make_payment(), customer=make_customer(name="Mock Alder-Whitcombe"),
        status="waiting_customer",
    )  # fmt: skip
    page = desk(viewport={"width": width, "height": 720}, color_scheme=look)
    page.goto(f"/cases/{case.reference}/")

    tops = page.evaluate(
        "[...document.querySelectorAll('.strip-line > *')]"
        ".map(part => part.getBoundingClientRect())"
        ".map(box => Math.round(box.top + box.height / 2))"
    )
    assert max(tops) - min(tops) <= 4
    assert_covers_nothing(page)
    assert fits(page)
    expect(page.get_by_role("link", name="Hand over")).to_be_visible()
    expect(page.locator("#strip")).to_contain_text("Waiting for customer")


@pytest.mark.parametrize("width", [1110, 1280, 1440])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_strip_covers_nothing_where_many_teams_can_be_asked(desk, language, width):
    for kind in HAND_TO:
        Team.objects.create(name=f"Team for {kind}", kind=kind)
    late = timezone.now() - timedelta(days=40)
    case = make_case(payment=make_payment(), now=late, status="waiting_customer")
    page = desk(viewport={"width": width, "height": 720}, locale=language)
    page.goto(f"/cases/{case.reference}/")

    assert page.locator("#strip .asks button").count() == len(HAND_TO)
    assert_covers_nothing(page)
    assert fits(page)


def assert_covers_nothing(page):
    """Nothing in the strip stands on anything else there."""
    boxes = page.evaluate(
        "[...document.querySelectorAll('.strip-name, .strip-facts > *, .strip-line > .actions')]"
        ".map(part => part.getBoundingClientRect())"
        ".map(box => [box.left, box.right, box.top, box.bottom])"
    )
    for (left, right, top, bottom), (others, ends, above, below) in combinations(boxes, 2):
        is_beside = right <= others or ends <= left
        assert is_beside or bottom <= above or below <= top, boxes


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [1280, 1440])
def test_an_admins_bar_is_one_line_and_the_rest_lies_in_its_menu(desk, language, width):
    page = desk("root", viewport={"width": width, "height": 720}, locale=language)
    User.objects.update(is_superuser=True, first_name="Alexandra", last_name="Montgomery")
    escalate("probe", about="bank-1", now=timezone.now())
    for path in ("/", "/lead/"):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)

        assert page.locator(".frame").bounding_box()["height"] <= 56
    tops = page.evaluate(
        "[...document.querySelectorAll('.frame-nav > *')]"
        ".map(one => one.getBoundingClientRect().top)"
    )
    assert max(tops) - min(tops) <= 2
    assert fits(page)
    page.locator(".frame-nav summary").click()
    for name in ("reports", "sources", "settings", "admin:index"):
        expect(page.locator(f".frame-nav .panel a[href='{reverse(name)}']")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".frame-nav .panel")).to_be_hidden()


def test_the_menu_of_a_phone_lies_on_it(desk):
    page = desk("root", viewport={"width": 390, "height": 844})
    User.objects.update(is_superuser=True)
    escalate("probe", about="bank-1", now=timezone.now())
    page.goto("/lead/")
    assert page.locator(".frame").bounding_box()["height"] <= 56

    page.locator(".frame-nav summary").click()

    for name in ("incidents", "outbox", "trees", "channels", "lead", "work", "reports", "sources"):
        expect(page.locator(f".frame-nav .panel a[href='{reverse(name)}']")).to_be_visible()
    box = page.locator(".frame-nav .panel").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert fits(page)
