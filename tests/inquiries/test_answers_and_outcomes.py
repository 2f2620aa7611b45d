"""An outcome that knows nothing of what the bank answered is read again before it is applied."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.guidance.outcomes.deeds import Chosen
from support.guidance.services import answer_step, confirm_outcome, start_walk
from support.inquiries.answering import Given, answer_inquiry
from tests.factories import NOW, make_agent, sign_in
from tests.inquiries import bank as desk
from tests.reference import publish
from tests.trees.building import document, outcome, step
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
TREE = document(
    step("where", asked="back"),
    outcome("back", cause="payout_being_traced", status="waiting_bank"),
    slug="knows-no-bank",
)


def walk_of(case: Case) -> Walk:
    walk = present_walk(case)
    assert walk is not None
    return walk


def confirm(case: Case, **chosen: Any) -> None:
    walk = walk_of(case)
    confirm_outcome(case, walk, Chosen(**chosen), seen=walk.answers_seen, actor=make_agent(),
                    now=LATER)  # fmt: skip


@pytest.fixture
def case(tree: Any) -> Case:
    """Its guide stands at an outcome, and its bank has been asked."""
    publish(TREE)
    case, agent = desk.paid_case(now=NOW), make_agent()
    walk = start_walk(case, now=NOW, slug="knows-no-bank").walk
    answer_step(case, walk, Choice("where", "asked"), seen=0, actor=agent, now=NOW)
    return case


def answered(case: Case, code: str) -> None:
    inquiry = desk.ask(case, desk.make_bank(), NOW)
    answer_inquiry(inquiry, Given(code), actor=make_agent(), now=LATER)
    case.refresh_from_db()


def test_an_open_outcome_is_not_applied_until_the_answer_was_read(case: Case):
    answered(case, "IPAY")

    with pytest.raises(ValidationError, match="has answered"):
        confirm(case)
    assert walk_of(case).is_open

    confirm(case, bank_read="IPAY")
    assert not walk_of(case).is_open


def test_another_answer_than_the_one_read_holds_it_up_again(case: Case):
    answered(case, "NOOR")

    with pytest.raises(ValidationError, match="has answered"):
        confirm(case, bank_read="IPAY")


def test_an_applied_outcome_is_open_again_and_the_case_is_ours(case: Case):
    confirm(case)
    assert Case.objects.get(pk=case.pk).status == "waiting_bank"

    answered(case, "NOOR")

    assert case.status == "open"
    assert walk_of(case).is_open
    with pytest.raises(ValidationError, match="has answered"):
        confirm(case)


def test_without_an_answer_nothing_is_asked(case: Case):
    desk.ask(case, desk.make_bank(), NOW)

    confirm(case)

    assert not walk_of(case).is_open


def test_the_guide_asks_what_follows_from_the_answer(case: Case, client: Client):
    answered(case, "IPAY")
    agent = sign_in(client, make_agent("amy"))

    shown = agent.get(f"/cases/{case.reference}/").text

    assert "The bank says it has paid out just now. Does the customer have it?" in shown
    assert 'name="bank_read" value="IPAY"' in shown
    walk = walk_of(case)
    form = {"walk": str(walk.pk), "seen": walk.answers_seen}
    refused = agent.post(f"/cases/{case.reference}/walk/outcome/", form)
    assert (refused.status_code, walk_of(case).is_open) == (422, True)
    agent.post(f"/cases/{case.reference}/walk/outcome/", form | {"bank_read": "IPAY"})
    assert not walk_of(case).is_open
