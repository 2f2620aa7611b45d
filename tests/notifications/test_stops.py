"""STOP and START by SMS: which words count, from whom, and through which provider."""

import json
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from support.notifications.addresses.callbacks import provider_path
from support.notifications.models import Channel, State, Suppression
from support.notifications.outbox.suppressions import suppress
from support.notifications.returns.keywords import Meaning, meaning_of, stars_in
from support.notifications.returns.stopping import numbers_of
from support.notifications.transports.kannel.reports import read_kannel
from support.notifications.transports.twilio.sending import signature_of
from tests.every import every
from tests.intake.texts.writing import came
from tests.notifications.making import NOW, make_customer, make_notification, send
from tests.notifications.sms_sink import SID, TOKEN

pytestmark = pytest.mark.django_db  # a word may stand beside the name of the brand
PHONE = "+8613800000001"


def is_stopped(phone: str = PHONE) -> bool:
    return Suppression.objects.holding(Channel.SMS, phone).exists()


@every(
    "text",
    [
        "STOP", "stop", " Stop. ", "STOP!!!", "“stop”", "ＳＴＯＰ", "STOPALL", "stop all",
        "Unsubscribe", "CANCEL", "end", "QUIT", "ARRET", "Arrêt", "退订", "退订。", "【退订】",
        "退订！", "TD", "td", "T", "t", "Ｔ", "R", "取消订阅", "退訂", "\u200eSTOP\u200e", "STOP\n",
        "s\u0301top", "stop please", "Please STOP", "STOP thanks!", "Stop, stop.", "STOP\nSTOP",
        "STOP\nSent from my iPhone", "stop sent from my Galaxy", "Unsubscribe\n-- \nLi Wei",
        "stop all please", "STOP Casewalk", "casewalk stop", "TD退订", "退订TD", "T 退订",
        "退订\n发自我的iPhone",
        "请退订谢谢", "退订了", "麻烦退订", "退订【Casewalk】", "【Casewalk】TD",
        "回复TD", "退订，谢谢！",
        "Stop texting me", "stop 退订", "Cancel", "Casewalk: cancel",
    ],
)  # fmt: skip
def test_a_word_that_stops(text: str) -> None:
    assert meaning_of(text) is Meaning.STOP


@every(
    "text",
    [
        "START",
        "unstop",
        "Start!",
        "恢复",
        "恢复订阅",
        "订阅",
        "start please",
        "请恢复",
        "START\nSent from my iPad",
    ],
)
def test_a_word_that_lets_again(text: str) -> None:
    assert meaning_of(text) is Meaning.START


@every(
    "text", ["HELP", "help!", "Info", "帮助", "help please", "HELP\nSent from my iPhone", "求助"]
)
def test_a_word_that_asks_for_help(text: str) -> None:
    assert meaning_of(text) is Meaning.HELP


@every(
    ("text", "stars"),
    [
        ("5", 5), (" 4. ", 4), ("３", 3), ("2 stars", 2), ("5分", 5), ("4 星", 4), ("1 thanks", 1),
        ("5！谢谢", 5), ("5\nSent from my iPhone", 5), ("0", None), ("6", None), ("55", None),
        ("4 days", None), ("1 2", None), ("five", None), ("", None), ("2分钟", None), ("4.5", None),
    ],
)  # fmt: skip
def test_a_number_answers_a_survey(text: str, stars: int | None) -> None:
    assert stars_in(text) == stars


@every(
    "text",
    [
        "", " ", "?", "please don't stop", "Stop sending me the wrong amount", "不要退订", "TDD",
        "yes", "Thanks", "谢谢", "to", "restart", "STOP " * 1000, "\ud800", "😀", "ST OP",
        "please cancel", "请取消", "Please end this", "T please", "stop start",
        "Sent from my iPhone",
        "Help me, my money is gone", "帮助我找回钱", "5", "Casewalk",
        "Stop John", "stop the payment",
        "请停止付款", "退订了吗", "Please", "- stop sign -",
        "恢复订阅" * 39 + "吗",  # each could be one word or two: nobody tries all of these ways
    ],
)  # fmt: skip
def test_anything_else_is_neither(text: str) -> None:
    assert meaning_of(text) is Meaning.OTHER


def test_after_a_stop_nothing_is_sent_until_the_customer_starts_again(settings: Settings):
    settings.SMS_URL = "files:"
    customer = make_customer()

    came("退订", PHONE)
    stopped = send(make_notification(customer, channel="sms"))
    assert (stopped.state, stopped.reason) == (State.FAILED, "suppressed")

    came("START", PHONE)
    assert send(make_notification(customer, channel="sms")).state == State.SENT


def test_a_stop_twice_is_one_and_so_is_a_start() -> None:
    for _time in range(2):
        came("STOP", PHONE)
    assert Suppression.objects.get().why == "stopped"

    for _time in range(2):
        came("START", PHONE)
    assert Suppression.objects.get().released_at == NOW


