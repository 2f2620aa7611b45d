"""SMS as Kannel, Twilio and Aliyun hand them on: every coding, every part, every picture once."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import reverse

from support.intake.models import Letter
from support.notifications.addresses.callbacks import provider_path
from support.notifications.signals import Part
from support.notifications.transports.kannel.reports import part_of, read_kannel
from support.notifications.transports.twilio.sending import signature_of
from tests.every import every
from tests.intake.letters.writing import words_in
from tests.intake.texts.writing import PHONE, case_of, wrote
from tests.notifications.sms_sink import SID, TOKEN


@pytest.fixture
def case(db: None) -> Any:
    made = case_of()
    wrote(made)
    return made


def kannel(client: Client, raw: bytes, **values: str) -> None:
    told = urlencode({"from": PHONE, "id": "1"} | values)
    answer = client.get(f"{provider_path('kannel-incoming')}?{told}&text={quote(raw)}")
    assert (answer.status_code, answer.content) == (200, b"")


def twilio(client: Client, settings: Any, **form: str) -> None:
    settings.SMS_URL = f"twilio://{SID}:{TOKEN}@127.0.0.1:9?scheme=http"
    path = reverse("twilio-incoming")
    signature = signature_of(TOKEN, f"{settings.PUBLIC_URL}{path}", form.items())
    answer = client.post(
        path,
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )
    assert answer.content == b"<Response/>"


@every(
    ("coding", "charset"),
    [
        ("utf-16-be", "UTF-16BE"), ("utf-16-be", "UCS-2"), ("utf-8", "UTF-8"), ("gb18030", "GBK"),
        ("gb18030", "gb2312"), ("utf-8", ""), ("gb18030", ""), ("utf-8", "GSM"),
    ],
)  # fmt: skip
def test_chinese_is_read_in_every_coding(coding: str, charset: str) -> None:
    text = quote("我的款还没到账".encode(coding))

    assert read_kannel(f"from=1&charset={charset}&text={text}").text == "我的款还没到账"


@every(
    ("header", "part"),
    [
        ("050003070301", Part(7, 3, 1)), ("060804010A0202", Part(266, 2, 2)),
        ("0B0504158A0000 0003070302", Part(7, 3, 2)),  # ports stand before it
        ("", None), ("00", None), ("05", None), ("0500030703", None), ("050003070304", None),
        ("050003070300", None), ("050003070101", None), ("FF", None), ("040500", None),
    ],
)  # fmt: skip
def test_the_part_of_a_long_text_is_read_of_its_header(header: str, part: Part | None) -> None:
    assert part_of(bytes.fromhex(header)) == part


def test_kannels_parts_are_joined_and_what_comes_twice_counts_once(
    client: Client, case: Any
) -> None:
    for number, text in ((2, "two "), (1, "one "), (2, "two "), (3, "three")):
        header = bytes([5, 0, 3, 9, 3, number]).decode("latin-1")
        told = {"id": str(number), "udh": header}
        raw = text.encode()
        query = urlencode({"from": PHONE} | told, encoding="latin-1")
        client.get(f"{provider_path('kannel-incoming')}?{query}&text={quote(raw)}")

    assert words_in(case) == ["one two three"]


def test_kannels_words_are_the_customers(client: Client, case: Any) -> None:
    for _again in range(2):
        kannel(client, "我的款还没到账".encode("gbk"), charset="GBK")

    assert words_in(case) == ["我的款还没到账"]


def test_twilio_names_pictures_as_text(client: Client, settings: Any, case: Any) -> None:
    picture = {"MediaUrl0": "https://api.example/m/1", "MediaContentType0": "image/jpeg"}
    told = {"From": PHONE, "To": "+15005550006", "MessageSid": "SM1", "NumMedia": "1"} | picture

    twilio(client, settings, Body="My slip", **told)
    twilio(client, settings, Body="My slip", **told)
    twilio(client, settings, Body="", **told | {"MessageSid": "SM2"})

    shown = "[image/jpeg https://api.example/m/1]"
    assert words_in(case) == [f"My slip\n{shown}", shown]


@pytest.mark.parametrize("count", ["", "x", "-1", "999999", "²"])
def test_a_count_of_pictures_that_is_none_is_none(
    client: Client, settings: Any, case: Any, count: str
) -> None:
    twilio(client, settings, From=PHONE, Body="Hello", MessageSid="SM1", NumMedia=count)

    assert words_in(case) == ["Hello"]


def test_aliyun_hands_on_several_each_once(client: Client, case: Any) -> None:
    texts = [
        {"phone_number": "13800000001", "content": "还没到账", "sequence_id": 7},
        {"phone_number": "13800000001", "content": "还没到账", "sequence_id": 7},
        {"phone_number": "13800000001", "content": "\ud800", "sequence_id": 8},
        {"phone_number": "10690000123456", "content": "您好\0", "sequence_id": 9},
    ]

    client.post(
        provider_path("aliyun-incoming"), json.dumps(texts), content_type="application/json"
    )

    assert words_in(case) == ["还没到账"]
    waiting = Letter.objects.order_by("pk").values_list("sender", "text")
    assert list(waiting) == [(PHONE, ""), ("10690000123456", "您好")]
