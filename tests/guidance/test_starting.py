"""What happens by itself when a case's walk begins, and what is left to a person."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from support.cases.models import Case
from support.cases.services import resolve_case
from support.customers.models import Customer
from support.guidance.beginning import Begun, present_walk
from support.guidance.services import start_walk
from support.notifications.models import Notification
from support.notifications.words.events import EVENTS
from support.notifications.words.rendering import render
from support.payments.models import Channel
from tests.factories import NOW, make_case, make_customer, make_payment
from troubleshooting.causes.models import Cause
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db


def begin(*, channel: str = "demo-cn-instant", customer: Customer | None = None, **values: Any):
    """Open a case for a payment on a known channel and start its walk."""
    found = Channel.objects.get(code=channel)
    payment = make_payment(
        channel=found, customer=customer, **{"currency": found.currency} | values
    )
    case = make_case(payment=payment)
    begun: Begun = start_walk(case, now=NOW)
    return Case.objects.select_related("customer", "cause").get(pk=case.pk), begun


def messages(case: Case) -> list[tuple[str, str]]:
    rows = Notification.objects.for_thread(case.reference)
    return sorted((row.event, row.channel) for row in rows)


def words_sent(case: Case) -> str:
    """Everything the customer of a case reads, in subject, text and HTML."""
    rendered = [
        render(row.event, row.channel, row.language, row.context)
        for row in Notification.objects.for_thread(case.reference)
    ]
    return "\n".join(f"{one.subject}\n{one.text}\n{one.html}" for one in rendered)


def test_a_clear_code_sets_cause_status_and_message_without_anybody(tree: TreeVersion):
    case, begun = begin(failure_code="AC04")

    assert begun.automatic
    assert begun.outcome == "out_account_closed"
    assert (case.cause.slug, case.status) == ("account_closed", "waiting_customer")
    assert messages(case) == [("solution", "email"), ("solution", "sms")]
    assert begun.walk.state == "concluded"
    kinds = list(case.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["opened", "walk_started", "outcome", "status"]


def test_the_message_of_an_automatic_outcome_tells_cause_payment_and_where_to_look(
    tree: TreeVersion,
):
    case, _begun = begin(failure_code="AC04")

    told = words_sent(case)

    assert case.payment.reference in told
    assert case.reference in told
    assert "/s/" in told
    assert "120.00 CNY" in told
    assert "{reference}" not in told


def test_a_bank_fault_is_waited_for_with_a_day_promised(tree: TreeVersion):
    channel = Channel.objects.get(code="demo-cn-instant")
    channel.states.create(state="down", since=NOW.replace(hour=0), note="Core system")

    case, begun = begin(failure_code="")

    assert begun.automatic
    assert (case.cause.slug, case.status) == ("bank_system_failure", "waiting_bank")
    assert case.promised_at is not None
    assert messages(case) == [("waiting-bank", "email"), ("waiting-bank", "sms")]
    row = Notification.objects.for_thread(case.reference)[0]
    # The money does not move yet: no day for it, but one for the bank's answer.
    assert row.context["expected"] == ""
    assert row.context["next_news"] != ""


CONFIDENTIAL = [
    ("demo-cn-instant", "iso20022", "FR01", "fraud_risk"),
    ("demo-cn-instant", "iso20022", "RR04", "compliance_hold"),
    ("demo-card-cn", "unionpay", "41", "card_lost_stolen"),
    ("demo-cn-instant", "iso20022", "MD07", "holder_deceased"),
]


@pytest.mark.parametrize(("channel", "scheme", "code", "cause"), CONFIDENTIAL)
@pytest.mark.parametrize("locale", ["en-GB", "zh-Hans"])
def test_what_is_confidential_is_never_automatic_and_never_explained(
    tree: TreeVersion, channel: str, scheme: str, code: str, cause: str, locale: str
):
    case, begun = begin(
        channel=channel,
        customer=make_customer(locale=locale),
        failure_scheme=scheme,
        failure_code=code,
        failure_message="",
    )

    assert begun.outcome == f"out_{cause}"
    assert not begun.automatic
    assert begun.walk.is_open
    assert (case.cause, case.status) == (None, "new")
    told = words_sent(case).casefold()
    known = Cause.objects.get(slug=cause)
    for secret in (
        known.slug, known.name_en, known.name_zh, known.fix_en, known.fix_zh,
        known.how_to_check_en, known.how_to_check_zh, "fraud", "欺诈", "compliance", "合规",
        "stolen", "挂失", "deceased", "已故", code.casefold() if len(code) > 2 else known.slug,
    ):  # fmt: skip
        assert secret.casefold() not in told


@pytest.mark.parametrize(("channel", "scheme", "code", "cause"), CONFIDENTIAL[:3])
def test_somebody_whose_cause_is_confidential_hears_that_we_look_into_it(
    tree: TreeVersion, channel: str, scheme: str, code: str, cause: str
):
    case, _begun = begin(channel=channel, failure_scheme=scheme, failure_code=code)

    assert messages(case) == [("case-opened", "email"), ("case-opened", "sms")]


def test_nobody_writes_by_himself_to_an_account_whose_holder_died(tree: TreeVersion):
    case, _begun = begin(failure_code="MD07")

    assert messages(case) == []


def test_a_customer_who_cannot_be_reached_is_left_to_a_person(tree: TreeVersion):
    case, begun = begin(customer=make_customer(email="", phone=""), failure_code="AC04")

    assert begun.outcome == "out_account_closed"
    assert not begun.automatic
    assert (case.cause, case.status) == (None, "new")
    assert messages(case) == []


def test_a_message_to_which_a_person_must_add_something_is_left_to_a_person(
    tree: TreeVersion, monkeypatch: pytest.MonkeyPatch
):
    needy = replace(EVENTS["solution"], needs=frozenset({"reply"}))
    monkeypatch.setitem(EVENTS, "solution", needy)

    case, begun = begin(failure_code="AC04")

    assert begun.outcome == "out_account_closed"
    assert not begun.automatic
    assert messages(case) == [("case-opened", "email"), ("case-opened", "sms")]


@pytest.mark.parametrize(
    ("reached", "channels"),
    [({"email": ""}, ["sms"]), ({"phone": ""}, ["email"]), ({}, ["email", "sms"])],
)
def test_one_message_goes_out_on_each_channel_he_has(
    tree: TreeVersion, reached: dict[str, str], channels: list[str]
):
    case, _begun = begin(customer=make_customer(**reached), failure_code="AC04")

    assert messages(case) == [("solution", channel) for channel in channels]


def test_weak_evidence_waits_for_an_agent_at_the_outcome(tree: TreeVersion):
    case, begun = begin(
        failure_scheme="", failure_code="", failure_message="收款账户不存在", bank_latency_ms=800
    )

    assert begun.outcome == "out_counterparty_not_recognised"
    assert not begun.automatic
    assert (case.cause, case.status) == (None, "new")
    assert messages(case) == [("case-opened", "email"), ("case-opened", "sms")]


def test_a_question_for_a_person_waits_in_the_queue(tree: TreeVersion):
    case, begun = begin(
        failure_scheme="", failure_code="", failure_message="", bank_latency_ms=None
    )

    assert begun.outcome is None
    assert begun.waiting_at == "system_load"
    assert case.due_at == case.first_answer_due_at
    assert messages(case) == [("case-opened", "email"), ("case-opened", "sms")]


def test_two_strong_findings_that_contradict_wait_for_a_person(tree: TreeVersion):
    case, begun = begin(failure_code="AC04", amount=Decimal("900000.00"), amount_text="900000.00")

    assert begun.outcome is None
    assert begun.waiting_at is not None
    assert (case.cause, case.status) == (None, "new")


def test_a_case_without_a_payment_can_be_walked_by_hand(tree: TreeVersion):
    case = make_case(payment=None)

    begun = start_walk(case, now=NOW)

    assert begun.outcome is None
    assert begun.walk.is_open
    assert begun.walk.facts == {}


def test_starting_anew_gives_up_the_walk_under_way(tree: TreeVersion):
    case, begun = begin(failure_code="FR01")

    again = start_walk(case, now=NOW)

    begun.walk.refresh_from_db()
    assert (begun.walk.state, begun.walk.end_note) == ("abandoned", "Started anew.")
    assert present_walk(case) == again.walk
    assert messages(case) == [("case-opened", "email"), ("case-opened", "sms")]


def test_a_concluded_walk_is_left_as_it_is_when_another_begins(tree: TreeVersion):
    case, begun = begin(failure_code="AC04")

    start_walk(case, now=NOW)

    begun.walk.refresh_from_db()
    assert begun.walk.state == "concluded"
    assert case.walks.count() == 2


def test_no_walk_begins_for_a_case_that_is_done(tree: TreeVersion):
    case, begun = begin(failure_code="AC04")
    resolve_case(case, now=NOW, ending="withdrawn")
    told = messages(case)

    with pytest.raises(ValidationError) as refusal:
        start_walk(case, now=NOW)

    assert refusal.value.code == "resolved"
    assert (case.walks.count(), present_walk(case)) == (1, begun.walk)
    assert messages(case) == told


def test_without_a_published_tree_nothing_is_half_done():
    case = make_case()

    with pytest.raises(TreeVersion.DoesNotExist):
        start_walk(case, now=NOW)

    assert present_walk(case) is None
    assert not Notification.objects.exists()


def test_a_walk_is_pinned_to_the_version_in_force(tree: TreeVersion):
    _case, begun = begin(failure_code="FR01")

    assert begun.walk.version == tree
    assert begun.walk.facts["failure_code"] == "FR01"


def test_a_start_costs_a_fixed_number_of_queries(tree: TreeVersion, django_assert_max_num_queries):
    begin(failure_code="AC04")
    channel = Channel.objects.get(code="demo-cn-instant")
    case = make_case(payment=make_payment(channel=channel, currency="CNY", failure_code="AC04"))

    with django_assert_max_num_queries(60):
        start_walk(case, now=NOW)
