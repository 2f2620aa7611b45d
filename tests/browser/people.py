"""Somebody at a page, by mouse or by keyboard alone, whose time is reckoned from what he does.

The reckoning is the keystroke-level model (Card, Moran, Newell: "The keystroke-level model for user
performance time with interactive systems", 1980), with the figures for somebody who types slowly,
and ten seconds to read every page that is new to him. He thinks before everything he does; what he
types into a field is no thing of its own.
"""

from playwright.sync_api import Locator, Page, expect

KEY, POINT, BUTTON, HOME, THINK = 0.28, 1.1, 0.1, 0.4, 1.35
READ = 10.0
KEYS_A_CHARACTER = 3.0  # of Chinese, typed by its sound and chosen from a list

# The key that brings the focus nearer to an element; none when it has it.
WAY = """element => {
    const here = document.activeElement;
    if (here === element) return "";
    const isBefore = here.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
    const list = element.closest("[data-outline]");
    if (list?.contains(here)) return isBefore ? "ArrowUp" : "ArrowDown";
    return isBefore ? "Shift+Tab" : "Tab";
}"""


class Person:
    """What anybody does; `seconds` is what it would have taken.

    `home` is what it takes to get a hand back to the keyboard.
    """

    home = 0.0

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seconds = 0.0

    def press(self, target: Locator) -> None:
        raise NotImplementedError

    def go_to(self, target: Locator) -> None:
        raise NotImplementedError

    def choose(self, target: Locator, label: str) -> None:
        raise NotImplementedError

    def write(self, target: Locator, text: str) -> None:
        self.go_to(target)
        self.page.keyboard.type(text)
        keys = sum(1 if letter.isascii() else KEYS_A_CHARACTER for letter in text)
        self.seconds += self.home + KEY * keys

    def read(self, target: Locator, text: str) -> None:
        expect(target).to_contain_text(text)
        self.seconds += READ


class AtTheMouse(Person):
    home = HOME

    def press(self, target: Locator) -> None:
        target.click()
        self.seconds += THINK + HOME + POINT + BUTTON

    def go_to(self, target: Locator) -> None:
        self.press(target)

    def choose(self, target: Locator, label: str) -> None:
        self.press(target)  # the list opens
        target.select_option(label=label)
        self.seconds += POINT + BUTTON


class AtTheKeyboard(Person):
    """Never touches the mouse: whatever he wants is reached with Tab, in a list with arrows."""

    def press(self, target: Locator) -> None:
        self.go_to(target)
        self._hit("Enter")

    def go_to(self, target: Locator) -> None:
        self.seconds += THINK
        expect(target).to_be_visible()
        for _key in range(150):
            key = target.evaluate(WAY)
            if not key:
                return
            self._hit(key)
        raise AssertionError(f"Tab never comes to {target}.")

    def choose(self, target: Locator, label: str) -> None:
        self.go_to(target)
        self.page.keyboard.type(label)
        self.seconds += KEY * len(label)
        expect(target.locator("option:checked")).to_have_text(label)

    def _hit(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.seconds += KEY
