"""What a draft hears of the trees that it jumps to, while it is edited."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.trees.building import check, document, for_customers, jump, outcome, step
from tests.trees.drafts import NOW
from troubleshooting.trees.documents.subtrees import Subtree, skeleton_of, understand
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Catalogue, Problem

RETURN = outcome("back")
END = outcome("over", cause="amount_over_limit")


def bank(*nodes: dict[str, Any], slug: str = "bank") -> dict[str, Any]:
    return document(*nodes, slug=slug)


def understood(*documents: dict[str, Any]) -> dict[str, Subtree]:
    return understand({content["slug"]: skeleton_of(content) for content in documents})


def errors(content: dict[str, Any], *trees: dict[str, Any]) -> list[Problem]:
    """Return what is wrong with a document while these trees are in force."""
    catalogue = Catalogue(
        checks={"amount_within_limit": ("within", "above")},
        causes={"amount_over_limit": "open"},
        trees={tree["slug"] for tree in trees},
        subtrees=understood(*trees),
    )
    return [problem for problem in validate(content, catalogue) if problem.severity == "error"]


def said(problem: Problem) -> str:
    return problem.message % problem.values


ASKS_AGENTS = bank(step("a", yes="back"), RETURN)
ASKS_CUSTOMERS = bank(for_customers(step("a", yes="back")), RETURN)
ASKS_NOBODY = bank(check("a", "amount_within_limit", within="back", above="over"), RETURN, END)


def jumping(then: dict[str, Any]) -> dict[str, Any]:
    """A tree that asks customers, jumps to the bank's tree and goes on with a step."""
    first = for_customers(step("first", yes="hop"))
    return document(first, jump("hop", "bank", then["key"]), then)


def test_a_jump_that_leads_back_through_another_tree_is_an_error_at_the_jump():
    back = bank(jump("home", "payout", "back"), RETURN)

    (problem,) = errors(document(jump("hop", "bank", "end"), outcome("end")), back)

    assert (problem.code, problem.node) == ("circular_jump", "hop")
    assert said(problem) == "“hop” jumps to the tree “bank”, which jumps back into this one."


def test_a_jump_that_leads_back_through_two_trees_is_an_error_at_the_jump():
    outer = bank(jump("on", "inner", "back"), RETURN)
    inner = bank(jump("home", "payout", "back"), RETURN, slug="inner")

    (problem,) = errors(document(jump("hop", "bank", "end"), outcome("end")), outer, inner)

    assert (problem.code, problem.node) == ("circular_jump", "hop")


def test_two_jumps_into_one_tree_are_no_circle():
    inner = bank(step("a", yes="back"), RETURN, slug="inner")
    outer = bank(jump("on", "inner", "back"), RETURN)
    twice = document(
        step("a", one="hop", two="hop_too"),
        jump("hop", "bank", "end"),
        jump("hop_too", "inner", "end"),
        outcome("end"),
    )

    assert errors(twice, outer, inner) == []


def test_trees_in_force_that_jump_in_a_circle_of_their_own_are_survived():
    one = bank(jump("on", "two", "back"), RETURN, slug="one")
    two = bank(jump("on", "one", "back"), RETURN, slug="two")

    found = errors(document(jump("hop", "one", "end"), outcome("end")), one, two)

    assert found == []
    assert understood(one, two)["one"].jumps == ("two",)


def test_a_customer_does_not_enter_a_tree_that_begins_for_agents():
    (problem,) = errors(jumping(outcome("end")), ASKS_AGENTS)

    assert (problem.code, problem.node) == ("agents_only", "first")
    assert said(problem) == (
        "The step “first” is for customers, but “hop” leads into a tree that begins with a step "
        "for agents only."
    )


@pytest.mark.parametrize("inner", [ASKS_CUSTOMERS, ASKS_NOBODY, bank(RETURN)])
def test_a_customer_may_enter_a_tree_that_asks_him_or_nobody(inner):
    assert errors(jumping(outcome("end")), inner) == []


def test_agents_alone_may_enter_any_tree():
    content = document(step("first", yes="hop"), jump("hop", "bank", "end"), outcome("end"))

    assert errors(content, ASKS_AGENTS) == []


def test_a_step_for_agents_behind_checks_of_the_tree_is_found():
    hidden = bank(
        check("a", "amount_within_limit", within="over", above="b"),
        step("b", yes="back"),
        RETURN,
        END,
    )

    (problem,) = errors(jumping(outcome("end")), hidden)

    assert problem.node == "first"


def test_a_step_for_agents_in_a_tree_within_the_tree_is_found():
    outer = bank(jump("on", "inner", "back"), RETURN)
    inner = bank(step("a", yes="back"), RETURN, slug="inner")

    (problem,) = errors(jumping(outcome("end")), outer, inner)

    assert problem.node == "first"


def test_what_follows_a_tree_that_asks_nobody_counts_as_the_next_step():
    content = jumping(step("then", yes="end"))
    content["nodes"].append(outcome("end"))

    (problem,) = errors(content, ASKS_NOBODY)

    assert (problem.node, problem.values["target"]) == ("first", "then")
    assert said(problem).endswith("leads to “then”, which is for agents only.")


def test_a_tree_that_asks_customers_must_not_come_back_to_a_step_for_agents():
    content = document(
        step("first", yes="hop"),
        jump("hop", "bank", "then"),
        step("then", yes="end"),
        outcome("end"),
    )

    (problem,) = errors(content, ASKS_CUSTOMERS)

    assert (problem.code, problem.node) == ("agents_only", "hop")
    assert said(problem) == (
        "“hop” enters a tree that asks customers, and goes on to “then”, which is for agents only."
    )


def test_a_tree_within_the_tree_that_asks_customers_counts_as_well():
    outer = bank(jump("on", "inner", "back"), RETURN)
    inner = {**ASKS_CUSTOMERS, "slug": "inner"}
    content = document(jump("hop", "bank", "then"), step("then", yes="end"), outcome("end"))

    (problem,) = errors(content, outer, inner)

    assert problem.node == "hop"


def test_a_tree_that_ends_at_causes_never_comes_back():
    ends = bank(for_customers(step("a", yes="over")), END)
    content = document(
        for_customers(step("first", yes="hop", no="end")),
        jump("hop", "bank", "then"),
        step("then", yes="end"),
        outcome("end"),
    )

    assert errors(content, ends) == []


@pytest.mark.django_db
def test_the_catalogue_knows_the_trees_in_force_and_asks_once_for_each_version():
    inner = import_tree(ASKS_CUSTOMERS, now=NOW).version
    import_tree(document(jump("hop", "bank", "end"), outcome("end")), now=NOW)
    present_catalogue()

    with CaptureQueriesContext(connection) as queries:
        catalogue = present_catalogue()

    assert len(queries) == 2
    assert catalogue.subtrees["payout"].jumps == ("bank",)
    assert catalogue.subtrees["bank"].returns_from_customers
    import_tree(ASKS_AGENTS, now=NOW)
    assert present_catalogue().subtrees["bank"].begins_for_agents
    inner.refresh_from_db()
    assert inner.state == "retired"


@pytest.mark.django_db
def test_many_trees_in_force_are_read_together():
    for number in range(5):
        import_tree({**ASKS_CUSTOMERS, "slug": f"bank-{number}"}, now=NOW)

    with CaptureQueriesContext(connection) as queries:
        catalogue = present_catalogue()

    assert len(queries) <= 3
    assert len(catalogue.subtrees) == 5
