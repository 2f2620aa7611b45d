"""What a customer reads at the top: what happened, who has the money, what there is to do."""

import re

import pytest

from support.cases.models import CUSTOMER_WORDING, Ending, Status
from support.payments.models import PaymentReference
from tests.factories import make_case
from tests.portal.world import case_of, make_cause

pytestmark = pytest.mark.django_db


def plain(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def part(text, opening):
    found = re.search(rf"<{opening}.*?</{opening.split()[0]}>", text, re.DOTALL)
    assert found, opening
    return plain(found[0])


def task(text):
    return part(text, 'section class="card task')


def stations(text):
    """Return name and progress of each who holds the money in its turn."""
    track = re.search(r'<ol class="holder".*?</ol>', text, re.DOTALL)
    rows = re.findall(
        r'<li class="(\w+)".*?<strong>(.*?)</strong>', track[0] if track else "", re.DOTALL
    )
    return [(name, progress) for progress, name in rows]


@pytest.mark.parametrize("status", Status)
def test_the_status_stands_above_what_happened(read, status):
    case = case_of(status=status, payment={"status": "sent"})

    text = read(case)

    assert part(text, 'p class="about"') == CUSTOMER_WORDING[status]
    assert f"{case.payment.reference} (1,200.00 CNY) was sent" in text
    assert "Solved" not in text


@pytest.mark.parametrize(
    ("direction", "status", "found"),
    [
        ("payout", "failed", ["now", "later", "later"]),
        ("payout", "sent", ["past", "now", "later"]),
        ("payout", "delivered", ["past", "now", "later"]),
        ("payout", "returned", ["now", "later", "later"]),
        ("payout", "credited", ["past", "past", "now"]),
        ("payin", "failed", ["now", "later", "later"]),
        ("payin", "sent", ["past", "now", "later"]),
        ("payout", "unknown", []),
        ("payin", "pending", []),
        ("payout", "pending", []),
        ("", "sent", []),
    ],
)
def test_the_stations_say_who_holds_the_money_or_nothing(read, direction, status, found):
    text = read(case_of(payment={"direction": direction, "status": status}))

    assert [progress for _name, progress in stations(text)] == found
    assert '<p class="money">' in text


def test_the_stations_of_a_payout_end_at_the_customers_masked_account(read):
    text = read(case_of(payment={"status": "sent"}))

    names = [name for name, _progress in stations(text)]
    assert names == ["Us", "Demo Bank A transfer", "Your account"]
    assert "<span>ending in 0001</span>" in text
    assert "<span>on its way</span>" in text


@pytest.mark.parametrize("amount", [None, "1,2oo"])
def test_a_missing_amount_leaves_its_clause_out(read, amount):
    case = case_of(payment={"amount": None, "amount_text": amount or ""})

    text = read(case)

    assert f"Your payout {case.payment.reference} failed" in text
    assert "1,2oo" not in text
    assert "<dt>Amount</dt>" not in text


def test_a_case_without_a_payment_has_a_page_too(read):
    text = read(make_case(payment=None, status=Status.WAITING_BANK))

    assert part(text, 'p class="about"') == "We are waiting for the bank"
    assert stations(text) == []
    assert "<dt>Reference</dt>" not in text


@pytest.mark.parametrize("status", [Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_BANK])
def test_the_causes_sentence_stands_once_whoever_acts_next(read, status):
    cause = make_cause(customer_message_en="Bank & co. is slow with payout {reference}.")
    case = case_of(status=status, cause=cause)

    text = read(case)

    assert text.count(f"Bank &amp; co. is slow with payout {case.payment.reference}.") == 1
    assert "{reference}" not in text


def test_what_is_the_customers_to_do_is_marked_as_theirs(read):
    cause = make_cause(customer_message_en="Please add another account.")
    asked = read(case_of(status=Status.WAITING_CUSTOMER, cause=cause))
    free = read(case_of(status=Status.WAITING_BANK))

    assert 'class="card task needed"' in asked
    assert task(asked).startswith("What you need to do Please add another account.")
    assert 'class="card task"' in free
    assert task(free).startswith("What you need to do You do not need to do anything.")


@pytest.mark.parametrize("ending", Ending.values)
@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_after_the_end_the_cause_stays_and_advice_while_it_is_of_use(read, status, ending):
    asks = "Please give us another account for {reference}."
    cause = make_cause(customer_message_en=f"It is closed. {asks}")
    case = case_of(status=status, ending=ending, cause=cause, payment={"status": "returned"})

    text = read(case)

    has_arrived = ending == Ending.CREDITED  # as a person knows
    assert ("It is closed." in text) is not has_arrived
    is_theirs = ending == Ending.CUSTOMER_MUST_ACT  # else they ask for it
    assert ("Please give us another account" in text) is is_theirs
    left = ending not in (Ending.CREDITED, Ending.CUSTOMER_MUST_ACT)  # nor goes another case on
    assert ("To receive the money, please contact us." in text) is left
    assert ('class="card task needed"' in text) is (ending == Ending.CUSTOMER_MUST_ACT)
    assert ("came back to us" in text) is not has_arrived
    assert part(text, 'p class="about"') == "Closed"


@pytest.mark.parametrize(("status", "tone"), [("credited", "finished"), ("failed", "closed")])
def test_only_money_that_arrived_looks_well(read, status, tone):
    case = case_of(status=Status.RESOLVED, ending="withdrawn", payment={"status": status})

    assert f'class="card answer {tone}"' in read(case)


@pytest.mark.parametrize("status", [Status.NEW, Status.WAITING_CUSTOMER, Status.WAITING_BANK])
def test_where_only_a_person_may_speak_the_page_says_no_more_than_that_we_work(read, status):
    cause = make_cause(disclosure="silent", customer_message_en="They died.")
    text = read(case_of(status=status, cause=cause))

    assert part(text, 'p class="about"') == "We are working on it"
    assert stations(text) == []
    for unsaid in (
        "died",
        "failed",
        '<p class="expectation">',
        'class="card task needed"',
        "Waiting for you",
    ):
        assert unsaid not in text


def test_the_customer_finds_what_to_quote_with_a_key_to_copy_it_and_the_account_masked(read):
    case = case_of()
    PaymentReference.objects.create(payment=case.payment, kind="arn", value="74027000123")

    text = read(case)

    for value in (case.reference, case.payment.reference, "74027000123"):
        assert f'<dd class="quote">{value} <button' in text
        assert f'data-copy="{value}"' in text
    assert "<dd>Demo Bank A transfer</dd>" in text
    assert "<dd>ending in 0001</dd>" in text


@pytest.mark.parametrize(
    ("method", "sent_through", "account"),
    [("card", "Card", "Card"), ("bank_transfer", "Bank transfer", "Account")],
)
def test_a_card_is_called_a_card_and_a_line_begins_with_a_capital(
    read, method, sent_through, account
):
    case = case_of(payment={"method": method, "status": "sent"})
    case.payment.channel.__class__.objects.update(public_name_en="", public_name_zh="")

    text = read(case)

    assert "<dt>Payment method</dt>" in text  # sent through it or not
    assert f"<dd>{sent_through}</dd>" in text
    assert f"<dt>{account}</dt>" in text
    assert "<dd>ending in 0001</dd>" in text
    assert "***" not in text


def test_without_a_reference_that_a_bank_finds_none_is_named(read):
    assert "Quote this to your bank" not in read(case_of())


def test_an_account_that_is_not_masked_is_not_shown(read):
    text = read(case_of(payment={"counterparty_account": "6200001234560005", "status": "sent"}))

    assert "6200001234560005" not in text


def test_markup_in_what_others_sent_us_stays_text(read):
    bold = "<b>bold</b>"
    text = read(case_of(payment={"reference": bold, "currency": "<i>"}))

    assert bold not in text
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert "<i>" not in text


@pytest.mark.parametrize(("status", "is_theirs"), [("failed", True), ("credited", False)])
def test_once_the_money_arrived_a_closed_case_asks_nothing_any_more(read, status, is_theirs):
    case = case_of(
        status=Status.RESOLVED,
        ending=Ending.CUSTOMER_MUST_ACT,
        payment={"status": status, "direction": "payin"},
    )

    assert ("I have done it" in read(case)) is is_theirs


@pytest.mark.parametrize(
    ("status", "bank"),
    [
        ("accepted", "Demo Bank A transfer"),
        ("sent", "Demo Bank A transfer"),
        ("delivered", "The receiving bank"),
        ("recalled", "The bank"),
    ],
)
def test_money_is_shown_at_no_other_bank_than_the_sentence_says(read, status, bank):
    assert (bank, "now") in stations(read(case_of(payment={"status": status})))
