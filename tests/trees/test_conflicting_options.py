"""Options of one step, changed by two authors at once."""

import pytest

from tests.trees.building import both, step
from tests.trees.drafts import node_of, refused, save
from troubleshooting.trees.editing.operations import (
    AddNode,
    SetNode,
)

pytestmark = pytest.mark.django_db


def test_options_are_parts_of_their_own(draft, li, mary):
    was = node_of(draft, "step_0")
    yes, no = was["options"]
    save(draft, SetNode("step_0", {**was, "options": [{**yes, "to": "end"}, no]}), seen=0, actor=li)

    mine = {**was, "options": [yes, {**no, "label": both("never")}]}
    saved = save(draft, SetNode("step_0", mine), seen=0, actor=mary)

    assert node_of(saved, "step_0")["options"] == [
        {**yes, "to": "end"},
        {**no, "label": both("never")},
    ]


def test_an_option_is_added_while_another_is_reworded(draft, li, mary):
    was = node_of(draft, "step_0")
    yes, no = was["options"]
    unsure = {"key": "unsure", "label": both("unsure"), "to": "end"}
    save(draft, SetNode("step_0", {**was, "options": [unsure, yes, no]}), seen=0, actor=li)

    mine = {**was, "options": [{**yes, "label": both("sure")}, no]}
    saved = save(draft, SetNode("step_0", mine), seen=0, actor=mary)

    assert node_of(saved, "step_0")["options"] == [unsure, {**yes, "label": both("sure")}, no]


def test_taking_out_an_option_that_the_other_reworded_is_a_conflict(draft, li, mary):
    was = node_of(draft, "step_0")
    yes, no = was["options"]
    save(
        draft,
        SetNode("step_0", {**was, "options": [{**yes, "label": both("sure")}, no]}),
        seen=0,
        actor=li,
    )

    conflicts = refused(draft, SetNode("step_0", {**was, "options": [no]}), seen=0, actor=mary)

    (conflict,) = conflicts
    assert (conflict.field, conflict.mine, conflict.theirs["label"]) == (
        "options.yes",
        None,
        both("sure"),
    )


def test_two_who_reorder_options_differently_are_in_conflict(draft, li, mary):
    was = step("wide", a="end", b="end", c="end")
    save(draft, AddNode(was), seen=0, actor=li)
    a, b, c = was["options"]
    save(draft, SetNode("wide", {**was, "options": [c, a, b]}), seen=1, actor=li)

    (conflict,) = refused(draft, SetNode("wide", {**was, "options": [b, a, c]}), seen=1, actor=mary)

    assert (conflict.field, conflict.mine, conflict.theirs) == (
        "options",
        ["b", "a", "c"],
        ["c", "a", "b"],
    )
