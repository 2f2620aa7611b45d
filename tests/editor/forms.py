"""Reading forms out of a page, as a browser without scripts would send them."""

from html.parser import HTMLParser


def fields_of(html: str, form: str) -> dict[str, str]:
    """Return the fields of the form with this id, or this action, by name."""
    reading = _Reading(form)
    reading.feed(html)
    assert reading.was_found, f"There is no form {form} on the page."
    return reading.fields


class _Reading(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form
        self.is_inside = self.was_found = False
        self.fields: dict[str, str] = {}
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and self.form in (given.get("id"), given.get("action")):
            self.is_inside = self.was_found = True
        if not self.is_inside or "disabled" in given:
            return
        name = given.get("name") or ""
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea":
            self.area = name
            self.fields[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and self._counts(given):
            self.fields[self.select] = given.get("value") or ""

    def _counts(self, given: dict[str, str | None]) -> bool:
        return "selected" in given or self.select not in self.fields

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        if given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.fields[name] = given.get("value") or "on"
        else:
            self.fields[name] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.area and self.is_inside:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea" and self.area:
            self.fields[self.area] = self.fields[self.area].removeprefix("\n")
            self.area = ""
        elif tag == "select":
            self.select = ""
