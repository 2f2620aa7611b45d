"""A channel without a provider does not exist: nothing is booked as sent to nowhere."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from support.cases.models import Case, CaseEvent
from support.cases.telling.broadcasts import tell_all
from support.notifications.delivery.draining import sweep_outbox
from support.notifications.models import Notification, Reason, State
from support.notifications.services import (
    notify,
    retry_many,
    retry_notification,
    send_by_other_channel,
)
from tests.factories import NOW, make_case, make_customer
from tests.notifications.making import CONTEXT, make_notification
from tests.notifications.telling import DRAFT, addresses, make_listener

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_sms(settings: Settings, outbox: Path) -> Path:
    settings.SMS_URL = ""
    return outbox


def told(case: Case) -> list[tuple[str, str, str]]:
    rows = notify(
        case.customer,
        "solution",
        dedupe_key="told",
        context=CONTEXT,
        thread=case.reference,
        now=NOW,
    )
    return [(row.channel, row.state, row.reason) for row in rows]


def is_to_call(case: Case) -> bool:
    case.refresh_from_db()
    return case.unreached_since is not None


def test_the_other_channel_carries_the_message_alone():
    case = make_case(customer=make_customer(email="li@example.test", phone="+8613800000001"))

    assert told(case) == [("email", State.QUEUED, "")]
    assert not is_to_call(case)


@pytest.mark.parametrize("wants_email", [True, False])
def test_what_must_be_known_goes_by_the_channel_there_is_even_unwanted(wants_email):
    customer = make_customer(
        email="li@example.test", phone="+8613800000001", wants_email=wants_email
    )

    assert told(make_case(customer=customer)) == [("email", State.QUEUED, "")]


def test_who_has_only_the_missing_channel_has_to_be_called(without_sms: Path):
    case = make_case(customer=make_customer(email="", phone="+8613800000001"))

    assert told(case) == [("sms", State.FAILED, Reason.NO_PROVIDER)]
    sweep_outbox(budget_seconds=0)

    assert is_to_call(case)
    event = case.events.get(kind=CaseEvent.Kind.UNREACHED)
    assert event.values["reason"] == Reason.NO_PROVIDER
    assert not without_sms.exists()


def test_without_any_provider_everybody_has_to_be_called(settings: Settings):
    settings.EMAIL_URL = ""
    case = make_case(customer=make_customer(email="li@example.test", phone="+8613800000001"))

    assert {reason for _channel, _state, reason in told(case)} == {Reason.NO_PROVIDER}
    assert is_to_call(case)


def test_what_waits_when_the_provider_is_taken_away_goes_by_the_other_channel(settings: Settings):
    settings.SMS_URL = "files:"
    case = make_case(customer=make_customer(email="li@example.test", phone="+8613800000001"))
    waiting = make_notification(case.customer, channel="sms", thread=case.reference)
    settings.SMS_URL = ""

    sweep_outbox(budget_seconds=0)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == (State.FAILED, Reason.NO_PROVIDER)
    stand_in = Notification.objects.get(stands_in_for=waiting)
    assert stand_in.channel == "email"
    assert not is_to_call(case)


def test_nobody_can_ask_for_a_channel_that_is_not_there():
    customer = make_customer(email="li@example.test", phone="+8613800000001")
    mail = make_notification(customer, state=State.FAILED, reason=Reason.REFUSED)
    text = make_notification(customer, channel="sms", state=State.FAILED, reason=Reason.REFUSED)

    with pytest.raises(ValidationError, match="No provider is set up"):
        send_by_other_channel(mail, now=NOW)
    with pytest.raises(ValidationError, match="No provider is set up"):
        retry_notification(text, now=NOW)
    assert retry_many(Notification.objects.filter(pk=text.pk), now=NOW) == 0


def test_mass_messages_leave_the_missing_channel_out():
    make_listener(email="b@example.net", phone="+447700900001")
    make_listener(email="", phone="+447700900002")

    tell_all(Case.objects.all(), DRAFT, actor=None, now=NOW)

    assert addresses() == ["b@example.net"]
