"""Where a walk stands: the latest answers, followed from the start."""

import pytest

from tests.ending import computes
from tests.trees.building import chain, graph, outcome, step
from troubleshooting.trees.graph import Graph
from troubleshooting.walks.engine import Answer, Kind, follow

FORK = graph(
    step("a", yes="b", no="c"),
    step("b", yes="d", no="end"),
    step("c", yes="d", no="end"),
    step("d", yes="end", no="other"),
    outcome("end"),
    outcome("other"),
)
ROUND = graph(
    step("works", yes="end", no="restart"),
    step("restart", done="works", useless="end"),
    outcome("end"),
)


def answers(*given: tuple[str, str]) -> list[Answer]:
    return [Answer(number, node, option) for number, (node, option) in enumerate(given, start=1)]


def keys(position) -> list[str]:
    return [step.node.key for step in position.path]


def test_a_walk_without_answers_stands_at_the_start():
    position = follow(FORK, [])

    assert position.path == ()
    assert position.present.key == "a"
    assert not position.is_outcome
    assert position.remaining == 2


def test_answers_lead_to_the_outcome():
    position = follow(FORK, answers(("a", "yes"), ("b", "yes"), ("d", "no")))

    assert keys(position) == ["a", "b", "d"]
    assert position.present.key == "other"
    assert position.is_outcome
    assert position.remaining == 0


def test_changing_an_early_answer_keeps_what_still_lies_on_the_path():
    given = answers(("a", "yes"), ("b", "yes"), ("d", "no"), ("a", "no"), ("c", "yes"))

    position = follow(FORK, given)

    assert [(step.node.key, step.answer.number) for step in position.path] == [
        ("a", 4),
        ("c", 5),
        ("d", 3),
    ]
    assert position.present.key == "other"
    assert [answer.node for answer in position.off_path] == ["b"]


def test_an_answer_off_the_path_comes_back_when_the_path_does():
    given = answers(("a", "yes"), ("b", "yes"), ("a", "no"), ("a", "yes"))

    position = follow(FORK, given)

    assert keys(position) == ["a", "b"]
    assert position.off_path == ()


def test_a_retraction_takes_an_answer_away_and_the_step_is_asked_anew():
    given = [
        *answers(("a", "yes"), ("b", "no")),
        Answer(3, "a", kind=Kind.RETRACTED),
    ]

    position = follow(FORK, given)

    assert position.present.key == "a"
    assert position.path == ()
    assert [answer.node for answer in position.off_path] == ["b"]


def test_an_answer_after_a_retraction_counts():
    given = [
        Answer(1, "a", "yes"),
        Answer(2, "a", kind=Kind.RETRACTED),
        Answer(3, "a", "no"),
    ]

    assert follow(FORK, given).present.key == "c"


@pytest.mark.parametrize("kind", [Kind.SKIPPED, Kind.CANT_SAY])
def test_who_cannot_say_goes_where_the_first_option_leads(kind):
    assert follow(FORK, [Answer(1, "a", kind=kind)]).present.key == "b"


@pytest.mark.parametrize("kind", [Kind.SKIPPED, Kind.CANT_SAY])
def test_who_cannot_say_goes_where_otherwise_leads(kind):
    built = graph({**step("a", yes="b"), "otherwise": "c"}, outcome("b"), outcome("c"))

    assert follow(built, [Answer(1, "a", kind=kind)]).present.key == "c"


def test_an_answer_the_step_does_not_have_leads_nowhere():
    position = follow(FORK, [Answer(1, "a", "perhaps")])

    assert position.present.key == "a"
    assert position.path == ()


def test_an_answer_to_an_outcome_is_ignored():
    position = follow(FORK, answers(("a", "yes"), ("b", "no"), ("end", "yes")))

    assert position.present.key == "end"
    assert [answer.node for answer in position.off_path] == ["end"]


def test_a_step_reached_again_is_asked_anew():
    position = follow(ROUND, answers(("works", "no"), ("restart", "done")))

    assert keys(position) == ["works", "restart"]
    assert position.present.key == "works"
    assert position.remaining == 1


def test_a_step_answered_after_it_was_reached_again_goes_on():
    given = answers(("works", "no"), ("restart", "done"), ("works", "no"))

    position = follow(ROUND, given)

    assert keys(position) == ["works", "restart", "works"]
    assert position.present.key == "restart"


def test_a_circle_is_left_by_another_answer():
    given = answers(("works", "no"), ("restart", "done"), ("works", "yes"))

    position = follow(ROUND, given)

    assert keys(position) == ["works"]
    assert position.present.key == "end"
    assert [answer.node for answer in position.off_path] == ["restart"]


def test_a_step_that_leads_to_itself_waits_after_each_answer():
    built = graph(step("a", again="a", on="end"), outcome("end"))

    position = follow(built, answers(("a", "again"), ("a", "again")))

    assert position.present.key == "a"
    assert keys(position) == ["a"]


def test_the_step_taken_at_a_node_can_be_looked_up():
    position = follow(FORK, answers(("a", "yes")))

    assert position.step_at("a").answer.option == "yes"
    assert position.step_at("b") is None


def test_a_path_of_two_thousand_steps_is_followed():
    built = Graph.from_document(chain(2_000))
    given = answers(*((f"step_{number}", "yes") for number in range(2_000)))

    with computes(within=5):
        position = follow(built, given)

    assert position.present.key == "end"
    assert len(position.path) == 2_000
