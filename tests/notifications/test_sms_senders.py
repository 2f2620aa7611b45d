"""Who an SMS comes from, how it is signed and what it costs, by country."""

from decimal import Decimal
from pathlib import Path

import phonenumbers
import pytest
from pytest_django.fixtures import Settings

from support.customers.models import Language
from support.notifications.addresses.sms_senders import (
    Sender,
    cost_of,
    country_of,
    load_senders,
    named,
    number_of,
    sender_for,
)
from support.notifications.words.events import EVENTS
from support.notifications.words.rendering import render_file
from support.notifications.words.sample_values import sample_words
from support.notifications.words.segments import count_segments
from tests.every import every
from tests.reference import FOLDER

CHINESE, BRITISH, AMERICAN = "+8613800000001", "+447700900123", "+15005550006"


@every(
    ("address", "number"),
    [
        (CHINESE, CHINESE),
        ("+86 138 0000 0001", CHINESE),
        ("+44 (0) 7700 900123", BRITISH),
        ("13800000001", None),
        ("+12", None),
        ("+999123456789", None),
        ("", None),
        ("li@example.test", None),
        ("+" + "1" * 10_000, None),
        ("+44\u202e7700900123", None),
    ],
)
def test_a_number_is_written_as_e164_or_is_none(address: str, number: str | None) -> None:
    assert number_of(address) == number


@every(
    ("address", "country"),
    [
        (CHINESE, "CN"),
        ("+8610", "CN"),
        ("+85291234567", "HK"),
        (BRITISH, "GB"),
        (AMERICAN, "US"),
        ("+14165550123", "CA"),
        ("no number", ""),
    ],
)
def test_a_country_is_told_by_the_number(address: str, country: str) -> None:
    assert country_of(address) == country


@every(
    ("text", "address", "read"),
    [
        ("Your money is here.", CHINESE, "【Pay】Your money is here."),
        ("Your money is here.", BRITISH, "Pay: Your money is here."),
        ("Pay CW-1: Your money is here.", BRITISH, "Pay CW-1: Your money is here."),
        ("Payments are late.", AMERICAN, "Pay: Payments are late."),
        ("您的款项已到账。", "+85291234567", "【Pay】您的款项已到账。"),
        ("您的款项已到账。", "no number", "【Pay】您的款项已到账。"),
    ],
)
def test_a_text_says_who_it_is_from(text: str, address: str, read: str) -> None:
    assert named(text, address, "Pay") == read
    assert named(read, address, "Pay") == read


@every("country", load_senders(FOLDER / "sms_senders.csv"))
@every("language", Language.values)
def test_an_sms_names_its_sender_in_every_country_of_the_table(country: str, language: str) -> None:
    numbers = {"*": ["+447700900123", "+15005550006", "+886912345678", "+6591234567", ""]}
    code = phonenumbers.country_code_for_region(country)
    for number in numbers.get(country, [f"+{code}13800000001"]):
        for event in EVENTS:
            words = sample_words(event, language) | {"brand": "Harbourlight"}
            sms = render_file(event, "sms", language, words).named_for(number, "Harbourlight")

            assert sms.text.removeprefix("【").startswith("Harbourlight"), sms.text


def test_the_signature_is_paid_for() -> None:
    text = "付" * 61

    assert count_segments(text) == 1
    assert count_segments(named(text, CHINESE, "Casewalk")) == 2


@pytest.fixture
def table(tmp_path: Path, settings: Settings) -> Path:
    settings.SMS_SENDERS = tmp_path / "senders.csv"
    settings.SMS_SENDERS.write_text(
        "country,sender,signature,price\n*,,,\ncn,1069,【某公司】,0.045\nUS,+15005550006,,0\n"
    )
    return tmp_path / "senders.csv"


def test_an_operator_has_a_table_of_his_own(table: Path) -> None:
    assert sender_for(CHINESE) == Sender("1069", "某公司", Decimal("0.045"))
    assert sender_for(AMERICAN).sender == "+15005550006"
    assert sender_for(BRITISH) == Sender()
    assert named("您好", CHINESE, "Pay") == "【某公司】您好"


def test_a_country_without_a_price_costs_what_the_settings_say(
    table: Path, settings: Settings
) -> None:
    settings.SMS_SEGMENT_PRICE = Decimal("0.05")

    assert cost_of(3, BRITISH) == Decimal("0.15")
    assert cost_of(3, CHINESE) == Decimal("0.135")
    assert cost_of(3, AMERICAN) == 0


def test_a_price_in_the_settings_may_be_a_plain_number(settings: Settings) -> None:
    settings.SMS_SEGMENT_PRICE = 2

    assert cost_of(2, BRITISH) == Decimal(4)


@pytest.mark.parametrize("price", ["cheap", "1.2.3", "-1", "nan", "1e9"])
def test_a_price_that_is_none_is_refused(tmp_path: Path, price: str) -> None:
    path = tmp_path / "senders.csv"
    path.write_text(f"country,sender,signature,price\nCN,,,{price}\n")

    with pytest.raises(ValueError, match="price"):
        load_senders(path)


def test_a_country_stands_in_the_table_once(tmp_path: Path) -> None:
    path = tmp_path / "senders.csv"
    path.write_text("country,sender,signature,price\nCN,,,\ncn,,,\n")

    with pytest.raises(ValueError, match="CN twice"):
        load_senders(path)


def test_the_table_that_comes_with_casewalk_is_read(settings: Settings) -> None:
    assert load_senders(settings.SMS_SENDERS)["CN"].signature == "{brand}"
