"""The walk rules, held on graphs and answers made at random."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings

from tests.chance import by_chance
from tests.sampling import examples
from tests.trees.building import both
from troubleshooting.trees.graph import Graph, Node, Option
from troubleshooting.walks.engine import Answer, Kind, follow

OPTIONS = "pqr"
SIZE = 7
KEYS = [f"n{number}" for number in range(SIZE)]
held = settings(max_examples=examples(100), deadline=None)


def any_graph(chance: Random) -> Graph:
    """Any graph at all: with circles, dead ends and parts that nobody reaches."""
    nodes = {}
    for key in KEYS:
        kind = chance.choice(["question", "question", "question", "outcome"])
        targets = chance.choices(KEYS, k=chance.randint(0, 3))
        options = tuple(
            Option(name, both(name), to) for name, to in zip(OPTIONS, targets, strict=False)
        )
        otherwise = chance.choice([None, chance.choice(KEYS)]) if options else None
        is_outcome = kind == "outcome"
        nodes[key] = Node(
            key,
            kind,
            both(key),
            options=() if is_outcome else options,
            otherwise=None if is_outcome else otherwise,
        )
    return Graph("any", both("any"), "n0", nodes)


def any_history(chance: Random) -> list[Answer]:
    answers = []
    for number in range(1, chance.randint(0, 14) + 1):
        node, kind = chance.choice(KEYS), chance.choice([*Kind])
        named = {Kind.ANSWERED: OPTIONS, Kind.JUMPED: KEYS}
        option = chance.choice(named[kind]) if kind in named else None
        answers.append(Answer(number, node, option, kind))
    return answers


graphs, histories, chances = by_chance(any_graph), by_chance(any_history), by_chance(lambda it: it)


def latest_of(answers: list[Answer]) -> dict[str, Answer]:
    latest = {answer.node: answer for answer in answers}
    return {key: answer for key, answer in latest.items() if answer.kind != Kind.RETRACTED}


def leads_to(graph: Graph, node: Node, answer: Answer) -> str | None:
    if answer.kind == Kind.JUMPED:
        there = graph.nodes.get(answer.option or "")
        return there.key if there and there.is_outcome else None
    if answer.kind == Kind.ANSWERED:
        option = node.option(answer.option)
        return option.to if option else None
    return node.way_without_answer()


@given(graphs, histories)
@held
def test_every_walk_ends_on_a_real_path_from_the_start(graph, answers):
    position = follow(graph, answers)

    places = [step.node.key for step in position.path] + [position.present.key]
    assert places[0] == graph.start
    assert [leads_to(graph, step.node, step.answer) for step in position.path] == places[1:]
    assert len(position.path) <= 2 * SIZE * SIZE


@given(graphs, histories)
@held
def test_the_latest_answer_of_a_node_counts_and_a_retracted_one_never_does(graph, answers):
    latest = latest_of(answers)

    position = follow(graph, answers)

    for step in position.path:
        assert step.answer == latest[step.node.key]


@given(graphs, histories)
@held
def test_every_answer_that_counts_is_on_the_path_or_kept_off_it(graph, answers):
    position = follow(graph, answers)

    on_path = {step.node.key for step in position.path}
    off_path = [answer.node for answer in position.off_path]
    assert on_path | set(off_path) == set(latest_of(answers))
    assert not on_path & set(off_path)
    assert len(off_path) == len(set(off_path))


@given(graphs, histories)
@held
def test_a_walk_waits_only_where_there_is_no_answer_that_leads_on(graph, answers):
    position = follow(graph, answers)

    answer = latest_of(answers).get(position.present.key)
    if answer and leads_to(graph, position.present, answer) and not position.is_outcome:
        assert position.step_at(position.present.key) is not None
        assert answer.number <= position.path[-1].answer.number


@given(graphs, histories, chances)
@held
def test_the_order_in_which_answers_are_handed_over_does_not_matter(graph, answers, chance):
    shuffled = answers[:]
    chance.shuffle(shuffled)

    assert follow(graph, shuffled) == follow(graph, answers)


@given(graphs, histories)
@held
def test_answers_off_the_path_do_not_bear_on_the_path(graph, answers):
    position = follow(graph, answers)
    off_path = {answer.node for answer in position.off_path}

    without = follow(graph, [answer for answer in answers if answer.node not in off_path])

    assert without == replace(position, off_path=())


@given(graphs, histories)
@held
def test_answers_that_later_ones_replaced_do_not_bear_on_the_path(graph, answers):
    assert follow(graph, list(latest_of(answers).values())) == follow(graph, answers)


@given(graphs, histories, chances)
@held
def test_changing_an_answer_keeps_every_step_before_it(graph, answers, chance):
    before = follow(graph, answers)
    if not before.path:
        return
    at = chance.randrange(len(before.path))
    node = before.path[at].node.key
    first = [step.node.key for step in before.path].index(node)
    changed = Answer(len(answers) + 1, node, chance.choice(OPTIONS))

    after = follow(graph, [*answers, changed])

    assert after.path[:first] == before.path[:first]
    kept = {step.node.key: step.answer for step in before.path if step.node.key != node}
    for step in after.path:
        assert step.answer == changed or step.answer == kept.get(
            step.node.key, latest_of(answers).get(step.node.key)
        )


@given(graphs, histories, chances)
@held
def test_changing_an_answer_and_back_leads_to_the_same_place_where_no_step_comes_twice(
    graph, answers, chance
):
    before = follow(graph, answers)
    places = [step.node.key for step in before.path] + [before.present.key]
    if not before.path or len(places) != len(set(places)):
        return
    step = chance.choice(before.path)
    number = len(answers) + 1
    away = Answer(number, step.node.key, chance.choice(OPTIONS))
    back = replace(step.answer, number=number + 1)

    after = follow(graph, [*answers, away, back])

    assert [step.node.key for step in after.path] == [step.node.key for step in before.path]
    assert after.present == before.present


@given(graphs, histories)
@held
def test_what_remains_is_one_less_after_the_best_answer(graph, answers):
    position = follow(graph, answers)
    ways = [graph.remaining(to) for to in position.present.ways_on()]

    if position.remaining:
        assert position.remaining - 1 in ways
    if position.is_outcome:
        assert position.remaining == 0
