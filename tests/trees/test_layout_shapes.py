"""Trees that are hard to draw: wide, deep, dense, and full of circles."""

from collections import Counter
from cProfile import Profile
from typing import Any

from benchmarks.shapes import SHAPES, fan, question, tree
from benchmarks.shapes import outcome as end
from tests.every import every
from tests.sampling import IS_WHOLE
from tests.trees.test_layout import arrows, assert_sound, lines
from troubleshooting.trees.layout.layering import MANY_SOURCES
from troubleshooting.trees.layout.layout import layout
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Catalogue

CATALOGUE = Catalogue(checks={}, causes={"bank_holiday": "open"})
NAMES = sorted(SHAPES)
LARGE = 600 if IS_WHOLE else 200


def calls_of(content: dict[str, Any]) -> int:
    """Count the functions that are called to lay out a document: the work, not the time."""
    profile = Profile(builtins=False)
    profile.runcall(layout, content)
    return sum(entry.callcount for entry in profile.getstats())


def led_to_by(sources: int) -> dict[str, Any]:
    """One step that so many others lead to, one layer above it."""
    keys = [f"q{number}" for number in range(sources)]
    asked = [question(key, "middle", f"end_{key}") for key in keys]
    ends = [end(f"end_{key}") for key in keys]
    return tree(question("root", *keys), *asked, question("middle", "last"), *ends, end("last"))


@every("name", NAMES)
def test_a_shape_is_a_tree_that_may_be_published(name):
    found = validate(SHAPES[name](300), CATALOGUE)

    assert [problem for problem in found if problem.severity == "error"] == []


@every("name", NAMES)
def test_a_shape_is_drawn_whole_and_overlaps_nowhere(name):
    content = SHAPES[name](90)

    found = layout(content)

    assert found.nodes.keys() == {entry["key"] for entry in content["nodes"]}
    assert_sound(found)


@every("name", NAMES)
def test_the_work_of_drawing_grows_with_the_tree_and_not_with_its_square(name):
    assert calls_of(SHAPES[name](2 * LARGE)) < 2.5 * calls_of(SHAPES[name](LARGE))


@every("name", NAMES)
def test_so_few_arrows_meet_at_a_step_that_they_can_be_told_apart(name):
    found = layout(SHAPES[name](300))

    meeting = Counter(target for _source, target in arrows(found))
    assert max(meeting.values()) <= MANY_SOURCES


def test_a_few_ways_to_a_step_are_all_arrows():
    found = layout(led_to_by(MANY_SOURCES))

    assert sum(target == "middle" for _source, target in arrows(found)) == MANY_SOURCES
    assert found.nodes["middle"].elsewhere == 0


def test_a_step_that_many_lead_to_hangs_on_one_and_is_named_by_the_others():
    found = layout(led_to_by(MANY_SOURCES + 1))

    assert {source for source, target in arrows(found) if target == "middle"} == {"q0"}
    assert [lines(found, f"q{number}") for number in range(1, 5)] == [["middle"]] * 4
    assert found.nodes["middle"].elsewhere == MANY_SOURCES


def test_a_step_that_a_thousand_lead_to_has_one_arrow():
    found = layout(fan(1_000))

    assert sum(target == "middle" for _source, target in arrows(found)) == 1
    assert found.nodes["middle"].elsewhere == 996
