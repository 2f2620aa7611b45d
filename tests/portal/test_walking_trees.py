"""Every step of every starter tree, as its customer comes to it: no word for agents is there."""

from html import unescape

import pytest

from support.guidance.models import CaseWalk
from tests.factories import NOW
from tests.portal.test_discretion_of_trees import kept_knowledge, knowledge, leaks
from tests.portal.walking import press, question_in, walk_address, walk_of
from tests.portal.world import case_of
from tests.sampling import spread
from tests.trees.starters import LANGUAGES, graph_of, starters
from tests.trees.walking import ways_to_every_node
from troubleshooting.discretion.words import risks_in
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.engine import follow
from troubleshooting.walks.models import Walk, WalkAnswer

__all__ = ["kept_knowledge", "knowledge"]
pytestmark = pytest.mark.django_db


def stand_at(case, version, answers):
    """Let a case stand where its agents' answers lead."""
    walk = Walk(
        version=version, subject=case.reference, facts={}, facts_read_at=NOW, started_at=NOW,
        answers_seen=len(answers),
    )  # fmt: skip
    walk.rows = [
        WalkAnswer(
            walk=walk, number=answer.number, node=answer.node, option=answer.option,
            kind=answer.kind, source="agent", answered_at=NOW,
        )
        for answer in answers
    ]  # fmt: skip
    walk.stand(walk.position(), NOW)
    walk.save()
    WalkAnswer.objects.bulk_create(walk.rows)
    CaseWalk.objects.create(case=case, walk=walk)


@pytest.mark.parametrize("slug", sorted(starters()))
def test_no_step_of_a_tree_shows_its_customer_an_agents_word(client, knowledge, slug):
    case, version = case_of(), TreeVersion.objects.published(slug)
    address, asked = walk_address(case), 0
    ways = [list(way) for way in ways_to_every_node(version.graph)]
    for answers in spread(ways, 3):
        node = follow(version.graph, answers).present
        stand_at(case, version, answers)
        for language in LANGUAGES:
            page = unescape(client.get(address, {"lang": language}).text)
            voice = None if node.is_outcome else node.customer
            assert question_in(page) == (voice.title[language] if voice else ""), node.key
            assert_is_clean(page, node)
        if node.customer and not node.is_outcome:
            assert_is_clean(
                unescape(press(client, address, node.options[0].label["en"]).text), node
            )
            assert walk_of(case).rows[-1].source in ("customer", "check")
            asked += 1

    assert asked or slug != "payout-not-received"


def assert_is_clean(page, node):
    assert leaks(page) == [], node.key
    assert risks_in(page) == [], node.key


def test_every_question_for_customers_leads_through_their_own_to_an_end(client, knowledge):
    """Who answers all that they are asked meets no step for agents on the way."""
    for slug in starters():
        graph = graph_of(slug)
        for node in graph.nodes.values():
            if node.customer is None:
                continue
            for target in node.ways_on():
                after = graph.nodes[target]
                assert after.is_outcome or after.customer or after.check, (slug, node.key)
