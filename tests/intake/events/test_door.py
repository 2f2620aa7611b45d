"""The variations of one event sent to the door: each opens a case, or is refused for its reason."""

import re
from dataclasses import replace

import pytest

from support.cases.models import Case
from support.intake.events.reading import read_event
from support.intake.models import PaymentEvent, RefusedEvent
from support.payments.models import Payment
from tests.factories import payment_event
from tests.intake.events.variations import Variation, variations
from tests.intake.signing import send
from tests.reference import load_reference
from tests.sampling import one_of_each


@pytest.fixture(scope="module", autouse=True)
def _world(kept_rows: None) -> None:
    load_reference()


@pytest.fixture(autouse=True)
def _savepoint(_world: None, db: None) -> None:
    """Each event finds the world without those before it."""


# What people and payments are called in the events that are varied; each has a number of its own.
_NUMBERED = re.compile(r"PAY-8\d{5}|Mock Birch \d+|birch\d+@|\+86140\d+")


def as_read(variation: Variation) -> str:
    """What the door is handed: all that becomes of an event, but for what was not read of it."""
    if variation.is_refused:
        return variation.name  # kept as it came
    return _NUMBERED.sub("", repr(replace(read_event(variation.event), unread=())))


@pytest.mark.parametrize(
    "variation", one_of_each(variations(), as_read), ids=lambda variation: variation.name
)
def test_nothing_is_lost_and_nothing_else_is_refused(variation: Variation):
    answer = send(variation.event, "evt_1")

    if variation.is_refused:
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] in ("payment.reference", "non_field_errors")
        assert not Payment.objects.exists()
        assert RefusedEvent.objects.get().event_id == "evt_1"
        return
    assert answer.status_code == 202, answer.content
    assert Payment.objects.count() == 1
    event = PaymentEvent.objects.get()
    assert event.payment is not None
    case = Case.objects.get()
    assert answer.json()["case"] == case.reference


def test_what_was_not_read_stands_beside_the_event():
    send(payment_event(account_age_days=-1, status="maybe"))

    fields = [unread["field"] for unread in PaymentEvent.objects.get().unread]
    assert sorted(fields) == ["account_age_days", "status"]


def test_the_same_odd_event_again_gets_the_same_answer():
    event = payment_event(amount={"value": "x"}, customer={"email": "N/A"})
    first = send(event, "evt_1")

    assert send(event, "evt_1").json() == first.json()
    assert Case.objects.count() == 1


def test_a_channel_in_capitals_is_the_channel():
    send(payment_event(channel="DEMO-CN-INSTANT"))

    assert Payment.objects.get().channel.code == "demo-cn-instant"
