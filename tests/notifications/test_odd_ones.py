"""Odd amounts, names, numbers and zones, in the messages as they are rendered."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from support.cases.models import Case
from support.cases.telling.message_words import message_context
from support.customers.contacts import Contact
from support.customers.reading import read_contact
from support.notifications.words.cleaning import clean_context
from support.notifications.words.rendering import Rendered, render_file
from support.payments.models import Payment
from tests.portal.world import case_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)
EVENTS = ["case-opened", "solution", "waiting-bank", "bank-overdue", "case-resolved"]


def about(locale: str = "en-GB", zone: str = "UTC", **payment: Any) -> Case:
    values = {"status": "returned", "status_since": NOW, **payment}
    return case_of(locale=locale, zone=zone, payment=values)


def read(case: Case, event: str = "solution") -> tuple[Rendered, Rendered]:
    """Return a case's mail and SMS with the file's words."""
    words = clean_context(event, message_context(case, event, now=NOW))
    language = case.contact.language
    mail, sms = (render_file(event, channel, language, words) for channel in ("email", "sms"))
    return mail, sms


@pytest.mark.parametrize(
    ("amount", "text", "currency", "english", "chinese"),
    [
        ("120000", "120000", "JPY", "(120,000 JPY)", "（120,000 日元）"),
        ("1.5", "1.5", "KWD", "(1.500 KWD)", "（1.500 科威特第纳尔）"),
        (None, "0.12345678", "BTC", "(0.12345678 BTC)", "（0.12345678 BTC）"),
        (
            "99999999999999",
            "",
            "USD",
            "(99,999,999,999,999.00 USD)",
            "（99,999,999,999,999.00 美元）",
        ),
        ("1200", "1200", "CNY", "(1,200.00 CNY)", "（1,200.00 元）"),
    ],
)
def test_an_amount_is_whole_in_mail_and_sms(amount, text, currency, english, chinese):
    values = {
        "amount": Decimal(amount) if amount else None,
        "amount_text": text,
        "currency": currency,
    }
    for locale, written in (("en-GB", english), ("zh-CN", chinese)):
        for rendered in read(about(locale, **values)):
            assert written in rendered.text


@pytest.mark.parametrize("text", ["", "much", "12,00,0"])
@pytest.mark.parametrize("event", EVENTS)
def test_a_missing_amount_leaves_its_clause_out(event: str, text: str):
    for locale in ("en-GB", "zh-CN"):
        for rendered in read(about(locale, amount=None, amount_text=text), event):
            assert not {"()", "（）", "None", "Amount", "金额"} & set(_pieces(rendered.text))
            assert text not in rendered.text or not text


def _pieces(text: str) -> list[str]:
    return [piece for piece in ("()", "（）", "None", "Amount", "金额") if piece in text]


@pytest.mark.parametrize(
    "name",
    ["Mock \u202eredlA\u202c Alder", "\u2067מוק\u2069 Alder", "莫可" * 150, "Mock " * 60 + "Alder"],
)
def test_a_name_turns_nothing_around_and_takes_no_more_than_its_line(name: str):
    case = about()
    case.contact_name, case.contact_zone = name[:200], "UTC"

    mail, sms = read(case)

    for rendered in (mail, sms):
        assert not set(rendered.text) & set(
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )
    assert len(mail.text.splitlines()[0]) < 80
    assert sms.segments <= 3


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_nobody_without_an_address_is_promised_a_letter(locale: str):
    case = about(locale)
    case.contact_email = case.contact_phone = ""
    case.contact_locale, case.contact_zone = locale, "UTC"

    for event in EVENTS:
        mail, sms = read(case, event)
        for text in (mail.text, sms.text):
            assert "write to you" not in text
            assert "通知您" not in text


@pytest.mark.parametrize(
    ("contact", "zone", "day"),
    [
        (Contact(phone="+886912345678", locale="zh-TW"), "Asia/Taipei", "2026年11月29日"),
        (Contact(phone="+12025550123", locale="en-US"), "", "28 November 2026"),
        (Contact(phone="+447700900123", time_zone="-03:30"), "", "28 November 2026"),
        (Contact(time_zone="-03:30"), "UTC", "28 November 2026"),
        (Contact(time_zone="America/St_Johns"), "America/St_Johns", "28 November 2026"),
    ],
)
def test_days_are_those_of_the_customer_wherever_they_are(contact, zone, day):
    known = read_contact(contact)
    case = about(known.locale or "en-GB", known.time_zone)

    mail, sms = read(case)

    assert known.time_zone == zone or not zone
    assert day in mail.text
    assert day in sms.text


def test_a_reference_with_an_advertisement_is_left_out_of_every_sentence():
    case = about(reference="Win at www.casino.example")

    for event in EVENTS:
        for rendered in read(case, event):
            assert "casino" not in rendered.text + rendered.subject


def test_a_payment_of_a_hundred_letters_fits_its_sms():
    case = about(reference="PO" + "9" * 98)

    assert read(case)[1].segments <= 6
    assert Payment.objects.count() == 1
