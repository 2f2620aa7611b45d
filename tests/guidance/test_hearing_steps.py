"""What a customer may answer in the guide of their case, and what comes of it."""

import pytest
from django.core.exceptions import ValidationError

from support.cases.links import link_for
from support.cases.models import Case
from support.guidance.hearing import hear_step
from support.guidance.services import answer_step, start_walk, take_back
from tests.factories import NOW, make_agent
from tests.portal.walking import asked_case, walk_of
from tests.portal.world import case_of, make_cause
from tests.trees.building import check, document, for_customers, outcome, step
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.services import Choice, StaleWalk

pytestmark = pytest.mark.django_db
BEFORE = step("looked", yes="seen", no="seen")


def hear(case, node, option=None, *, seen=None, link=None, **choice):
    walk = walk_of(case)
    return hear_step(
        case,
        walk,
        Choice(node, option, **choice),
        seen=walk.answers_seen if seen is None else seen,
        link=link or link_for(case, NOW),
        now=NOW,
    )


def as_agent(case, node, option, **choice):
    walk = walk_of(case)
    seen = walk.answers_seen
    agent = make_agent(f"amy-{seen}")
    return answer_step(case, walk, Choice(node, option, **choice), seen=seen, actor=agent, now=NOW)


def test_an_answer_is_the_customers_whatever_the_form_says():
    case = asked_case()

    walk = hear(case, "seen", "nothing", source="agent", note="x", values={"link": 0})

    (row,) = walk.rows
    assert (row.source, row.actor, row.note) == ("customer", None, "")
    line = case.events.get(kind="answered")
    told = {"node": "seen", "option": "nothing", "source": "customer"}
    assert (line.actor, line.note, line.values) == (None, "", told)


@pytest.mark.parametrize(
    ("node", "choice"),
    [
        ("looked", {"option": "yes"}),  # asked of agents
        ("looked", {"kind": "cant_say"}),
        ("seen", {"option": "found"}),  # not its turn yet
        ("out_found", {"option": "found"}),
        ("nowhere", {"option": "found"}),
    ],
)
def test_a_step_for_agents_is_not_theirs_to_answer(node, choice):
    case = asked_case(BEFORE)

    with pytest.raises(ValidationError):
        hear(case, node, **choice)

    assert walk_of(case).rows == []


@pytest.mark.parametrize("kind", ["skipped", "jumped", "retracted", ""])
def test_they_answer_or_do_not_know_and_nothing_else(kind):
    case = asked_case()

    with pytest.raises(ValidationError):
        hear(case, "seen", "out_found", kind=kind, reason="Because.")

    assert walk_of(case).rows == []


def test_they_change_their_own_answer_and_no_agents():
    case = asked_case(BEFORE)
    as_agent(case, "looked", "yes")
    hear(case, "seen", "nothing")
    as_agent(case, "right", "yes")

    with pytest.raises(ValidationError, match="not yours"):
        hear(case, "right", "no")
    walk = hear(case, "seen", "found")

    assert walk.position().present.key == "out_found"
    assert [row.source for row in walk.rows] == ["agent", "customer", "agent", "customer"]


def test_what_came_by_another_link_is_not_theirs_to_change():
    case = asked_case()
    hear(case, "seen", "nothing")
    other = link_for(case_of(), NOW)

    with pytest.raises(ValidationError, match="not yours"):
        hear(case, "seen", "found", link=other)

    assert walk_of(case).answers_seen == 1


def test_what_the_record_answered_and_an_agent_took_back_is_left_to_agents():
    tree = document(
        for_customers(check("state", "channel_state", normal="out", degraded="out", down="out")),
        outcome("out"),
        slug="asking",
    )
    import_tree(tree, now=NOW)
    case = case_of()
    start_walk(case, now=NOW, slug="asking")
    walk = walk_of(case)
    assert [row.source for row in walk.rows] == ["check"]
    take_back(case, walk, 1, seen=1, actor=make_agent(), now=NOW)

    with pytest.raises(ValidationError) as refused:
        hear(case, "state", "normal")

    assert refused.value.code == "not_theirs"


def test_a_cause_that_nobody_writes_of_silences_the_case_and_asks_no_more():
    make_cause(slug="quiet_cause", disclosure="silent")
    tree = document(
        for_customers(step("seen", yes="out_quiet", no="out")),
        outcome("out_quiet", cause="quiet_cause"),
        outcome("out"),
        slug="asking",
    )
    import_tree(tree, now=NOW)
    case = case_of()
    start_walk(case, now=NOW, slug="asking")

    hear(case, "seen", "yes")

    assert Case.objects.get(pk=case.pk).silent_since == NOW
    with pytest.raises(ValidationError) as refused:
        hear(case, "seen", "no")
    assert refused.value.code == "not_asked"


def test_an_outcome_that_applies_itself_waits_where_a_customers_answer_led_to_it():
    cause = make_cause()
    tree = document(
        for_customers(step("seen", yes="out_known", no="out")),
        outcome("out_known", cause=cause.slug, automatic=True, message="solution"),
        outcome("out"),
        slug="asking",
    )
    import_tree(tree, now=NOW)
    case = case_of()
    start_walk(case, now=NOW, slug="asking")

    walk = hear(case, "seen", "yes")

    assert walk.position().is_outcome
    assert walk.is_open
    assert Case.objects.get(pk=case.pk).cause is None


def test_somebody_who_answered_meanwhile_comes_first():
    case = asked_case()
    as_agent(case, "seen", "nothing")

    with pytest.raises(StaleWalk):
        hear(case, "seen", "found", seen=0)

    assert [row.source for row in walk_of(case).rows] == ["agent"]
