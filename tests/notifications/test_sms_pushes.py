"""What Aliyun pushes: true, doubled, out of order, unknown, late and forged reports."""

import json
import uuid
from collections.abc import Iterator
from itertools import permutations

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.addresses.callbacks import provider_path
from support.notifications.models import Notification, State
from tests.notifications.making import make_customer, make_notification, send
from tests.notifications.sms_sink import SmsSink

pytestmark = pytest.mark.django_db


@pytest.fixture
def aliyun(settings: Settings) -> Iterator[SmsSink]:
    with SmsSink() as made:
        settings.SMS_URL = made.urls["aliyun"]
        yield made


def sent() -> Notification:
    return send(make_notification(make_customer(phone="+447700900123"), channel="sms"))


def state_of(row: Notification) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.reason


def pushes(client: Client, *reports: object, path: str = "") -> int:
    """Post reports as Aliyun does."""
    body = json.dumps(list(reports))
    return client.post(
        path or provider_path("aliyun-receipts"),
        body,
        content_type="application/json;charset=utf-8",
    ).status_code


def report(row: Notification, *, success: bool = True, **more: object) -> dict[str, object]:
    return {
        "phone_number": "13800000001",
        "send_time": "2026-03-02 17:00:00",
        "report_time": "2026-03-02 17:00:05",
        "success": success,
        "err_code": "DELIVERED" if success else "MOBILE_NOT_ON_SERVICE",
        "err_msg": "用户接收成功" if success else "停机",
        "sms_size": "1",
        "biz_id": row.provider_id,
        "out_id": str(row.pk),
    } | more


def test_aliyun_reports_many_at_once(client: Client, aliyun: SmsSink):
    arrived, failed, unknown = sent(), sent_to_another(), uuid.uuid4()

    answer = client.post(
        provider_path("aliyun-receipts"),
        json.dumps([
            report(arrived),
            report(failed, success=False),
            report(arrived, out_id=str(unknown)),
        ]),
        content_type="application/json",
    )  # fmt: skip

    assert answer.json() == {"code": 0, "msg": "成功"}
    assert state_of(arrived) == ("delivered", "")
    assert state_of(failed) == ("failed", "no_address")
    assert failed.attempt_rows.get(ok=False).words == "MOBILE_NOT_ON_SERVICE 停机"


def sent_to_another() -> Notification:
    customer = make_customer(email="other@example.test", phone="+8613800000002")
    return send(make_notification(customer, channel="sms"))


@pytest.mark.parametrize("order", list(permutations([True, False, False])))
def test_a_delivery_that_aliyun_reports_is_final(
    client: Client, aliyun: SmsSink, order: tuple[bool, ...]
):
    row = sent()

    for success in order:
        pushes(client, report(row, success=success))

    assert state_of(row) == ("delivered", "")


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"out_id": None, "success": True},
        {"out_id": 7, "success": True},
        {"out_id": "x", "success": True},
        {"out_id": ["a"], "success": True},
        "text",
        None,
        [],
    ],
)
def test_what_is_no_report_is_passed_over_and_the_rest_taken(
    client: Client, aliyun: SmsSink, nonsense: object
):
    row = sent()

    assert pushes(client, nonsense, report(row)) == 200
    assert state_of(row) == ("delivered", "")


def test_a_report_that_does_not_say_whether_it_arrived_says_nothing(
    client: Client, aliyun: SmsSink
):
    row = sent()

    for success in ("true", 1, None):
        pushes(client, report(row) | {"success": success})

    assert state_of(row) == ("sent", "")


def test_a_failure_of_another_sending_of_the_same_message_is_not_this_ones(
    client: Client, aliyun: SmsSink
):
    row = sent()

    pushes(client, report(row, success=False, biz_id="earlier^0"))
    assert state_of(row) == ("sent", "")

    Notification.objects.update(state=State.CLAIMED, lease_until=timezone.now())
    pushes(client, report(row, success=False))
    assert state_of(row)[0] == "claimed"


@pytest.mark.parametrize("body", [b"{}", b"7", b"[", b"\xff", b"[" * 100_000, b""])
def test_a_push_that_is_no_list_is_refused(client: Client, body: bytes):
    answer = client.post(provider_path("aliyun-receipts"), body, content_type="application/json")

    assert answer.status_code == 400


def test_a_push_to_an_address_of_somebodys_own_making_changes_nothing(
    client: Client, aliyun: SmsSink
):
    row = sent()
    true = provider_path("aliyun-receipts")
    forged = [
        "/api/v1/sms-receipts/aliyun/x/",
        true[:-2] + ("A" if true[-2] != "A" else "B") + "/",
        provider_path("aliyun-incoming").replace("incoming-sms", "sms-receipts"),
    ]

    assert [pushes(client, report(row), path=path) for path in forged] == [404] * 3
    assert state_of(row) == ("sent", "")


def test_the_addresses_to_enter_at_providers_are_printed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
):
    call_command("sms_addresses")

    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 4
    assert f"{settings.PUBLIC_URL}{provider_path('aliyun-receipts')}" in printed[2]
    assert printed[1].endswith(reverse("twilio-incoming"))
