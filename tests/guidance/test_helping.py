"""What was answered without a case goes on in the case that its customer opens after all."""

from uuid import uuid4

import pytest

from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.guidance.helping.links import find_help, token_of
from support.guidance.helping.services import answer_help, begin_help, carry_on
from support.guidance.models import GuideRule, HelpWalk
from support.guidance.services import answer_step, start_walk
from tests.factories import NOW, make_agent, make_case
from tests.portal.walking import asked_case, asking_tree, walk_of
from tests.portal.world import case_of, make_cause
from tests.trees.building import document, for_customers, outcome, step
from troubleshooting.trees.models import Tree
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.choices import Choice
from troubleshooting.walks.engine import Source

pytestmark = pytest.mark.django_db
FOR_AGENTS = step("looked", yes="seen", no="seen")


def helped(*choices):
    """A walk without a case in which these were answered, in the guide that is in force."""
    GuideRule.objects.create(place=1, tree=Tree.objects.get(slug="asking"))
    walk = begin_help("payout", key=uuid4(), now=NOW)
    for node, option in choices:
        choice = Choice(node, option, source=Source.CUSTOMER)
        walk = answer_help(walk, choice, seen=len(walk.answers), now=NOW)
    return walk


def test_the_answers_count_as_soon_as_the_guide_comes_to_their_steps():
    case = asked_case(FOR_AGENTS)
    walk = helped(("seen", "nothing"), ("right", "yes"))

    own = carry_on(walk, case, now=NOW)

    assert own.position().present.key == "looked"
    seen, choice, agent = own.answers_seen, Choice("looked", "yes"), make_agent()
    after = answer_step(case, walk_of(case), choice, seen=seen, actor=agent, now=NOW)
    assert after.position().present.key == "out_lost"
    assert after.is_open
    assert [(row.node, row.source) for row in after.rows] == [
        ("seen", "customer"), ("right", "customer"), ("looked", "agent"),
    ]  # fmt: skip
    lines = case.events.filter(values__source="customer").order_by("pk")
    assert [line.values["node"] for line in lines] == ["seen", "right"]


def test_it_is_carried_once_and_then_gone():
    case = asked_case(FOR_AGENTS)
    walk = helped(("seen", "nothing"))
    token = token_of(walk)
    assert find_help(token, NOW) == walk

    carry_on(walk, case, now=NOW)

    assert not HelpWalk.objects.exists()
    assert find_help(token, NOW) is None


def test_the_last_answer_to_a_step_is_the_one_that_goes_along():
    case = asked_case(FOR_AGENTS)

    own = carry_on(helped(("seen", "nothing"), ("seen", "found")), case, now=NOW)

    assert [(row.node, row.option) for row in own.rows] == [("seen", "found")]


def test_what_the_cases_own_walk_has_answered_stays():
    case = asked_case()
    walk = helped(("seen", "nothing"), ("right", "yes"))
    agent = make_agent()
    answer_step(case, walk_of(case), Choice("seen", "found"), seen=0, actor=agent, now=NOW)

    own = carry_on(walk, case, now=NOW)

    assert own.position().present.key == "out_found"
    assert [(row.node, row.source) for row in own.rows] == [
        ("seen", "agent"),
        ("right", "customer"),
    ]


def test_a_case_without_a_guide_begins_with_theirs():
    import_tree(asking_tree(FOR_AGENTS), now=NOW)
    case = make_case(payment=None)

    carry_on(helped(("seen", "found")), case, now=NOW)

    own = present_walk(case)
    assert own is not None
    assert own.version.tree.slug == "asking"
    assert [row.node for row in own.rows] == ["seen"]


def test_of_another_guide_only_what_it_asks_as_well_goes_along():
    import_tree(asking_tree(), now=NOW)
    walk = helped(("seen", "nothing"), ("right", "yes"))
    other = document(
        step("first", yes="right"),
        for_customers(step("right", yes="out", no="out")),
        outcome("out"),
        slug="other",
    )
    import_tree(other, now=NOW)
    case = case_of()
    start_walk(case, now=NOW, slug="other")

    own = carry_on(walk, case, now=NOW)

    assert [row.node for row in own.rows] == ["right"]


def test_a_cause_that_nobody_writes_of_silences_the_case_that_brings_it():
    make_cause(slug="quiet_cause", disclosure="silent")
    tree = document(
        for_customers(step("seen", yes="out_quiet", no="out")),
        outcome("out_quiet", cause="quiet_cause"),
        outcome("out"),
        slug="asking",
    )
    import_tree(tree, now=NOW)
    case = make_case(payment=None)

    carry_on(helped(("seen", "yes")), case, now=NOW)

    assert Case.objects.get(pk=case.pk).silent_since == NOW
