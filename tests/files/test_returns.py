"""pacs.004."""

from datetime import UTC, datetime

from support.payments.news import Reference
from tests.files.making import document, news_of, read, tag


def pacs_004(*parts, header=""):
    return document(
        "pacs.004.001.09",
        "PmtRtr",
        tag("GrpHdr", tag("MsgId", "R1"), tag("CreDtTm", "2026-11-17T10:00:00Z"), header),
        *parts,
    )


def back(*more, code="AC04", message="pacs.008.001.08"):
    return tag(
        "TxInf",
        tag("RtrId", "R-1"),
        tag("OrgnlGrpInf", tag("OrgnlMsgId", "M-7"), tag("OrgnlMsgNmId", message)),
        tag("OrgnlEndToEndId", "P-1"),
        tag("OrgnlTxId", "TX-1"),
        tag("RtrdIntrBkSttlmAmt", "985.00", ccy="AUD"),
        tag("IntrBkSttlmDt", "2026-11-16"),
        code and tag("RtrRsnInf", tag("Rsn", tag("Cd", code)), tag("AddtlInf", "account closed")),
        *more,
    )


def test_a_payment_that_came_back_after_it_was_settled():
    (news,) = news_of(pacs_004(back()))

    assert (news.status, news.direction) == ("returned", "payout")
    assert (news.failure_scheme, news.failure_code) == ("iso20022_return", "AC04")
    assert news.failure_message == "account closed"
    assert (news.amount, news.currency) == ("985.00", "AUD")
    assert Reference("end_to_end_id", "P-1") in news.references
    assert Reference("bank_reference", "TX-1") in news.references
    assert news.occurred_at == datetime(2026, 11, 16, 22, 59, tzinfo=UTC)


def test_charges_that_were_kept_are_named_and_the_amount_is_what_was_paid():
    (news,) = news_of(pacs_004(back(tag("OrgnlIntrBkSttlmAmt", "1000.00", ccy="AUD"))))

    assert news.amount == "1000.00"
    assert news.failure_message == "account closed (985.00 / 1000.00 AUD)"


def test_a_returned_collection_is_a_pay_in():
    (news,) = news_of(pacs_004(back(message="pacs.003.001.08")))

    assert news.direction == "payin"


def test_the_reason_may_stand_in_the_group():
    group = tag(
        "OrgnlGrpInf",
        tag("OrgnlMsgId", "M-7"),
        tag("RtrRsnInf", tag("Rsn", tag("Cd", "FOCR"))),
    )

    (news,) = news_of(pacs_004(group, back(code="")))

    assert news.failure_code == "FOCR"


def test_a_whole_group_that_is_returned_is_a_problem_for_a_person():
    group = tag("OrgnlGrpInf", tag("OrgnlMsgId", "M-7"))

    (entry,) = read(pacs_004(group, header=tag("GrpRtr", "true")))

    assert entry.kind == "problem"
    assert "M-7 is returned" in entry.text
