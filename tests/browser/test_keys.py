"""Keys as the keyboards of other countries send them, and as somebody presses them who is quick."""

import pytest
from playwright.sync_api import expect

from support.cases.models import Case
from tests.desk.walking import make_walk
from tests.factories import make_case

pytestmark = pytest.mark.django_db(transaction=True)

PRESS = """keys => {
    for (const key of keys) {
        const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...key });
        document.activeElement.dispatchEvent(event);
    }
}"""


def key(code, sign, **more):
    return {"code": code, "key": sign} | more


FRENCH = {"choose": key("Digit2", "é"), "answer": key("Digit2", "2", shiftKey=True)}
GERMAN = {"choose": key("Digit2", "2"), "answer": key("Digit2", '"', shiftKey=True)}
AMERICAN = {"choose": key("Digit2", "2"), "answer": key("Digit2", "@", shiftKey=True)}


@pytest.mark.parametrize("keyboard", [FRENCH, GERMAN, AMERICAN])
def test_a_digit_chooses_and_with_shift_goes_on_whatever_stands_on_the_key(desk, keyboard):
    case, walk = make_walk(2)
    page = desk()
    page.goto(f"/cases/{case.reference}/")

    page.evaluate(PRESS, [keyboard["choose"]])
    expect(page.locator("#guide [name=option]").nth(1)).to_be_checked()
    expect(page.locator("#guide [data-step]")).to_contain_text("Question 1?")
    page.locator("#content").focus()
    page.evaluate(PRESS, [keyboard["answer"]])

    expect(page.locator("#guide [data-step]")).to_contain_text("Question 2?")
    assert walk.answers.get().option == "no"


@pytest.mark.parametrize("pressed", [key("Digit0", "à"), key("Digit0", "0", shiftKey=True)])
def test_nought_cant_say_on_a_french_keyboard(desk, pressed):
    case, _walk = make_walk(1)
    page = desk()
    page.goto(f"/cases/{case.reference}/")

    page.evaluate(PRESS, [pressed])

    expect(page.locator("#guide [value=cant_say]")).to_be_focused()


def test_a_sign_above_a_digit_is_itself_where_no_answer_has_the_digit(desk):
    case, _walk = make_walk(1)
    other = make_case(payment=None)
    page = desk()
    page.goto(f"/cases/{other.reference}/")
    page.goto(f"/cases/{case.reference}/")

    page.evaluate(PRESS, [key("Digit7", "/", shiftKey=True)])  # as in Germany
    expect(page.locator("#search")).to_be_focused()
    page.locator("#content").focus()
    third = {"ctrlKey": True, "altKey": True, "modifierAltGraph": True}
    page.evaluate(PRESS, [key("Digit8", "[", **third)])

    page.wait_for_url(f"**/cases/{other.reference}/")


@pytest.mark.parametrize("digit", [key("Digit5", "5"), key("Digit5", "("), key("Numpad5", "5")])
def test_the_end_is_shown_to_who_presses_the_keys_at_once_on_a_young_page(desk, digit):
    case = make_case()
    page = desk()
    page.add_init_script("performance.now = () => 250")  # however slow the machine is
    page.add_init_script(
        f"addEventListener('load', () => ({PRESS})({[key('KeyE', 'e'), digit, SEND]}))".replace(
            "True", "true"
        )
    )

    page.goto(f"/cases/{case.reference}/")

    expect(page.locator("#strip .end [name=shown]")).to_be_attached()
    expect(page.locator("#strip .end .preview summary").first).to_be_in_viewport(ratio=1)
    expect(page.locator("#strip .end .primary")).to_be_in_viewport(ratio=1)
    assert Case.objects.get(pk=case.pk).ending == ""


SEND = key("Enter", "Enter", ctrlKey=True)
