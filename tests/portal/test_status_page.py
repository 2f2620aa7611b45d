"""What a customer reads at the top: what happens, whether there is something to do, who has it."""

import re

import pytest

from support.cases.models import CUSTOMER_WORDING, Status
from support.payments.models import PaymentReference
from tests.factories import make_case, make_customer
from tests.portal.world import case_of, make_cause

pytestmark = pytest.mark.django_db


def headline(text):
    found = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def task(text):
    found = re.search(r'<section class="card task.*?</section>', text, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


@pytest.mark.parametrize("status", Status)
def test_the_headline_names_the_money_and_the_status_in_the_customers_words(read, status):
    text = read(case_of(status=status))

    assert headline(text) == f"Your payout of 1,200.00 CNY {CUSTOMER_WORDING[status]}"


@pytest.mark.parametrize(
    ("payment", "said"),
    [
        ({"direction": "payin"}, "Your payment of 1,200.00 CNY"),
        ({"amount": None, "amount_text": "1,2oo"}, "Your payout"),
        ({"direction": "payin", "amount": None}, "Your payment"),
    ],
)
def test_the_headline_says_only_what_the_record_knows_of_the_payment(read, payment, said):
    text = read(case_of(payment=payment))

    assert headline(text) == f"{said} {CUSTOMER_WORDING[Status.NEW]}"
    assert "1,2oo" not in text


def test_a_case_without_a_payment_has_a_page_too(read):
    text = read(make_case(payment=None, status=Status.WAITING_BANK))

    assert headline(text) == "Your case The bank is handling it"
    assert "<dd>The bank</dd>" in text
    assert "Payment reference" not in text


def test_while_we_or_the_bank_work_the_causes_sentence_tells_what_happened(read):
    cause = make_cause(customer_message_en="Bank & co. is slow with {reference}.")
    case = case_of(status=Status.WAITING_BANK, cause=cause)

    text = read(case)

    assert f'<p class="lead">Bank &amp; co. is slow with {case.payment.reference}.</p>' in text
    assert "{reference}" not in text


def test_what_the_customer_must_do_stands_once_and_in_its_own_place(read):
    cause = make_cause(customer_message_en="Please give us another account for {reference}.")
    case = case_of(status=Status.WAITING_CUSTOMER, cause=cause)

    text = read(case)

    sentence = f"Please give us another account for {case.payment.reference}."
    assert text.count(sentence) == 1
    assert task(text).startswith(f"One thing to do {sentence}")
    assert f"contact us and quote {case.reference}" in task(text)


def test_a_customer_who_is_asked_without_a_known_cause_is_sent_to_the_message(read):
    text = read(case_of(status=Status.WAITING_CUSTOMER))

    assert "Please read our latest message below" in task(text)


@pytest.mark.parametrize("status", [Status.NEW, Status.OPEN])
def test_with_nothing_to_do_the_page_says_so_and_who_writes_next(read, status):
    text = read(case_of(status=status))

    assert task(text) == "Nothing to do We will write to you when something changes."
    assert '<p class="lead">We are checking the payment step by step.</p>' in text
    assert "Us, the support team" in text


def test_who_cannot_be_reached_is_not_promised_a_message(read):
    text = read(case_of(customer=make_customer(email="", phone="")))

    assert task(text) == "Nothing to do When something changes, this page shows it."
    assert "You will hear from us" not in text


def test_while_the_bank_works_the_page_warns_of_paying_twice_as_the_mail_does(read):
    text = read(case_of(status=Status.WAITING_BANK))

    assert task(text).startswith("Nothing to do Please do not start the payment again")
    assert "The bank (Demo Bank A transfer)" in text


def test_a_sentence_that_asks_something_is_not_contradicted_while_we_work(read):
    cause = make_cause(customer_message_en="Please contact your bank about {reference}.")

    text = read(case_of(status=Status.OPEN, cause=cause))

    assert task(text).startswith("Nothing to do beyond what is said above")


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
@pytest.mark.parametrize(
    ("payment_status", "said"),
    [
        ("credited", "The money has been credited to the account."),
        ("sent", "Our work on it is finished."),
        ("failed", "Our work on it is finished."),
    ],
)
def test_a_finished_case_claims_success_only_if_the_record_does(read, status, payment_status, said):
    cause = make_cause(customer_message_en="Please wait for {reference}.")
    case = case_of(status=status, cause=cause, payment={"status": payment_status})

    text = read(case)

    assert f'<p class="lead">{said}</p>' in text
    assert "Please wait for" not in text
    assert task(text).startswith("Nothing to do This case is finished.")
    assert "Nobody: it is finished" in text


@pytest.mark.parametrize("status", [Status.NEW, Status.WAITING_CUSTOMER, Status.WAITING_BANK])
def test_where_only_a_person_may_speak_the_page_says_that_one_will(read, status):
    cause = make_cause(
        disclosure="silent",
        customer_message_en="A colleague will contact you personally about {reference}.",
    )

    text = read(case_of(status=status, cause=cause))

    assert headline(text) == "Your payout of 1,200.00 CNY We are working on it"
    assert "A colleague will contact you personally about" in text
    assert task(text) == "Nothing to do Please wait until our colleague contacts you."
    assert '<p class="expectation">' not in text
    assert "Waiting for you" not in text


def test_the_customer_finds_what_to_quote_and_his_account_masked(read):
    case = case_of()

    text = read(case)

    assert f'<dd class="quote">{case.reference}</dd>' in text
    assert f"<dd>{case.payment.reference}</dd>" in text
    assert "<dd>Demo Bank A transfer</dd>" in text
    assert "<dd>************0001</dd>" in text


def test_an_account_that_is_not_masked_is_not_shown(read):
    text = read(case_of(payment={"counterparty_account": "6200001234560005"}))

    assert "6200001234560005" not in text


def test_markup_in_what_others_sent_us_stays_text(read):
    bold = "<b>bold</b>"
    case = case_of(payment={"reference": bold, "currency": "<i>"})

    text = read(case)

    assert bold not in text
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert "<i>" not in text


def test_the_reference_that_a_bank_finds_stands_there_to_quote(read):
    case = case_of()
    PaymentReference.objects.create(payment=case.payment, kind="arn", value="74027000123")

    page = read(case)

    assert "Reference for your bank" in page
    assert "74027000123" in page
    assert "Reference for your bank" not in read(case_of())
