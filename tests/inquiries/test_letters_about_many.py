"""A letter about many cases: what is asked is chosen, and it is seen before it leaves."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.cases.models import Case
from support.files.services import storing
from support.guidance.hearing import hear_customer
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.payments.models import Payment
from tests.factories import make_agent, sign_in
from tests.inquiries import bank as desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return desk.make_bank()


@pytest.fixture
def agent(client: Client) -> Client:
    return sign_in(client, make_agent())


def cases(count: int, first: int = 0) -> list[Case]:
    now = timezone.now() - timedelta(hours=1)
    return [desk.paid_case(name=f"E2E-{first + number:04}", now=now) for number in range(count)]


def press(agent: Client, chosen: list[Case], **given: str) -> str:
    body = {"deed": "ask_bank", "bank": "tarnfield", "case": [case.reference for case in chosen]}
    return unescape(agent.post("/cases/bulk/", body | given, follow=True).text)


def letter_in(page: str) -> str:
    [shown] = re.findall(r'<pre class="bank-letter">(.*?)</pre>', page, re.S)
    return str(shown)


def test_the_letter_is_seen_before_it_leaves_with_what_is_asked(agent: Client, bank: Bank):
    chosen = cases(2)

    page = press(agent, chosen)
    assert "have not reached their accounts (CCNR)" in letter_in(page)
    assert "E2E-0000" in letter_in(page)
    assert "E2E-0001" in letter_in(page)
    assert "The payee has not received it: 2 payments [INQ-…]" in page

    page = press(agent, chosen, type="return")
    assert "(PINC)" in letter_in(page)
    assert 'value="return" selected' in page
    assert not Inquiry.objects.exists()

    shown = letter_in(page)
    press(agent, chosen, type="return", sure="1")
    left = BankLetter.objects.get().text
    assert re.sub(r"INQ-\w{8}", "INQ-…", left).strip() == shown.strip()


def test_a_recall_leaves_with_its_reason_only(agent: Client, bank: Bank):
    chosen = cases(2)

    page = press(agent, chosen, type="recall")
    assert "Please say why it is recalled." in page
    assert "bank-letter" not in page
    assert 'value="ask_bank">Apply' not in page

    page = press(agent, chosen, type="recall", recall_reason="DUPL")
    assert "(camt.056)" in letter_in(page)
    assert "A recall is a request: the bank may refuse it" in page
    assert "Apply all 2" in page


def test_own_words_and_files_of_its_cases_go_with_it(agent: Client, bank: Bank):
    chosen, now = cases(2), timezone.now()
    stranger = cases(1, first=2)[0]
    sent = []
    for number, case in enumerate((*chosen, stranger)):
        pdf = SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.7" + bytes(f"\n{number}", "ascii") * 30)
        with storing([pdf], now=now) as got:
            hear_customer(case, "Here.", now=now, medium="page", files=got)
        sent.append(str(got[0].pk))

    page = press(agent, chosen, words="Please hurry.", file=sent[0])
    assert "Please hurry." in letter_in(page)
    assert f'value="{sent[0]}" checked' in page
    assert f'value="{sent[1]}">' in page
    assert sent[2] not in page
    assert "With it goes: 0.pdf" in page

    press(agent, chosen, words="Please hurry.", file=",".join(sent), sure="1")
    letter = BankLetter.objects.get()
    assert "Please hurry." in letter.text
    assert sorted(file.name for file in letter.files.all()) == ["0.pdf", "1.pdf"]


def test_what_the_letter_leaves_out_can_be_asked_by_another(agent: Client, bank: Bank):
    payout, payin = chosen = cases(2)
    Payment.objects.filter(pk=payin.payment_id).update(direction="payin")

    page = press(agent, chosen)
    assert "E2E-0001" not in letter_in(page)
    assert page.count(f'name="case" value="{payin.reference}"') == 1
    assert page.count(f'name="case" value="{payout.reference}"') == 2

    assert "E2E-0001" in letter_in(press(agent, chosen, type="other"))


def test_the_letter_costs_the_same_for_many(agent: Client, bank: Bank):
    def count(chosen: list[Case]) -> int:
        press(agent, chosen)  # what is kept for a while is read by now
        with CaptureQueriesContext(connection) as asked:
            press(agent, chosen)
        return len(asked)

    assert count(cases(2)) == count(cases(6, first=2)) == 14