def test_a_start_does_not_release_a_number_that_is_kept_for_another_reason() -> None:
    suppress(Channel.SMS, PHONE, why="bounced", words="", now=NOW)

    came("START", PHONE)

    assert is_stopped()


def test_a_stop_keeps_sms_away_and_not_mail(settings: Settings) -> None:
    settings.EMAIL_URL = "files:"

    came("STOP", PHONE)

    assert send(make_notification(make_customer(), channel="email")).state == State.SENT


@pytest.mark.parametrize("phone", ["", "Casewalk", "+", "+12", "9" * 1000, "\x00"])
def test_a_stop_from_what_is_no_number_stops_nothing(phone: str) -> None:
    came("STOP", phone)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+8613800000001", PHONE),
        ("8613800000001", PHONE),
        ("008613800000001", PHONE),
        ("13800000001", PHONE),
        (" +86 138 0000 0001 ", PHONE),
        ("447700900123", "+447700900123"),
        ("+15005550006", "+15005550006"),
    ],
)
def test_a_number_is_understood_as_networks_write_it(written: str, number: str) -> None:
    assert numbers_of(written) == [number]


def test_a_number_of_two_readings_is_the_one_that_a_customer_has() -> None:
    american, chinese = "+13522345678", "+8613522345678"
    assert numbers_of("13522345678") == [american]

    make_customer(phone=chinese)

    assert numbers_of("13522345678") == [chinese]


@every(
    ("query", "text"),
    [
        ("from=1&charset=UTF-16BE&text=%90%00%8B%A2", "退订"),
        ("from=1&charset=UTF-8&text=STOP", "STOP"),
        ("from=1&charset=GSM&text=STOP%21", "STOP!"),
        ("from=1&charset=ISO-8859-1&text=Arr%EAt", "Arrêt"),
        ("from=1&text=Arr%C3%AAt", "Arrêt"),
        ("from=1&charset=UTF-16BE&text=%90", "\ufffd"),
        ("from=1&charset=klingon&text=STOP", "STOP"),
        ("", ""),
    ],
)
def test_kannels_bytes_are_read_in_their_coding(query: str, text: str) -> None:
    assert read_kannel(query).text == text


def test_kannel_hands_on_a_stop_and_is_answered_nothing(client: Client) -> None:
    text = quote("退订".encode("utf-16-be"))

    answer = client.get(
        f"{provider_path('kannel-incoming')}?from=%2B8613800000001&charset=UTF-16BE&text={text}"
    )

    assert (answer.status_code, answer.content) == (200, b"")
    assert is_stopped()


def test_nobody_but_the_gateway_can_stop_a_customers_messages(client: Client) -> None:
    stop = "?from=%2B8613800000001&text=STOP"
    elsewhere = provider_path("aliyun-incoming").replace("/aliyun/", "/kannel/")

    answers = [
        client.get(f"{path}{stop}") for path in ("/api/v1/incoming-sms/kannel/x/", elsewhere)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not is_stopped()


@pytest.mark.parametrize(
    "form",
    [
        {"From": "+447700900123", "Body": "Stop"},
        {"From": "+447700900123", "Body": "please leave me alone", "OptOutType": "STOP"},
    ],
)
def test_twilio_hands_on_a_stop_signed(
    client: Client, settings: Settings, form: dict[str, str]
) -> None:
    settings.SMS_URL = f"twilio://{SID}:{TOKEN}@127.0.0.1:9?scheme=http"
    path = reverse("twilio-incoming")
    kind = "application/x-www-form-urlencoded"
    signature = signature_of(TOKEN, f"{settings.PUBLIC_URL}{path}", form.items())

    forged = client.post(path, urlencode(form), content_type=kind)
    assert forged.status_code == 404
    assert not is_stopped("+447700900123")

    taken = client.post(
        path, urlencode(form), content_type=kind, headers={"X-Twilio-Signature": signature}
    )
    assert (taken.status_code, taken.content) == (200, b"<Response/>")
    assert is_stopped("+447700900123")


def test_aliyun_hands_on_several_at_once_with_nonsense_between(client: Client) -> None:
    texts = [
        {"phone_number": "13800000001", "content": "TD", "send_time": "…", "dest_code": "1"},
        {"phone_number": 7, "content": "TD"},
        {"content": "TD"},
        "TD",
        {"phone_number": "13800000002", "content": "谢谢"},
    ]

    answer = client.post(
        provider_path("aliyun-incoming"), json.dumps(texts), content_type="application/json"
    )

    assert answer.json() == {"code": 0, "msg": "成功"}
    assert is_stopped()
    assert Suppression.objects.count() == 1


def test_a_stop_keeps_neither_number_nor_words_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level("INFO"):
        came("STOP", PHONE)
        came("my secret words", PHONE)

    assert "13800000001" not in caplog.text
    assert "secret" not in caplog.text
