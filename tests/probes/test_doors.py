"""What is told of a test payment opens no case and reaches nobody, whichever door it comes by.

A look-up is none of them: it is asked of payments, and a test payment is in their table nowhere.
"""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from support.cases.models import Case
from support.customers.models import Customer
from support.intake.models import PaymentEvent
from support.notifications.models import Notification
from support.payments.channels.tallying import tally_channels
from support.payments.channels.testing import order_tests
from support.payments.models import ChannelTally, ChannelTest, Payment, TestPayment
from support.sources.models import Source
from tests.factories import payment_event
from tests.files.making import a_source, booked, camt, details, returned
from tests.intake.signing import send as send_event
from tests.lead.test_files import digest_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


@pytest.fixture
def made(test_of_channel: ChannelTest) -> TestPayment:
    """A test payment that was accepted, and has an id at its source."""
    (one, *_rest) = order_tests(test_of_channel, actor=None, now=timezone.now())
    values = {"state": "accepted", "provider_id": "SIM-1", "ended_at": timezone.now()}
    TestPayment.objects.filter(pk=one.pk).update(**values)
    return TestPayment.objects.get(pk=one.pk)


def nobody_heard() -> bool:
    tally_channels(timezone.now(), back=timedelta(hours=25))
    models = (Case, Payment, Customer, PaymentEvent, Notification, ChannelTally)
    return not any(model._default_manager.exists() for model in models)


def post_to_source(**told: str) -> int:
    """Send what the simulator says of a payment to its door, signed; return the status."""
    secret = "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0"
    Source.objects.filter(slug="simulator").update(secrets=[secret])
    body, now = json.dumps(told), timezone.now()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }
    door = "/sources/simulator/events/"
    answer = Client().post(door, body, content_type="application/json", headers=headers)
    return answer.status_code


def test_an_event_of_ours_is_taken_and_nothing_follows(made: TestPayment):
    answer = send_event(payment_event(reference=made.reference))

    assert answer.status_code == 202
    assert answer.json()["case"] is None
    assert nobody_heard()
    made.refresh_from_db()
    assert made.state == "refused"  # what was accepted has failed by now


@pytest.mark.parametrize("name", ["reference", "provider_id"])
def test_a_webhook_is_known_by_our_name_or_by_theirs(made: TestPayment, name: str):
    code = post_to_source(**{name: getattr(made, name)}, status="failed", failure_code="AM02")

    assert code == 200
    assert nobody_heard()
    made.refresh_from_db()
    assert (made.state, made.words) == ("refused", "AM02")


def test_what_comes_before_its_call_is_answered_is_put_off_until_then(
    test_of_channel: ChannelTest, made: TestPayment
):
    told = {"provider_id": "SIM-9", "status": "failed", "amount": "5", "currency": "GBP"}
    TestPayment.objects.update(state="asked", provider_id="", ended_at=None)

    assert post_to_source(**told) == 503
    assert nobody_heard()
    TestPayment.objects.filter(pk=made.pk).update(state="accepted", provider_id="SIM-9")
    assert post_to_source(**told) == 200
    assert nobody_heard()
    made.refresh_from_db()
    assert made.state == "refused"


@pytest.mark.parametrize(
    "other",
    [{"reference": "PAY-1"}, {"amount": "5.55"}, {"currency": "EUR"}],
    ids=["another reference", "another amount", "another currency"],
)
def test_what_is_no_tests_waits_for_none(
    test_of_channel: ChannelTest, made: TestPayment, other: dict[str, str]
):
    told = {"provider_id": "SIM-9", "status": "failed", "amount": "5", "currency": "GBP"}
    TestPayment.objects.update(state="asked", provider_id="", ended_at=None)

    assert post_to_source(**told | other) == 200
    assert Payment.objects.count() == 1


def test_what_goes_on_well_changes_nothing(made: TestPayment):
    post_to_source(reference=made.reference, status="credited")

    assert nobody_heard()
    made.refresh_from_db()
    assert made.state == "accepted"


def test_an_entry_of_a_file_is_nobody_elses(made: TestPayment, desk: Client):
    a_source().save()
    TestPayment.objects.filter(pk=made.pk).update(provider_id="P-1")
    content = camt(booked("CRDT", details("P-1", returned())))
    page = "/sources/our-bank/files/"

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("camt.xml", content.encode())

    tried = digest_of(desk.post(page, {"file": file(), "deed": "try"}))
    answer = desk.post(page, {"file": file(), "deed": "take", "tried": tried})

    assert "Taken in." in answer.text
    assert nobody_heard()


def test_a_payment_that_is_called_likewise_by_chance_is_a_payment(test_of_channel: ChannelTest):
    send_event(payment_event(reference="CWT-0123456789ABCD"))

    assert Payment.objects.count() == 1
    assert Case.objects.count() == 1
