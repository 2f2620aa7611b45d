"""Who waits for the refund of a pay-in is told of the refund, not that the pay-in arrived."""

import pytest

from support.cases.models import Ending, Status
from support.cases.telling.message_words import message_context
from support.claims.formats import is_chinese
from tests.codes import table
from tests.factories import NOW
from tests.portal.world import case_of, make_cause

pytestmark = pytest.mark.django_db
SENTENCES = {
    "customer_message_en": "Your refund for {reference} was sent.",
    "customer_message_zh": "{reference} 的退款已发出。",
}
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}


def refund_of_payin(of_money, language="en", **overrides):
    payment = {"direction": "payin", "status": "credited", "method": "card"}
    cause = make_cause(of_money=of_money, **SENTENCES)
    return case_of(payment=payment, cause=cause, locale=LOCALES[language], **overrides)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_mail_and_page_are_about_the_refund(read, language):
    case = refund_of_payin("refund_traced", language)

    words = message_context(case, "solution", now=NOW)
    page = read(case)

    told = " ".join((words["headline"], words["what_happened"], words["where_money_is"], page))
    reference = case.payment.reference
    if is_chinese(language):
        assert f"您的付款 {reference} 的退款已发出，到账待确认" in words["headline"]
        assert "已到账" not in told
    else:
        assert words["headline"] == f"Your refund for {reference} was sent, arrival not confirmed"
        assert "was credited" not in told
        assert "1,200.00" not in words["what_happened"]
    assert words["cause_sentence"] in page


def test_its_end_does_not_say_that_all_is_done():
    over = {"status": Status.RESOLVED, "ending": Ending.CANNOT_BE_DONE}
    case = refund_of_payin("refund_traced", **over)

    words = message_context(case, "case-resolved", now=NOW)

    assert "We have done what we can for now" in words["what_happened"]
    assert "If the money does not arrive, please contact us." in words["what_to_do"]
    assert "If anything is still wrong" not in words["what_next"]


def test_of_a_refund_that_nobody_asked_for_nothing_is_said_to_be_sent(read):
    page = read(refund_of_payin("refund_not_asked"))

    assert "We have looked into your refund for" in page
    assert "was sent, arrival" not in page
    assert "where your refund" not in page  # for there is none
    assert "who holds the money" not in page


def test_what_a_cause_says_of_money_that_came_back_is_said_once(read):
    (row,) = (row for row in table("causes.csv") if row["slug"] == "payout_returned")
    said = row["customer_message_en"]
    cause = make_cause(slug="payout_returned", of_money="back", customer_message_en=said)
    page = read(case_of(payment={"direction": "payout", "status": "returned"}, cause=cause))

    assert "did not arrive and came back to us." in page
    assert "sent back" not in page
    assert "Please check and confirm your account details for payout" in page


@pytest.mark.parametrize("of_money", ["", "under_way", "reached"])
def test_other_causes_are_told_of_the_payin(read, of_money):
    page = read(refund_of_payin(of_money))

    assert "Your payment" in page
    assert "Your refund for" not in page
