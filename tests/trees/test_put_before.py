"""A step put before another one: what led there leads to it, and it leads there."""

import pytest

from tests.trees.building import chain, document, outcome, step
from troubleshooting.trees.editing.edit import Applied
from troubleshooting.trees.editing.operations import PutBefore, apply
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Catalogue
from troubleshooting.trees.validation.soundness import Refused


def put(tree: dict, entry: dict, key: str) -> Applied:
    return apply(tree, PutBefore(entry, key))


def ways(made: Applied, key: str) -> dict[str, str]:
    entry = next(node for node in made.document["nodes"] if node["key"] == key)
    found = {option["key"]: option["to"] for option in entry.get("options", ())}
    return found | {name: entry[name] for name in ("to", "otherwise") if name in entry}


def keys(made: Applied) -> list[str]:
    return [node["key"] for node in made.document["nodes"]]


def test_before_the_first_step_it_becomes_the_first():
    made = put(chain(3), step("holiday", yes="end"), "step_0")

    assert made.document["start"] == "holiday"
    assert keys(made)[:2] == ["holiday", "step_0"]
    assert ways(made, "holiday") == {"yes": "end", "otherwise": "step_0"}
    assert ways(made, "step_0") == {"yes": "step_1", "no": "end"}


def test_every_way_that_led_there_leads_to_it():
    jump = {"key": "over", "kind": "jump", "title": {}, "tree": "other", "to": "end"}
    asks = {**step("first", yes="end", no="over"), "otherwise": "end"}
    tree = document(asks, jump, outcome("end"))

    made = put(tree, step("ask", yes="end"), "end")

    assert ways(made, "first") == {"yes": "ask", "no": "over", "otherwise": "ask"}
    assert ways(made, "over") == {"to": "ask"}
    assert ways(made, "ask") == {"yes": "end", "otherwise": "end"}
    assert keys(made) == ["first", "over", "ask", "end"]
    assert made.document["start"] == "first"


def test_a_jump_comes_back_to_the_step_it_stands_before():
    jump = {"key": "over", "kind": "jump", "title": {}, "tree": "other"}

    made = put(chain(3), jump, "step_1")

    assert ways(made, "over") == {"to": "step_1"}


def test_its_own_answers_stay_as_they_were_written():
    made = put(chain(3), step("ask", yes="step_0", no="step_1"), "step_1")

    assert ways(made, "ask") == {"yes": "step_0", "no": "step_1", "otherwise": "step_1"}


def test_a_step_that_a_circle_leads_back_to_is_entered_through_it():
    tree = document(step("a", yes="b", no="end"), step("b", yes="a", no="end"), outcome("end"))

    made = put(tree, step("new", yes="a"), "a")

    assert ways(made, "b")["yes"] == "new"
    assert made.document["start"] == "new"


def test_what_is_put_somewhere_is_reached():
    made = put(chain(4), step("new", yes="end"), "step_2")

    problems = validate(made.document, Catalogue(checks={}, causes={}))
    assert "unreachable" not in {problem.code for problem in problems}


@pytest.mark.parametrize(
    ("entry", "key", "code"),
    [
        (outcome("new"), "step_0", "outcome_before"),
        (step("step_1", yes="end"), "step_0", "key_taken"),
        (step("new", yes="end"), "nowhere", "unknown_node"),
    ],
)
def test_what_can_stand_before_nothing_is_refused(entry, key, code):
    with pytest.raises(Refused) as refused:
        put(chain(3), entry, key)

    assert refused.value.code == code
