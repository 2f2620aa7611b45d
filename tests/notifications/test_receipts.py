"""What a gateway reports of an SMS later: doubled, shuffled, unknown and forged receipts."""

from itertools import permutations
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from support.notifications.delivery import deliver_notification
from support.notifications.models import Notification, State
from support.notifications.receipts import receipt_path
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db
DELIVERED, FAILED, BUFFERED, ACCEPTED, REJECTED = 1, 2, 4, 8, 16


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


@pytest.mark.parametrize("codes", list(permutations([DELIVERED, ACCEPTED, BUFFERED, FAILED])))
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


def test_a_receipt_that_overtakes_the_gateways_answer_keeps_the_text(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    row = make_notification(channel="sms")

    class Overtaken:
        def send(self, outgoing: Any) -> str:
            report(client, row, DELIVERED)
            return outgoing.pk

    monkeypatch.setattr(
        "support.notifications.delivery.transport_for", lambda _channel: Overtaken()
    )
    deliver_notification(str(row.pk))

    assert state_of(row) == State.DELIVERED
    assert row.sent_at is not None
    assert row.text != ""
    assert [attempt.ok for attempt in row.attempt_rows.all()] == [True]


@pytest.mark.parametrize("code", ["", "x", "-1", "1.5", "12345"])
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
