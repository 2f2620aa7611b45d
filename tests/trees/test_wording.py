"""What a change did, in words that name the fields as the form does."""

import pytest
from django.utils import translation

from tests.every import every
from tests.trees.building import both, document, for_customers, outcome, step
from troubleshooting.trees.drafts.wording import sentence_with_fields
from troubleshooting.trees.editing.operations import (
    DeleteNode,
    MoveNode,
    Operation,
    SetMeta,
    SetNode,
    apply,
)

ASKED = for_customers({**step("a", yes="b", no="c"), "minutes": 2})
TREE = document(ASKED, outcome("b"), outcome("c"))


def told(operation: Operation) -> str:
    made = apply(TREE, operation)
    return sentence_with_fields(made.before, made.after, made.summary)


def with_option(place: int, **fields: object) -> dict[str, object]:
    options = [dict(option) for option in ASKED["options"]]
    options[place].update(fields)
    return {**ASKED, "options": options}


@every(
    ("entry", "fields"),
    [
        ({**ASKED, "minutes": 3}, "Minutes"),
        ({**ASKED, "title": {**both("a"), "zh-hans": "甲"}}, "Title (中文)"),
        ({**ASKED, "body": both("Look.")}, "Explanation (English), Explanation (中文)"),
        (with_option(0, to="c"), "where “yes” leads"),
        (with_option(1, label={**both("no"), "en": "Never"}), "Answer “Never” (English)"),
        ({**ASKED, "options": ASKED["options"][::-1]}, "Answers"),
        ({**ASKED, "options": ASKED["options"][:1]}, "Answers"),
        ({**ASKED, "kind": "action", "required": True}, "Kind, May not be skipped"),
        (
            {**ASKED, "customer": {"title": both("New"), "body": both("Look")}, "group": "money"},
            (
                "Explanation for customers (English), Explanation for customers (中文), "
                "Title for customers (English), Title for customers (中文), 1 more"
            ),
        ),
    ],
)
def test_a_changed_step_is_told_with_its_fields(entry, fields):
    assert told(SetNode("a", entry)) == f"“a” was changed: {fields}."


def test_a_step_that_customers_no_longer_see_is_told_so():
    entry = {name: value for name, value in ASKED.items() if name != "customer"}

    assert told(SetNode("a", entry)) == "“a” was changed: Customers see this step."


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        (MoveNode("c", "a"), "“c” was moved."),
        (DeleteNode("b"), "“b” was deleted."),
        (SetMeta("title", both("New")), "The title of the tree was changed."),
    ],
)
def test_what_names_no_field_is_told_as_before(operation, sentence):
    assert told(operation) == sentence


def test_the_step_and_its_answers_are_called_in_the_readers_language():
    with translation.override("zh-hans"):
        assert "a(中)" in told(SetNode("a", with_option(0, to="c")))
        assert "yes(中)" in told(SetNode("a", with_option(0, to="c")))
