"""Carrying answers over to another version, whatever the two versions look like."""

from random import Random
from typing import Any

from hypothesis import given, settings

from tests.chance import by_chance
from tests.every import every
from tests.sampling import examples
from tests.trees.building import check, document, graph, outcome, step
from troubleshooting.trees.graph import Graph
from troubleshooting.walks.carrying import Fit, carry, fitting
from troubleshooting.walks.engine import Answer, Kind, advance, follow

FACTS = {"channel_state": "normal"}
ASKED = ("a", "b", "c", "d")
ENDS = ("x", "y")


def any_document(chance: Random) -> dict[str, Any]:
    """Four steps that lead onwards only, and two outcomes; some steps are checks."""
    nodes = []
    for place, key in enumerate(ASKED):
        later = [*ASKED[place + 1 :], *ENDS]
        if chance.randint(0, 3) == 0:
            ways = {name: chance.choice(later) for name in ("normal", "degraded", "down")}
            nodes.append(check(key, "channel_state", **ways))
        else:
            names = chance.choice([("yes", "no"), ("yes", "maybe"), ("no",)])
            nodes.append(step(key, **{name: chance.choice(later) for name in names}))
    return document(*nodes, outcome("x"), outcome("y"))


def any_walk(chance: Random) -> tuple[Graph, Graph, list[Answer]]:
    """Two versions, and the answers of a walk in the first that may have been taken back."""
    old, new = (Graph.from_document(any_document(chance)) for _version in range(2))
    answers: list[Answer] = list(advance(old, [], FACTS))
    for _answer in range(chance.randint(0, 4)):
        position = follow(old, answers)
        if position.is_outcome:
            break
        number, node = len(answers) + 1, position.present
        answers.append(Answer(number, node.key, chance.choice(node.options).key))
        if chance.random() < 0.5:
            answers += advance(old, answers, FACTS)
        elif chance.randint(0, 3) == 0:
            answers.append(Answer(number + 1, node.key, kind=Kind.RETRACTED))
    return old, new, answers


walks = by_chance(any_walk)


@given(walks)
@settings(max_examples=examples(400))
def test_a_walk_that_goes_on_as_it_is_stands_where_it_stood_with_every_answer(walk):
    old, new, answers = walk
    judged = fitting(old, new, answers, FACTS)
    before, after = follow(old, answers), follow(new, [*answers, *judged.carried.found])

    taken = {(step.node.key, step.answer.number) for step in after.path}
    kept = {
        (step.node.key, step.answer.number) in taken
        or any(found.node == step.node.key for found in judged.carried.found)
        for step in before.path
    }
    if judged.fit == Fit.AS_IT_IS:
        assert after.present.key == before.present.key
        assert kept <= {True}
        assert judged.asked_again == ()
    if judged.fit == Fit.ASKED_AGAIN:
        assert judged.asked_again == (after.present.key,)
        assert not after.is_outcome
    if judged.fit != Fit.STAYS and after.is_outcome:
        assert after.present.key == before.present.key


@given(walks)
@settings(max_examples=examples(400))
def test_a_walk_asked_again_is_one_answer_away_from_all_that_it_had(walk):
    old, new, answers = walk
    judged = fitting(old, new, answers, FACTS)
    if judged.fit != Fit.ASKED_AGAIN:
        return
    stored = [*answers, *judged.carried.found]
    asked, number = judged.asked_again[0], len(stored) + 1
    had = {step.node.key for step in follow(old, answers).path} - {asked}

    reached = []
    for option in new.nodes[asked].options:
        given_now = [*stored, Answer(number, asked, option.key)]
        position = follow(new, [*given_now, *advance(new, given_now, FACTS)])
        reached.append({step.node.key for step in position.path})

    already = {step.node.key for step in follow(new, stored).path}
    assert any(had <= path for path in [already, *reached])


@given(walks)
@settings(max_examples=examples(200))
def test_into_the_same_version_every_walk_goes_as_it_is_and_checks_add_nothing(walk):
    old, _new, answers = walk
    answers = [*answers, *advance(old, answers, FACTS)]

    judged = fitting(old, old, answers, FACTS)

    assert judged.fit == Fit.AS_IT_IS
    assert judged.carried.found == []


@given(walks)
@settings(max_examples=examples(200))
def test_what_checks_find_is_numbered_behind_all_stored_answers(walk):
    old, new, answers = walk

    found = carry(old, new, answers, FACTS).found

    assert [answer.number for answer in found] == [
        len(answers) + place for place in range(1, len(found) + 1)
    ]


A = step("a", yes="end", no="b")
B = step("b", no="more", yes="end")
MORE = step("more", yes="cause", no="end")
REQUIRED = {**MORE, "required": True}
BY_RECORD = {**check("more", "channel_state", normal="cause", down="end"), "required": True}
JUMPED = [Answer(1, "a", "no"), Answer(2, "b", "cause", Kind.JUMPED)]


def version(*nodes: dict[str, Any]) -> Graph:
    ends = outcome("end"), outcome("cause", cause="account_closed")
    return graph(*nodes, *ends)


@every(
    ("nodes", "fit"),
    [
        ([A, B, MORE], Fit.AS_IT_IS),
        ([A, B, REQUIRED], Fit.STAYS),
        ([A, B, BY_RECORD], Fit.AS_IT_IS),
        ([A, {**B, "required": True}, MORE], Fit.STAYS),
        ([A, step("b", no="round", yes="end"), step("round", yes="more", no="cause"), REQUIRED],
         Fit.AS_IT_IS),
        ([step("first", yes="a", no="a"), A, B, MORE], Fit.ASKED_AGAIN),
        ([step("first", yes="a", no="a"), A, B, REQUIRED], Fit.STAYS),
    ],
)  # fmt: skip
def test_a_jump_stays_where_it_would_cross_a_step_that_is_never_skipped(nodes, fit: Fit):
    assert fitting(version(A, B, MORE), version(*nodes), JUMPED, FACTS).fit == fit
