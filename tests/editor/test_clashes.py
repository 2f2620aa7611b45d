"""Both texts of a clash in words, and taking theirs part by part."""

from typing import Any

from tests.every import every
from tests.trees.building import both, outcome, step
from troubleshooting.editor.clashes import build_clashes, taking_theirs, worded
from troubleshooting.trees.editing.rebasing import Conflict

NODES = {"q": step("q", yes="late", no="late"), "late": outcome("late")}


def part_of(node: str, field: str) -> str:
    conflict = Conflict(node, field, "mine", "theirs", None, None)
    return build_clashes([conflict], NODES)[0].part


@every(
    ("field", "part"),
    [
        ("title.en", "q · Title · English"),
        ("customer.body.zh-hans", "q · Explanation for customers · 中文"),
        ("options.yes.label.en", "q · Answer “yes” · English"),
        ("options.yes.to", "q · Answer “yes”"),
        ("options", "q · Answers"),
        ("minutes", "q · Minutes"),
        ("place", "q · Place in the outline"),
        ("", "q"),
        ("unheard_of", "q · unheard_of"),
    ],
)
def test_the_part_is_named_as_the_form_names_it(field, part):
    assert part_of("q", field) == part


def test_the_tree_itself_and_steps_that_are_gone_have_names_too():
    assert part_of("", "start") == "First step"
    assert part_of("", "title.en") == "Title · English"
    assert part_of("gone", "title.en") == "gone · Title · English"


@every(
    ("value", "said"),
    [
        (None, ""),
        ("Hello", "Hello"),
        ("late", "late"),
        (True, "yes"),
        (False, "no"),
        (2.5, "2.5"),
        (["yes", "no"], "yes\nno"),
        (both("Hi"), "Hi\nHi(中)"),
        ({"key": "yes", "label": both("Yes"), "to": "late"}, "Yes → late"),
        (NODES["q"], "q\nyes → late\nno → late"),
    ],
)
def test_values_are_put_into_words(value, said):
    assert worded(value, NODES) == said


def test_only_parts_of_a_step_can_be_taken_one_by_one():
    def can_choose(node: str, field: str) -> bool:
        conflict = Conflict(node, field, None, None, None, None)
        return build_clashes([conflict], NODES)[0].can_choose

    assert can_choose("q", "title.en")
    assert not can_choose("q", "")
    assert not can_choose("q", "place")
    assert not can_choose("", "title.en")


MINE = {
    **step("q", yes="late", no="q"),
    "title": both("Mine"),
    "body": both("My words"),
    "minutes": 1,
}
THEIRS = {
    **step("q", yes="q", maybe="late"),
    "title": both("Theirs"),
    "customer": {"title": both("Dear customer")},
}


def take(*fields: str) -> dict[str, Any]:
    return taking_theirs(MINE, {f"take.{field}": "theirs" for field in fields}, THEIRS)


def test_what_is_mine_stays_mine():
    chosen = {"take.title.en": "mine", "title.en": "theirs", "other": "theirs"}

    assert taking_theirs(MINE, chosen, THEIRS) == MINE
    assert taking_theirs(MINE, {"take.title.en": "theirs"}, None) == MINE


def test_one_language_or_a_whole_field_is_taken():
    assert take("title.en")["title"] == {"en": "Theirs", "zh-hans": "Mine(中)"}
    assert take("title")["title"] == both("Theirs")
    assert take("customer.title.en")["customer"] == {"title": {"en": "Dear customer"}}


def test_a_field_they_took_out_is_taken_out():
    assert "body" not in take("body")
    assert "minutes" not in take("minutes")
    assert take("body.en")["body"] == {"zh-hans": "My words(中)"}


def test_options_are_taken_by_their_keys():
    def ways(entry: dict[str, Any]) -> dict[str, str]:
        return {option["key"]: option["to"] for option in entry["options"]}

    assert ways(take("options.yes.to")) == {"yes": "q", "no": "q"}
    assert ways(take("options.no")) == {"yes": "late"}
    assert ways(take("options.maybe")) == {"yes": "late", "no": "q", "maybe": "late"}
    assert ways(take("options")) == {"yes": "q", "maybe": "late"}
    assert MINE["options"][0]["to"] == "late"
