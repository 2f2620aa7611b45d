"""Odd amounts, names, numbers and zones, on the customer's status page and the desk's page."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from support.cases.models import Case
from support.customers.contacts import Contact
from support.customers.reading import read_contact
from tests.factories import NOW, make_agent, make_customer, sign_in
from tests.portal.world import address_of, case_of

pytestmark = pytest.mark.django_db
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "source"}
ABOUT_TEXT = re.compile("[\u202a-\u202e\u2066-\u2069]")  # turns what follows around


class Strict(HTMLParser):
    """Fails on a tag that is closed in the wrong place: nothing of a value became markup."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.bdi: list[str] = []
        self.feed(markup)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("img", "script") or not dict(attrs).get("onerror")
        if tag == "bdi":
            self.bdi.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "bdi" in self.open:
            self.bdi[-1] += data


def read(case: Case, language: str = "en") -> tuple[str, str]:
    """Return the markup of a case's status page and of its page on the desk."""
    page = Client().get(address_of(case), {"lang": language})
    browser = sign_in(Client(), make_agent())
    browser.cookies["django_language"] = language
    desk = browser.get(f"/cases/{case.reference}/")
    assert page.status_code == desk.status_code == 200
    return page.text, desk.text


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def part(markup: str, opening: str, end: str) -> str:
    assert markup.count(opening) == 1, opening
    return plain(opening + markup.partition(opening)[2].partition(end)[0])


def returned(language: str = "en", **payment: Any) -> Case:
    values = {"status": "returned", "status_since": NOW, **payment}
    return case_of(locale=LOCALES[language], payment=values)


@pytest.mark.parametrize(
    ("amount", "text", "currency", "english", "chinese"),
    [
        ("120000", "120000", "JPY", "120,000 JPY", "120,000 日元"),
        ("1.5", "1.5", "KWD", "1.500 KWD", "1.500 科威特第纳尔"),
        (None, "0.12345678", "BTC", "0.12345678 BTC", "0.12345678 BTC"),
        ("99999999999999", "", "USD", "99,999,999,999,999.00 USD", "99,999,999,999,999.00 美元"),
        ("1200", "1200", "CNY", "1,200.00 CNY", "1,200.00 元"),
    ],
)
def test_an_amount_is_whole_on_both_pages(amount, text, currency, english, chinese):
    values = {"amount": Decimal(amount) if amount else None, "amount_text": text}
    for language, written in (("en", english), ("zh-hans", chinese)):
        case = returned(language, currency=currency, **values)
        page, desk = read(case, language)

        in_brackets = f"({written})" if language == "en" else f"（{written}）"
        assert in_brackets in part(page, '<p class="lead">', "</p>")
        assert f"<dd>{written}</dd>" in page
        assert english in part(desk, '<div class="strip-amount">', "</dd>")
        assert f'<dd class="amount">{english}</dd>' in desk
        Strict(page)
        Strict(desk)


@pytest.mark.parametrize("text", ["", "much", "12,00,0"])
def test_a_missing_amount_leaves_no_gap(text):
    for language, label, missing in (("en", "Amount", "missing"), ("zh-hans", "金额", "缺")):
        page, desk = read(returned(language, amount=None, amount_text=text), language)

        assert f"<dt>{label}</dt>" not in page
        assert not re.search(r"\(\s*\)|（\s*）|None", plain(page))
        assert not text or text not in plain(page)
        assert (text or missing) in part(desk, '<div class="strip-amount">', "</dd>")


NAMES = [
    "Mock \u202eredlA\u202c Alder", "\u2067מוק\u2069 Alder", "מוק אלדר", "莫可" * 100,
    "Mock " * 39 + "Alder", 'Mock "><img src=x onerror=1> & <b>Alder</b>',
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LOCALES)
def test_a_name_turns_nothing_around_and_becomes_no_markup(name: str, language: str):
    customer = make_customer(name=name, locale=LOCALES[language], time_zone="Asia/Shanghai")
    case = case_of(customer=customer, payment={"counterparty_name": name})

    page, desk = read(case, language)

    Strict(page)
    isolated = Strict(desk).bdi
    assert isolated.count(name) >= 3  # in the strip, and as who is paid and who waits
    assert not ABOUT_TEXT.search(page)
    shown = re.sub(r"<bdi>.*?</bdi>", "", re.sub(r"<head>.*?</head>", "", desk, flags=re.DOTALL))
    assert not ABOUT_TEXT.search(plain(shown))


@pytest.mark.parametrize(
    ("contact", "english", "chinese", "opened"),
    [
        (Contact(phone="+886912345678", locale="zh-TW"), "Taipei time", "台北时间", "18:00"),
        (Contact(phone="+12025550123", time_zone="America/New_York"), "New York time", "纽约时间",
         "05:00"),
        (Contact(phone="+12025550123", time_zone="America/St_Johns"), "St Johns time",
         "圣约翰斯时间", "06:30"),
        (Contact(time_zone="-03:30"), "UTC", "UTC", "10:00"),
        (Contact(email="alder@example.net", time_zone="Asia/Kolkata"), "India time", "印度时间",
         "15:30"),
    ],
)  # fmt: skip
def test_times_are_by_the_clock_that_is_named(contact, english, chinese, opened):
    known = read_contact(contact)
    customer = make_customer(
        email=known.email, phone=known.phone, locale="en-GB", time_zone=known.time_zone
    )
    case = case_of(customer=customer)

    for language, zone in (("en", english), ("zh-hans", chinese)):
        page, desk = read(case, language)

        foot = part(page, "<footer>", "</footer>")
        assert f"All times are in {zone}." in foot if language == "en" else zone in foot
        assert opened in part(page, '<ol class="track">', "</ol>")
        facts = part(desk, '<details class="panel facts" id="customer"', "</dl>")
        assert zone in facts
        for label, value in (("E-mail", known.email), ("Phone", known.phone)):
            assert language != "en" or f"{label} {value or '–'}" in facts


def test_nobody_without_an_address_is_promised_a_letter_by_either_page():
    for language, promise in (("en", "write to you"), ("zh-hans", "通知您")):
        case = case_of(customer=make_customer(email="", phone="", locale=LOCALES[language]))
        case.contact_email = case.contact_phone = ""
        case.save()

        page, desk = read(case, language)

        assert promise not in plain(page)
        assert plain(desk).count("–") >= 2


def test_the_days_of_an_odd_zone_are_the_customers():
    customer = make_customer(locale="en-GB", time_zone="America/St_Johns")
    late = NOW.replace(hour=2)  # half past ten in the evening before, over there
    case = case_of(customer=customer, payment={"status": "returned", "status_since": late})

    page, _desk = read(case)

    assert f"on {late - timedelta(days=1):%-d %B %Y}" in plain(page)
