"""The holder of an account may have died: from then on only people write."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from support.cases.models import Case, Message
from support.cases.services import resolve_case, send_reply
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_case, make_customer
from tests.guidance.desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def deceased(tree: Any) -> Desk:
    """A case whose walk stands, unconfirmed, at a cause that no machine may write about."""
    return Desk(failure_scheme="iso20022", failure_code="MD07")


def test_resolving_by_hand_before_the_outcome_is_confirmed_tells_nobody(deceased: Desk):
    case = Case.objects.get(pk=deceased.case.pk)
    assert deceased.at == "out_holder_deceased"
    assert case.cause is None

    resolve_case(case, now=NOW, ending="cannot_be_done", actor=deceased.agent)

    assert not Notification.objects.filter(thread=case.reference).exists()


def test_a_case_once_silent_stays_silent_when_the_answer_is_changed(deceased: Desk):
    first = deceased.panel().path[0].node
    deceased.answer("degraded", node=first, reason="The board says so.")

    case = Case.objects.get(pk=deceased.case.pk)
    assert case.silent_since is not None
    resolve_case(case, now=NOW, ending="cannot_be_done", actor=deceased.agent)
    assert not Notification.objects.filter(thread=case.reference).exists()


def test_a_person_may_still_write(deceased: Desk):
    context = {"reference": deceased.case.reference}

    send_reply(deceased.case, "Our condolences.", now=NOW, actor=deceased.agent, context=context)

    events = Notification.objects.filter(thread=deceased.case.reference)
    assert {row.event for row in events} == {"agent-reply"}


def test_other_cases_are_not_silent(tree: Any):
    desk = Desk(failure_scheme="iso20022", failure_code="AC04")

    assert Case.objects.get(pk=desk.case.pk).silent_since is None


def test_a_reply_to_somebody_without_an_address_is_refused_and_not_kept():
    case = make_case(customer=make_customer(email="", phone=""))

    with pytest.raises(ValidationError) as refusal:
        send_reply(case, "Hello", now=NOW, actor=make_agent(), context={})

    assert refusal.value.code == "unreachable"
    assert not Message.objects.exists()
