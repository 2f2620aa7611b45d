"""Many closed walks through the article's tree, replayed."""

from collections import defaultdict
from copy import deepcopy
from datetime import timedelta
from itertools import cycle, islice
from random import Random

import pytest

from tests.checks.sample import facts_of, sample_payments
from tests.reference import load_reference
from tests.sampling import IS_WHOLE
from tests.walks.building import LATER
from troubleshooting.walks.answers_of_walks import answers_of
from troubleshooting.walks.engine import Answer, Opinions, advance, follow
from troubleshooting.walks.models import Walk, WalkAnswer
from troubleshooting.walks.replaying import Result, replay

pytestmark = pytest.mark.django_db

NUMBER = 1000 if IS_WHOLE else 150


@pytest.fixture(scope="module")
def walked(kept_rows):
    """The tree in force, with many walks that checks and an agent led to an outcome."""
    tree = load_reference()
    chance = Random(4)
    walks, rows = [], []
    known = [(facts, Opinions(tree.graph, facts)) for facts in map(facts_of, sample_payments())]
    for number, (facts, opinions) in enumerate(islice(cycle(known), NUMBER)):
        answers, outcome = _answered(tree.graph, opinions, chance)
        ended_at = LATER + timedelta(seconds=number)
        walk = Walk(
            version=tree,
            subject=f"W{number}",
            facts=facts,
            facts_read_at=LATER,
            started_at=LATER,
            state="concluded",
            answers_seen=len(answers),
            outcome_node=outcome,
            ended_at=ended_at,
        )
        walks.append(walk)
        rows += [_row(walk, answer) for answer in answers]
    Walk.objects.bulk_create(walks)
    WalkAnswer.objects.bulk_create(rows)
    return tree


def _answered(graph, opinions, chance):
    """Let checks answer, and an agent whatever is left, until an outcome is reached."""
    facts = opinions.facts
    answers = list(advance(graph, [], facts, opinions))
    while not (position := follow(graph, answers)).is_outcome:
        option = chance.choice(position.present.options)
        answers.append(Answer(len(answers) + 1, position.present.key, option.key))
        answers += advance(graph, answers, facts, opinions)
    return answers, position.present.key


def _row(walk, answer):
    return WalkAnswer(
        walk=walk,
        number=answer.number,
        node=answer.node,
        option=answer.option,
        kind=answer.kind,
        source=answer.source,
        strength=answer.strength,
        cause=answer.cause or "",
        answered_at=LATER,
    )


def ways_taken(tree):
    """The subjects of the walks that took each option, read from the stored answers alone."""
    answers = answers_of(Walk.objects.values_list("pk", flat=True))
    ways = defaultdict(set)
    for pk, subject in Walk.objects.values_list("pk", "subject"):
        for taken in follow(tree.graph, answers[pk]).path:
            ways[taken.node.key, taken.answer.option].add(subject)
    return ways


def a_busy_way(ways):
    """A step and an option that about a third of the walks took."""
    return min(ways, key=lambda way: abs(len(ways[way]) - NUMBER / 3))


def test_many_closed_walks_replayed_through_their_own_version_end_as_they_did(walked):
    replayed = replay(walked.document, walked.tree)

    assert replayed.counts == {Result.SAME: NUMBER}
    assert len(replayed.rows) == NUMBER
    assert replayed.minutes_saved == 0


def test_a_branch_broken_on_purpose_shows_exactly_the_walks_it_breaks(walked):
    ways = ways_taken(walked)
    node, option = a_busy_way(ways)
    broken = deepcopy(walked.document)
    entry = next(entry for entry in broken["nodes"] if entry["key"] == node)
    next(way for way in entry["options"] if way["key"] == option)["to"] = "gone"

    replayed = replay(broken, walked.tree)

    shown = {row.subject for row in replayed.differing}
    assert shown == ways[node, option]
    assert 0 < len(shown) < NUMBER
    assert {row.result for row in replayed.differing} == {Result.STOPS}
    assert {row.after.key for row in replayed.differing} == {"gone"}


def test_an_option_taken_out_asks_exactly_the_walks_that_took_it(walked):
    ways = ways_taken(walked)
    node, option = a_busy_way(ways)
    fewer = deepcopy(walked.document)
    entry = next(entry for entry in fewer["nodes"] if entry["key"] == node)
    entry["options"] = [way for way in entry["options"] if way["key"] != option]

    replayed = replay(fewer, walked.tree)

    asked = [row for row in replayed.differing if row.result == Result.ASKS]
    assert {row.subject for row in asked} == ways[node, option]
    assert {row.after.key for row in asked} == {node}
    assert len(asked) == len(replayed.differing)


def test_without_any_stored_answer_of_a_check_the_checks_find_the_same_by_the_stored_facts(walked):
    renamed = deepcopy(walked.document)
    checks = [entry for entry in renamed["nodes"] if entry["kind"] == "check"]
    new = {entry["key"]: f"{entry['key']}_new" for entry in checks}
    for entry in renamed["nodes"]:
        entry["key"] = new.get(entry["key"], entry["key"])
        for way in entry.get("options", []):
            way["to"] = new.get(way["to"], way["to"])
        if "otherwise" in entry:
            entry["otherwise"] = new.get(entry["otherwise"], entry["otherwise"])
    renamed["start"] = new.get(renamed["start"], renamed["start"])

    replayed = replay(renamed, walked.tree)

    overruled = {row.subject for row in replayed.differing}
    answered_by_hand = {
        row.walk.subject
        for row in WalkAnswer.objects.filter(source="agent", node__in=new).select_related("walk")
    }
    assert overruled <= answered_by_hand
