"""What a later event changes about a case that waits, and what it must not set going."""

import pytest
from django.test import Client
from knox.models import AuthToken

from support.cases.models import Case, Status
from support.notifications.models import Notification
from support.payments.models import Channel
from tests.factories import follow_up, make_agent, payment_event
from tests.intake.signing import send
from tests.intake.test_at_once import at_once
from tests.reference import load_reference
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk

SILENCE = {"failure_scheme": "", "failure_code": "", "bank_latency_ms": None}


@pytest.mark.django_db
def test_a_case_that_waits_for_its_bank_comes_back_when_the_payment_fails_anew(tree: TreeVersion):
    channel = Channel.objects.get(code="demo-cn-instant")
    outage = channel.states.create(state="down", since="2026-11-01T00:00:00Z")
    event = payment_event(failure_scheme="", failure_code="", failure_message="")
    send(event)
    case = Case.objects.get()
    assert (case.status, case.promised_at is None) == (Status.WAITING_BANK, False)
    outage.delete()

    answer = send(follow_up(event, **SILENCE, failure_message="收款账户不存在")).json()

    case.refresh_from_db()
    assert answer["automatic"] is False
    assert case.status == Status.OPEN
    assert case.due_at == case.solution_due_at
    assert (case.promised_at, case.bank_due_at) == (None, None)


@pytest.mark.django_db
def test_a_solution_after_a_wait_for_the_bank_names_no_day_of_before(tree: TreeVersion):
    channel = Channel.objects.get(code="demo-cn-instant")
    outage = channel.states.create(state="down", since="2026-11-01T00:00:00Z")
    event = payment_event(failure_scheme="", failure_code="", failure_message="")
    send(event)
    outage.delete()

    send(follow_up(event, failure_scheme="iso20022", failure_code="AC04"))

    case = Case.objects.get()
    solution = Notification.objects.filter(thread=case.reference, event="solution")[0]
    assert (case.status, case.promised_at) == (Status.WAITING_CUSTOMER, None)
    assert solution.context["expected"] == ""


@pytest.mark.django_db
def test_whose_holder_may_have_died_is_left_to_people_through_any_number_of_events(
    tree: TreeVersion,
):
    event = payment_event(failure_code="MD07")
    send(event)

    for code in ("AC01", "AC04", "AM04", "AC06"):
        assert send(follow_up(event, failure_code=code)).json()["automatic"] is False

    assert Case.objects.get().cause is None
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_a_case_taken_up_again_remembers_that_its_holder_may_have_died(tree: TreeVersion):
    event = payment_event(failure_code="MD07")
    send(event)
    first = Case.objects.get()
    Case.objects.update(status=Status.RESOLVED, resolved_at=first.opened_at)

    answer = send(follow_up(event, failure_code="AC04")).json()

    assert answer["case"] == first.reference
    assert answer["automatic"] is False
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_a_code_that_can_also_mean_a_death_is_left_to_people(tree: TreeVersion):
    """In one list 2 is a refusal without a reason, in another the payer has died."""
    answer = send(payment_event(failure_scheme="", failure_code="2", failure_message="")).json()

    assert answer["automatic"] is False
    assert not Notification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_walk_started_by_two_agents_at_once_leaves_one_under_way():
    load_reference()
    event = payment_event(**SILENCE, failure_message="")
    reference = send(event).json()["case"]
    secrets = [AuthToken.objects.create(make_agent())[1] for _number in range(2)]

    answers = at_once(
        2,
        lambda number: Client().post(
            f"/api/v1/cases/{reference}/walk/",
            headers={"Authorization": f"Token {secrets[number]}"},
        ),
    )

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Walk.objects.filter(state="open").count() == 1
    assert Walk.objects.filter(state="abandoned").count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_agent_who_resolves_while_success_arrives_spoils_neither():
    load_reference()
    event = payment_event()
    reference = send(event).json()["case"]
    _token, secret = AuthToken.objects.create(make_agent())
    success = follow_up(event, "payment.updated", status="credited")

    answers = at_once(
        2,
        lambda number: (
            send(success, client=Client())
            if number
            else Client().post(
                f"/api/v1/cases/{reference}/resolution/",
                {"note": "It arrived."},
                content_type="application/json",
                headers={"Authorization": f"Token {secret}"},
            )
        ),
    )

    assert 202 in {answer.status_code for answer in answers}
    assert {answer.status_code for answer in answers} <= {201, 202, 400}
    assert Case.objects.get().status == Status.RESOLVED
    assert Notification.objects.filter(event="case-resolved", channel="email").count() == 1
