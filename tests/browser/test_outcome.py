"""The outcome in an agent's hands: ticks, letters, keys that apply nothing, ten seconds to undo."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from support.cases.models import Case
from support.guidance.models import AppliedOutcome
from support.guidance.services import answer_step
from support.notifications.models import Notification, State
from tests.browser.looking import keep_picture
from tests.desk.walking import make_walk
from tests.factories import make_agent
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db(transaction=True)
NEW_STEP_MS = 650


def at_outcome(**outcome):
    case, walk = make_walk(1, **outcome)
    choice = Choice(node="q1", option="yes", kind="answered", source="agent")
    answer_step(case, walk, choice, seen=0, actor=make_agent(), now=timezone.now())
    return case


def address(case):
    return f"/cases/{case.reference}/"


def applied():
    return AppliedOutcome.objects.count()


def open_outcome(desk, case, **options):
    page = desk(**options)
    page.goto(address(case))
    return page


# However slow the machine is: the keys come with the new step itself.
PRESSED_AT_ONCE = """document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const keys = { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true };
  if (detail.target.id === "guide") document.body.dispatchEvent(new KeyboardEvent("keydown", keys));
})"""


def test_enter_applies_nothing_however_it_is_pressed(desk):
    case, _walk = make_walk(1)
    page = open_outcome(desk, case)
    page.evaluate(PRESSED_AT_ONCE)
    page.locator("#guide .option").first.click()
    page.keyboard.down("Enter")  # held from the question on
    expect(page.locator("#guide [data-step]")).to_contain_text("Slow bank")
    for _repetition in range(20):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")

    page.wait_for_timeout(NEW_STEP_MS)
    page.keyboard.press("Enter")
    page.locator("#outcome-form [value=cause]").focus()
    page.keyboard.press("Enter")
    page.locator("#guide [data-apply]").focus()
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(page.get_by_text("This outcome was applied.")).to_be_visible()  # a press of the button

    assert applied() == 1


def test_who_wrote_a_note_at_a_new_step_has_seen_it_and_sends_both(desk):
    case, _walk = make_walk(1)
    page = open_outcome(desk, case)
    page.evaluate("performance.now = () => 0")  # the step stays new for ever
    page.locator("#guide .option").first.click()
    page.locator("#guide .option").first.press("Enter")
    expect(page.locator("#guide [data-step]")).to_contain_text("Slow bank")

    page.locator("#step-note").fill("They called twice.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("This outcome was applied.")).to_be_visible()

    assert applied() == 1


def test_a_tick_in_a_form_without_scripts_is_not_sent_by_enter(desk):
    page = open_outcome(desk, at_outcome(), java_script_enabled=False)

    page.locator("#outcome-form [value=email]").press("Enter")

    assert applied() == 0


def test_the_button_counts_the_ticks_and_messages_go_with_what_they_tell(desk):
    page = open_outcome(desk, at_outcome(status="waiting_bank", message="waiting-bank"))
    button = page.locator("#guide [data-apply]")
    expect(button).to_contain_text("Do all 4")

    page.locator("#outcome-form [value=status]").uncheck()
    expect(button).to_contain_text("Do this one")
    expect(page.locator("#letter-email")).to_be_hidden()
    page.locator("#outcome-form [value=sms]").check()
    expect(button).to_contain_text("Do these 3")
    for deed in ("sms", "status", "cause"):
        page.locator(f"#outcome-form [value={deed}]").uncheck()

    expect(button).to_be_disabled()
    expect(page.get_by_text("Choose at least one thing to do.")).to_be_visible()


def test_the_edited_sentence_is_shown_as_it_will_be_sent(desk):
    case = at_outcome()
    page = open_outcome(desk, case)
    page.locator("#outcome-sentence").fill("The account holder died.")
    expect(page.locator("#sentence-problem")).to_contain_text("No customer may read")

    page.locator("#outcome-sentence").fill("The bank works on it until Friday.")
    expect(page.locator("#letter-sms")).to_contain_text("works on it until Friday")
    expect(page.locator("#sentence-problem")).to_be_hidden()
    page.locator("#guide [data-apply]").click()
    expect(page.get_by_text("This outcome was applied.")).to_be_visible()

    for row in Notification.objects.filter(event="solution"):
        assert row.context["cause_sentence"] == "The bank works on it until Friday."


SHOW_TOAST = """() => {
  const toast = document.getElementById("toast");
  toast.querySelector("[data-toast-words]").textContent = "Mock Alder Hawthorn: done.";
  toast.querySelector("[data-toast-left]").textContent = "The messages leave in 10 s.";
  toast.hidden = false;
}"""
# What one could press where the toast lies, at every few points of it.
UNDER_TOAST = """() => {
  const toast = document.getElementById("toast"), at = toast.getBoundingClientRect(), found = [];
  for (let x = at.left + 1; x < at.right; x += 6)
    for (let y = at.top + 1; y < at.bottom; y += 6)
      found.push(...document.elementsFromPoint(x, y).filter(
        part => !toast.contains(part) && part.matches("a, button, input, label, summary, textarea")
      ).map(part => part.outerHTML));
  return found;
}"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (1000, 700)])
def test_the_toast_is_bottom_left_and_over_nothing_that_can_be_pressed(desk, width, height):
    page = open_outcome(desk, at_outcome(), viewport={"width": width, "height": height})
    acts = page.locator("#guide .act")
    before = acts.bounding_box()

    page.evaluate(SHOW_TOAST)

    keep_picture(page, f"toast-{width}")
    box = page.locator("#toast").bounding_box()
    assert box["x"] < 32
    assert acts.bounding_box() == before
    assert before["y"] - 100 < box["y"] + box["height"] <= before["y"]
    assert page.evaluate(UNDER_TOAST) == []


def test_z_takes_it_all_back_from_the_next_case_too(desk):
    case, other = at_outcome(), at_outcome()
    page = open_outcome(desk, case)
    page.locator("#guide [data-apply]").click()
    expect(page.locator("#toast")).to_contain_text("The messages leave in")
    page.goto(address(other))
    expect(page.locator("#toast")).to_contain_text(str(case.contact))

    page.keyboard.press("z")
    expect(page.locator("#toast")).to_contain_text("Taken back")

    assert Case.objects.get(pk=case.pk).cause is None
    told = Notification.objects.filter(event="solution")
    assert {row.state for row in told} == {State.CANCELLED}
    page.get_by_role("link", name="Open the case").click()
    expect(page.locator("#stream")).to_contain_text("Taken back")
    expect(page.locator("#guide [data-apply]")).to_be_visible()


def test_what_cant_be_taken_back_says_why(desk):
    case = at_outcome()
    page = open_outcome(desk, case)
    page.locator("#guide [data-apply]").click()
    expect(page.locator("#toast")).to_be_visible()
    Notification.objects.filter(event="solution").update(
        state=State.SENT, sent_at=timezone.now(), attempts=1
    )

    page.keyboard.press("z")

    expect(page.locator("#toast")).to_contain_text("too late to take this back")
    expect(page.locator("#guide [role=alert]")).to_contain_text("too late to take this back")
