"""Who has news for a walk lets it go on: open, or ended at an outcome that waited for just that."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from support.cases.models import Case
from support.guidance import facts
from support.guidance.beginning import present_walk
from support.guidance.facts import register_facts
from support.guidance.services import answer_step, confirm_outcome, start_walk
from support.guidance.waiting.going_on import go_on
from tests.factories import NOW, make_agent, make_case, make_payment
from tests.reference import publish
from tests.trees.building import check, document, outcome, step
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
WAITING = {"inquiry_asked_at": NOW.isoformat()}
ANSWERS = (
    "not_asked", "waiting", "credited", "at_bank", "coming_back", "refused", "never_there",
    "stopped", "told",
)  # fmt: skip
TREE = document(
    step("ask", asked="answered"),
    check("answered", "bank_answer", **dict.fromkeys(ANSWERS, "wait") | {"credited": "there"}),
    outcome("wait", cause="payout_being_traced", status="waiting_bank"),
    step("there", yes="done"),
    outcome("done"),
    slug="bank-asked",
)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What is known of the bank, by whoever stands above guidance."""
    known: dict[str, Any] = dict(WAITING)
    monkeypatch.setattr(facts, "REGISTERED", {})
    register_facts("bank", lambda case, payment, now: known)
    return known


@pytest.fixture
def case(tree: Any, known: dict[str, Any]) -> Case:
    """The bank was asked, and an agent said so to the guide."""
    agent = make_agent()
    publish(TREE)
    case = make_case(payment=make_payment())
    begun = start_walk(case, now=NOW, slug="bank-asked")
    answer_step(case, begun.walk, Choice("ask", "asked"), seen=0, actor=agent, now=NOW)
    return case


def walk_of(case: Case) -> Walk:
    walk = present_walk(case)
    assert walk is not None
    return walk


def confirm(case: Case) -> None:
    walk = walk_of(case)
    confirm_outcome(case, walk, seen=walk.answers_seen, actor=make_agent(), now=NOW)


def test_an_open_walk_goes_on_once(case: Case, known: dict[str, Any]):
    assert walk_of(case).position().present.key == "wait"

    known["inquiry_answer"] = "CONF"

    assert [go_on(case, now=LATER), go_on(case, now=LATER)] == [True, False]
    assert walk_of(case).position().present.key == "there"
    assert walk_of(case).facts["inquiry_answer"] == "CONF"


def test_an_ended_walk_that_waited_for_it_is_under_way_again(case: Case, known: dict[str, Any]):
    confirm(case)
    case.refresh_from_db()
    assert (case.status, walk_of(case).state) == ("waiting_bank", "concluded")

    known["inquiry_answer"] = "CONF"
    assert go_on(case, now=LATER)

    walk = walk_of(case)
    assert (walk.state, walk.position().present.key, walk.confirmed) == ("open", "there", None)
    case.refresh_from_db()
    assert case.status == "open"
    assert case.walks.count() == 1


def test_an_ended_walk_stays_ended_while_nothing_it_waits_for_came(
    case: Case, known: dict[str, Any]
):
    confirm(case)
    known["channel_state"] = "down"

    assert not go_on(case, now=LATER)
    assert walk_of(case).state == "concluded"


def test_a_case_that_is_done_is_left_alone(case: Case, known: dict[str, Any]):
    confirm(case)
    Case.objects.filter(pk=case.pk).update(status="resolved", resolved_at=NOW, ending="credited")
    known["inquiry_answer"] = "CONF"

    assert not go_on(case, now=LATER)
    assert walk_of(case).state == "concluded"
