"""Aliyun: what it is asked, what its answers mean, and what it can tell of a lost answer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.models import Notification, State
from support.notifications.transports import ways_of
from support.notifications.transports.aliyun.acs3 import Call, Keys, canonical_query, signed_headers
from support.notifications.transports.aliyun.sending import AliyunSms
from tests.notifications.making import make_customer, make_notification, send
from tests.notifications.sms_sink import Fault, Half, Hang, Say, SmsSink

pytestmark = pytest.mark.django_db

PHONE = "+8613800000001"


@pytest.fixture
def sink(settings: Settings) -> Iterator[SmsSink]:
    with SmsSink() as made:
        settings.SMS_URL = made.urls["aliyun"]
        yield made


def delivered(event: str = "solution", **overrides: object) -> Notification:
    customer = make_customer(**{"phone": PHONE, "locale": "zh-CN"} | overrides)
    return send(make_notification(customer, channel="sms", event=event))


def code(code: str, status: int = 200) -> Say:
    return Say(status, json.dumps({"Code": code, "Message": "…", "RequestId": "R"}))


def looked_up(message: Notification, ago: float = 90, phone: str = PHONE) -> str | None:
    transport = ways_of("sms")[0].transport
    handed_at = timezone.now() - timedelta(seconds=ago)
    return transport.look_up(str(message.pk), phone, handed_at)


def test_the_signature_is_the_one_of_aliyuns_example() -> None:
    query = {
        "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        "RegionId": "cn-shanghai",
    }

    headers = signed_headers(
        Keys("YourAccessKeyId", "YourAccessKeySecret"),
        Call("ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26", query),
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
    )

    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
        "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_values_are_escaped_as_aliyun_wants_them() -> None:
    assert canonical_query({"b": "a b*~+/", "a": "付"}) == "a=%E4%BB%98&b=a%20b%2A~%2B%2F"


def test_aliyun_is_asked_in_its_official_form(sink: SmsSink) -> None:
    message = delivered()

    (taken,) = sink.taken
    assert taken.form["PhoneNumbers"] == "13800000001"
    assert taken.form["SignName"] == "Casewalk"
    assert taken.form["TemplateCode"] == "SMS_1"
    assert taken.form["OutId"] == str(message.pk)
    words = json.loads(taken.form["TemplateParam"])
    assert words["reference"] == "CW-4T7KQ2MZ"
    assert "reply" not in words
    assert (message.state, message.provider_id) == (State.SENT, taken.provider_id)


def test_each_request_has_a_nonce_of_its_own(sink: SmsSink) -> None:
    message = delivered()
    looked_up(message)

    assert len({request.headers["x-acs-signature-nonce"] for request in sink.requests}) == 2


def test_the_signature_may_be_the_one_of_the_country(sink: SmsSink, settings: Settings) -> None:
    settings.SMS_URL = settings.SMS_URL.replace("&sign=Casewalk", "")

    delivered()

    assert sink.taken[0].form["SignName"] == "Casewalk"


def test_a_number_abroad_keeps_its_calling_code(sink: SmsSink) -> None:
    delivered(phone="+85291234567")

    assert sink.taken[0].form["PhoneNumbers"] == "85291234567"


def test_a_template_may_be_for_one_language_and_without_one_nothing_goes_out(
    sink: SmsSink,
) -> None:
    chinese = delivered("waiting-bank")
    english = delivered("waiting-bank", locale="en-GB", email="", phone="+8613800000002")

    assert chinese.state == State.SENT
    assert sink.taken[0].form["TemplateCode"] == "SMS_2"
    assert (english.state, english.reason) == (State.FAILED, "unworded")
    assert len(sink.requests) == 1


def test_without_a_host_it_is_aliyuns_own_over_https() -> None:
    transport = AliyunSms("aliyun://key:secret@?sign=Casewalk&templates=")

    assert (transport.scheme, transport.host) == ("https", "dysmsapi.aliyuncs.com")
    assert transport.templates == {}


def test_a_wrong_secret_is_our_fault_and_the_sms_waits(sink: SmsSink, settings: Settings) -> None:
    settings.SMS_URL = settings.SMS_URL.replace("aliyun-secret", "wrong")

    message = delivered()

    assert (message.state, message.reason) == (State.QUEUED, "technical")
    assert sink.taken == []


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (code("isv.BUSINESS_LIMIT_CONTROL"), "queued", "busy"),
        (code("Throttling.User", 400), "queued", "busy"),
        (code("isv.MOBILE_NUMBER_ILLEGAL"), "failed", "no_address"),
        (code("isv.BLACK_KEY_CONTROL_LIMIT"), "failed", "blocked"),
        (code("isv.TEMPLATE_MISSING_PARAMETERS"), "failed", "unworded"),
        (code("isv.PARAM_NOT_SUPPORT_URL"), "failed", "unworded"),
        (code("isv.AMOUNT_NOT_ENOUGH"), "queued", "technical"),
        (code("isv.SMS_SIGNATURE_ILLEGAL"), "queued", "technical"),
        (code("SignatureDoesNotMatch", 400), "queued", "technical"),
        (code("InvalidAccessKeyId.NotFound", 404), "queued", "technical"),
        (code("MissingPhoneNumbers", 400), "queued", "technical"),
        (code("isv.SOMETHING_NEW"), "failed", "refused"),
        (Say(429, "slow down"), "queued", "busy"),
    ],
)
def test_a_refusal_says_why(sink: SmsSink, answer: Fault, state: str, reason: str) -> None:
    sink.on_message = lambda _form: answer

    message = delivered()

    assert (message.state, message.reason) == (state, reason)
    assert sink.taken == []


@pytest.mark.parametrize(
    "answer",
    [
        code("isp.SYSTEM_ERROR"),
        code("Surprise", 500),
        Say(200, '{"Code": "OK"}'),
        Say(500, '{"Code": "OK", "BizId": "1"}'),
        Say(200, '{"Code": 7}'),
        Say(200, '{"Code": "OK", "Biz'),
        Say(200, ""),
        Say(200, "[" * 100_000),
        Say(200, "<html>Sign in</html>"),
        Say(502, "<html>Bad gateway</html>"),
        Half('{"Code": "OK", "BizId": "1^0"}'),
        Hang(0),
    ],
)
def test_an_answer_that_tells_nothing_is_held_until_aliyun_can_be_asked(
    sink: SmsSink, answer: Fault
) -> None:
    sink.on_message = lambda _form: answer

    message = delivered()

    assert message.state == State.CLAIMED
    assert [attempt.uncertain for attempt in message.attempt_rows.all()] == [True]
    assert len(sink.requests) == 1


def test_aliyun_finds_a_message_by_our_reference(sink: SmsSink) -> None:
    sink.on_message = lambda _form: Hang(0)
    message = delivered()

    assert looked_up(message) == str(message.pk)


def test_one_among_many_is_found_on_a_later_page(sink: SmsSink) -> None:
    message = delivered()
    mine = sink.taken.pop()
    sink.taken += [replace(mine, id=f"other-{number}") for number in range(120)] + [mine]

    assert looked_up(message) == str(message.pk)
    assert len(sink.requests) == 4


def test_what_is_not_among_all_records_after_a_minute_was_not_taken(sink: SmsSink) -> None:
    message = make_notification(make_customer(), channel="sms")

    assert looked_up(message, ago=90) == ""
    assert looked_up(message, ago=30) is None


def test_both_days_are_asked_for_around_midnight_in_china(
    sink: SmsSink, time_machine: object
) -> None:
    time_machine.move_to(datetime(2026, 3, 2, 16, 0, 30, tzinfo=UTC))  # type: ignore[attr-defined]
    message = make_notification(make_customer(), channel="sms")

    assert looked_up(message) == ""
    assert [request.form()["SendDate"] for request in sink.requests] == ["20260302", "20260303"]


@pytest.mark.parametrize(
    "answer",
    [
        Hang(0),
        Say(200, '{"Code": "isv.AMOUNT_NOT_ENOUGH"}'),
        Say(200, '{"Code": "OK"}'),
        Say(200, '{"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": 1}}'),
        Say(200, '{"Code": "OK", "TotalCount": 2, "SmsSendDetailDTOs": {"SmsSendDetailDTO": []}}'),
        Say(200, "half a"),
    ],
)
def test_records_that_are_not_whole_prove_nothing(sink: SmsSink, answer: Fault) -> None:
    message = make_notification(make_customer(), channel="sms")
    sink.on_question = lambda: answer

    assert looked_up(message) is None
