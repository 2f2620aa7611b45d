"""What a gateway reports of an SMS later: doubled, shuffled, unknown and forged receipts."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.addresses.callbacks import receipt_path
from support.notifications.addresses.masking import trim_words
from support.notifications.models import Notification, State
from support.notifications.services import retry_notification
from support.notifications.transports import Outgoing
from support.notifications.transports.kannel.sending import SmsGateway
from tests.notifications.making import NOW, make_customer, make_notification, send
from tests.notifications.sms_sink import SmsSink, Taken
from tests.sampling import spread

pytestmark = pytest.mark.django_db
DELIVERED, FAILED, BUFFERED, ACCEPTED, REJECTED = 1, 2, 4, 8, 16
# In every fifth, each two of the four still come in either order.
ORDERS = spread(list(permutations([DELIVERED, ACCEPTED, BUFFERED, FAILED])), 5)


@pytest.fixture
def sink(settings: Settings) -> Iterator[SmsSink]:
    with SmsSink() as made:
        settings.SMS_URL = made.urls["kannel"]
        yield made


@pytest.fixture
def agent() -> User:
    return User.objects.create_user("agent", is_staff=True)


def path_of(taken: Taken) -> str:
    """The address for receipts that the gateway was given."""
    return urlsplit(taken.form["dlr-url"]).path


def sent_again(row: Notification, agent: User) -> None:
    """Send a message once more; the same text may go out again after a while."""
    Notification.objects.update(sent_at=F("sent_at") - timedelta(hours=1))
    row.refresh_from_db()
    retry_notification(row, actor=agent)
    assert send(row).state == State.SENT


def sent_sms(**overrides: Any) -> Notification:
    return make_notification(channel="sms", state=State.SENT, sent_at=timezone.now(), **overrides)


def report(client: Client, row: Notification, code: object) -> int:
    return client.get(receipt_path(str(row.pk)), {"state": code}).status_code


def state_of(row: Notification) -> str:
    row.refresh_from_db()
    return row.state


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ([DELIVERED], State.DELIVERED),
        ([FAILED], State.FAILED),
        ([REJECTED], State.FAILED),
        ([BUFFERED], State.SENT),
        ([ACCEPTED], State.SENT),
        ([99], State.SENT),
        ([DELIVERED, DELIVERED], State.DELIVERED),
        ([FAILED, FAILED, BUFFERED], State.FAILED),
    ],
)
def test_a_receipt_says_what_became_of_a_message(client: Client, codes: list[int], state: str):
    row = sent_sms()

    answers = {report(client, row, code) for code in codes}

    assert answers == {204}
    assert state_of(row) == state


@pytest.mark.parametrize("codes", ORDERS)
def test_delivered_is_the_last_word_in_any_order(client: Client, codes: tuple[int, ...]):
    row = sent_sms()

    for code in codes:
        report(client, row, code)

    assert state_of(row) == State.DELIVERED


def test_a_failure_says_why(client: Client):
    row = sent_sms()

    report(client, row, FAILED)

    row.refresh_from_db()
    assert (row.state, row.reason) == (State.FAILED, "refused")


@pytest.mark.parametrize("state", [State.QUEUED, State.CANCELLED])
def test_a_message_that_never_left_is_not_touched(client: Client, state: str):
    row = make_notification(channel="sms", state=state)

    assert report(client, row, DELIVERED) == 204
    assert state_of(row) == state


def test_a_receipt_that_overtakes_the_gateways_answer_keeps_the_text(client: Client, sink: SmsSink):
    row = make_notification(make_customer(phone="+447700900123"), channel="sms")

    original = SmsGateway.send

    def send_and_report(self: SmsGateway, outgoing: Outgoing) -> str:
        answer = original(self, outgoing)
        report(client, row, DELIVERED)
        return answer

    with patch.object(SmsGateway, "send", send_and_report):
        send(row)

    assert row.state == State.DELIVERED
    assert row.sent_at is not None
    assert row.text != ""
    assert [attempt.ok for attempt in row.attempt_rows.all()] == [True]


def test_a_failure_that_overtakes_the_answer_is_cleared_up_by_it(client: Client):
    row = make_notification(channel="sms", state=State.SENT, sent_at=NOW)

    report(client, row, FAILED)
    report(client, row, DELIVERED)

    assert state_of(row) == State.DELIVERED


def test_a_late_failure_of_an_earlier_sending_does_not_fail_the_later_one(
    client: Client, sink: SmsSink, agent: User
):
    row = send(make_notification(make_customer(phone="+447700900123", email=""), channel="sms"))
    first = path_of(sink.taken[0])
    client.get(first, {"state": FAILED})
    sent_again(row, agent)
    second = path_of(sink.taken[1])

    answers = [client.get(first, {"state": FAILED}).status_code]

    assert answers == [204]
    assert state_of(row) == State.SENT
    client.get(second, {"state": FAILED})
    assert state_of(row) == State.FAILED


def test_a_late_delivery_of_an_earlier_sending_counts(client: Client, sink: SmsSink, agent: User):
    row = send(make_notification(make_customer(phone="+447700900123", email=""), channel="sms"))
    first = path_of(sink.taken[0])
    client.get(first, {"state": FAILED})
    sent_again(row, agent)

    client.get(first, {"state": DELIVERED})

    assert state_of(row) == State.DELIVERED


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("id:1 sub:001 dlvrd:000 stat:EXPIRED err:000 text:", "expired"),
        ("id:1 stat:REJECTD err:0x42", "blocked"),
        ("id:1 stat:UNDELIV err:001", "refused"),
        ("stat:DELETED", "technical"),
        ("NACK/0x0000000b/Invalid Destination Address", "refused"),
        ("stat:" * 10_000, "refused"),
        ("", "refused"),
    ],
)
def test_the_networks_words_say_why_and_are_kept(client: Client, words: str, reason: str):
    row = sent_sms()

    client.get(receipt_path(str(row.pk)), {"state": FAILED, "words": words})

    row.refresh_from_db()
    assert (row.state, row.reason) == (State.FAILED, reason)
    assert row.attempt_rows.get().words == trim_words(words or "receipt 2")


def test_the_same_failure_twice_is_noted_once(client: Client):
    row = sent_sms()

    for _time in range(3):
        report(client, row, FAILED)

    assert row.attempt_rows.count() == 1


def test_an_uncertain_message_is_cleared_up_by_a_receipt(client: Client):
    row = make_notification(channel="sms", state=State.NEEDS_PERSON, reason="uncertain")

    report(client, row, DELIVERED)

    row.refresh_from_db()
    assert (row.state, row.reason) == (State.DELIVERED, "")


def test_a_receipt_of_a_mail_is_none_of_an_sms(client: Client):
    mail = make_notification(channel="email", state=State.SENT, sent_at=NOW)

    report(client, mail, FAILED)

    assert state_of(mail) == State.SENT


@pytest.mark.parametrize("code", ["", "x", "-1", "1.5", "12345", "²", "１"])
def test_a_receipt_without_a_readable_state_is_refused(client: Client, code: str):
    row = sent_sms()

    answer = client.get(receipt_path(str(row.pk)), {"state": code})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "state"
    assert state_of(row) == State.SENT


def test_a_forged_receipt_changes_nothing(client: Client):
    row = sent_sms()
    path = receipt_path(str(row.pk))

    forged = [f"/api/v1/sms-receipts/{row.pk}/", path.replace(str(row.pk)[:4], "beef", 1)]

    assert [client.get(one, {"state": DELIVERED}).status_code for one in forged] == [404, 404]
    assert state_of(row) == State.SENT


def test_a_receipt_of_a_message_that_is_gone_is_taken_quietly(client: Client):
    row = sent_sms()
    path = receipt_path(str(row.pk))
    row.delete()

    assert client.get(path, {"state": DELIVERED}).status_code == 204


def test_a_failure_that_overtakes_the_gateways_answer_is_not_lost(client: Client, sink: SmsSink):
    row = make_notification(make_customer(phone="+447700900123"), channel="sms")
    original = SmsGateway.send

    def send_and_report(self: SmsGateway, outgoing: Outgoing) -> str:
        answer = original(self, outgoing)
        client.get(path_of(sink.taken[0]), {"state": FAILED})
        return answer

    with patch.object(SmsGateway, "send", send_and_report):
        send(row)

    assert (row.state, row.reason) == (State.FAILED, "refused")
    assert row.text != ""
