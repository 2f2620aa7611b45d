"""The guide panel: path, step and outcome as an agent sees them."""

from decimal import Decimal

import pytest
from django.utils import translation

from support.guidance.panel import build_panel
from support.guidance.services import (
    answer_step,
)
from support.notifications.models import Notification
from tests.factories import NOW, make_customer
from tests.guidance.desk import Desk
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db


def test_the_panel_shows_the_path_with_its_evidence(desk: Desk):
    panel = desk.panel()

    first = panel.path[0]
    assert (first.node, first.source, first.actor) == ("known_outage", "check", "")
    assert first.evidence.sentence
    assert "%(" not in first.evidence.sentence
    assert first.evidence.strength in ("strong", "weak")
    assert panel.asked.node == "system_load"
    assert [option.digit for option in panel.asked.options] == ["1", "2", "3"]
    assert panel.asked.can_skip
    assert panel.found is None
    assert panel.seen == desk.walk.answers_seen


def test_the_panel_speaks_the_readers_language(desk: Desk):
    with translation.override("zh-hans"):
        panel = desk.panel()

    assert panel.title == "出款未到账"
    assert panel.path[0].title == "该通道当时状态如何？"


def test_a_conflict_is_shown_with_both_sides(tree: TreeVersion):
    desk = Desk(
        failure_scheme="iso20022",
        failure_code="AC04",
        amount=Decimal("900000.00"),
        amount_text="900000.00",
    )

    asked = desk.panel().asked

    assert asked.finding is not None
    assert asked.conflicts
    sentences = [asked.finding.sentence, *(other.sentence for other in asked.conflicts)]
    assert any("AC04" in sentence for sentence in sentences)
    assert any("900000" in sentence.replace(",", "") for sentence in sentences)
    labels = {option.key: option.label for option in asked.options}
    for evidence in (asked.finding, *asked.conflicts):
        assert evidence.speaks_for
        assert all(labels[key] == label for key, label in evidence.speaks_for)
    assert asked.finding.speaks_for not in [other.speaks_for for other in asked.conflicts]


def test_what_nothing_contradicts_does_not_say_which_answer_it_speaks_for(desk: Desk):
    asked = desk.panel().asked

    assert asked.conflicts == []
    assert asked.finding is None or asked.finding.speaks_for == []


def test_the_outcome_is_shown_with_the_messages_as_they_would_go_out(desk: Desk):
    desk.answer("healthy")
    desk.answer("bank_error")

    found = desk.panel().found

    assert (found.cause, found.status, found.message) == (
        "bank_system_failure",
        "waiting_bank",
        "waiting-bank",
    )
    assert not found.is_confidential
    assert [preview.channel for preview in found.messages] == ["email", "sms"]
    desk.confirm()
    sent = Notification.objects.get(event="waiting-bank", channel="email")
    assert sent.context["cause_sentence"] in found.messages[0].text
    assert sent.context["expected"] in found.messages[0].text


def test_a_confidential_outcome_says_so_and_its_message_does_not_explain(tree: TreeVersion):
    desk = Desk(failure_scheme="iso20022", failure_code="FR01")

    found = desk.panel().found

    assert found.is_confidential
    assert found.cause_name == "Stopped for fraud risk"
    for preview in found.messages:
        assert "fraud" not in (preview.text + preview.html).casefold()


def test_the_message_of_a_confirmed_fraud_does_not_explain_it(tree: TreeVersion):
    desk = Desk(failure_scheme="iso20022", failure_code="FR01")

    case = desk.confirm()

    assert (case.cause.slug, case.status) == ("fraud_risk", "open")
    sent = Notification.objects.for_thread(case.reference)
    assert sent
    assert not any("fraud" in str(row.context).casefold() for row in sent)


def test_a_confirmed_death_is_written_to_nobody(tree: TreeVersion):
    desk = Desk(failure_scheme="iso20022", failure_code="MD07")
    assert desk.panel().found.messages == []

    case = desk.confirm()

    assert (case.cause.slug, case.status) == ("holder_deceased", "open")
    assert not Notification.objects.exists()


def test_an_unreachable_customers_outcome_has_nothing_to_preview(tree: TreeVersion):
    desk = Desk(
        customer=make_customer(email="", phone=""), failure_scheme="iso20022", failure_code="AC04"
    )

    assert desk.panel().found.messages == []


def test_a_preview_promises_the_customer_a_day_and_leaves_the_case_as_it_was(tree: TreeVersion):
    words = "bank core system down, please retry"
    desk = Desk(customer=make_customer(), failure_code="B999", failure_message=words)

    panel = desk.panel()

    assert panel.found.status == "waiting_bank"
    assert "2026" in panel.found.messages[0].text
    assert desk.case.promised_at is None


def test_an_ended_walk_shows_what_was_applied_and_offers_nothing(desk: Desk):
    desk.answer("overloaded")
    desk.confirm()

    panel = desk.panel()

    assert not panel.is_open
    assert panel.found.cause == "server_overload"
    assert panel.found.messages == []


def test_an_answer_and_its_panel_cost_the_same_early_and_late(
    desk: Desk, django_assert_max_num_queries
):
    for option in ("healthy", "answered", "intact", "works"):
        walk = desk.walk
        node = walk.position().present.key
        choice = Choice(node=node, option=option)
        with django_assert_max_num_queries(12):
            walk = answer_step(
                desk.case, walk, choice, seen=walk.answers_seen, actor=desk.agent, now=NOW
            )
            build_panel(desk.case, walk, now=NOW)
