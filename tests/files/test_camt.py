"""camt.054, as banks write it."""

from datetime import UTC, datetime

from support.payments.news import Reference
from tests.every import every
from tests.files.making import (
    OURS,
    THEIRS,
    a_source,
    booked,
    camt,
    details,
    news_of,
    parties,
    read,
    returned,
    tag,
    texts_of,
)


def only(content):
    (news,) = news_of(content)
    return news


def test_a_credit_with_return_information_is_a_payout_that_came_back():
    news = only(camt(booked("CRDT", details("P-1", parties(), returned("AC04", "Konto", "zu")))))

    assert (news.status, news.direction) == ("returned", "payout")
    assert (news.failure_scheme, news.failure_code) == ("iso20022_return", "AC04")
    assert news.failure_message == "Konto zu"
    assert (news.amount, news.currency) == ("120.50", "EUR")
    assert (news.counterparty_name, news.counterparty_account) == ("Ines Muster", THEIRS)
    assert news.references == (
        Reference("end_to_end_id", "P-1"),
        Reference("bank_reference", "BANK-9"),
    )


@every(
    ("side", "more", "status", "direction"),
    [
        ("DBIT", "", "sent", "payout"),
        ("CRDT", "", "credited", "payin"),
        ("DBIT", returned("MD01"), "returned", "payin"),
        ("CRDT", tag("RtrInf", tag("Rsn", tag("Prtry", "X"))), "returned", "payout"),
        ("CRDT", tag("RtrInf", tag("AddtlInf", "closed")), "returned", "payout"),
    ],
)
def test_the_side_of_our_account_and_the_return_say_what_happened(side, more, status, direction):
    news = only(camt(booked(side, details("P-1", more))))

    assert (news.status, news.direction) == (status, direction)


def test_a_debit_never_says_that_the_payee_was_credited():
    assert only(camt(booked("DBIT", details()))).status == "sent"


def test_a_reimbursement_by_its_bank_transaction_code_is_a_return():
    code = tag(
        "BkTxCd",
        tag("Domn", tag("Cd", "PMNT"), tag("Fmly", tag("Cd", "ICDT"), tag("SubFmlyCd", "RRTN"))),
    )

    assert only(camt(booked("CRDT", details(), more=code))).status == "returned"


def test_of_a_booking_that_was_taken_back_nobody_knows_what_became_of_the_payment():
    news = only(camt(booked("CRDT", details(), more=tag("RvslInd", "true"))))

    assert (news.status, news.direction) == ("unknown", "payout")
    assert "RvslInd" in news.status_said


@every(
    ("booked_as", "status"),
    [
        ("<Cd>BOOK</Cd>", "sent"),
        ("BOOK", "sent"),  # until 2019
        ("<Cd>PDNG</Cd>", "pending"),
        ("<Cd>INFO</Cd>", ""),
        ("<Prtry>OWN</Prtry>", ""),
    ],
)
def test_only_what_is_booked_has_happened(booked_as, status):
    assert only(camt(booked("DBIT", details(), status=booked_as))).status == status


def test_a_status_nobody_told_us_of_is_shown_as_not_read():
    news = only(camt(booked("DBIT", details(), status="<Prtry>OWN</Prtry>")))

    assert [(field.field, field.value) for field in news.unread] == [("status", "DBIT OWN")]


def test_a_bookings_day_counts_from_its_begin_for_what_is_under_way_and_to_its_end_for_a_return():
    sent = only(camt(booked("DBIT", details())))
    back = only(camt(booked("CRDT", details("P-1", returned()))))

    assert sent.occurred_at == datetime(2026, 11, 16, 23, 0, tzinfo=UTC)  # midnight in Berlin
    assert back.occurred_at == datetime(2026, 11, 17, 20, 30, tzinfo=UTC)  # when we were told


def test_a_return_told_days_later_counts_from_the_last_minute_of_its_day():
    late = camt(booked("CRDT", details("P-1", returned()))).replace(
        "<CreDtTm>2026-11-17", "<CreDtTm>2026-11-20"
    )

    assert only(late).occurred_at == datetime(2026, 11, 17, 22, 59, tzinfo=UTC)


def test_a_booking_with_a_time_has_that_time():
    timed = camt(booked("CRDT", details("P-1", returned()))).replace(
        "<Dt>2026-11-17</Dt>", "<DtTm>2026-11-17T09:15:30.5Z</DtTm>"
    )

    assert only(timed).occurred_at == datetime(2026, 11, 17, 9, 15, 30, 500_000, tzinfo=UTC)


def test_each_payment_of_a_batch_is_an_entry_with_its_own_amount_and_no_reference_of_the_whole():
    batch = booked(
        "DBIT",
        tag("Btch", tag("NbOfTxs", "2")),
        details("P-1", tag("Amt", "70.50", ccy="EUR")),
        details("P-2", tag("AmtDtls", tag("TxAmt", tag("Amt", "50.00", ccy="EUR")))),
    )

    first, second = news_of(camt(batch))

    assert (first.amount, second.amount) == ("70.50", "50.00")
    assert first.references == (Reference("end_to_end_id", "P-1"),)


def test_payments_in_several_entry_details_are_all_read():
    entry = booked("CRDT", details("P-1", returned())).replace(
        "</NtryDtls>", f"</NtryDtls>{tag('NtryDtls', details('P-2', returned('AC01')))}"
    )

    assert [news.failure_code for news in news_of(camt(entry))] == ["AC04", "AC01"]


def test_a_payment_of_a_batch_may_come_back_while_the_others_leave():
    batch = booked("DBIT", details("P-1"), details("P-2", tag("CdtDbtInd", "CRDT"), returned()))

    assert [news.status for news in news_of(camt(batch))] == ["sent", "returned"]


def test_what_was_instructed_is_the_amount_that_we_know_the_payment_by():
    exchanged = details(
        "P-1",
        tag("Amt", "112.40", ccy="EUR"),
        tag("AmtDtls", tag("InstdAmt", tag("Amt", "100.00", ccy="GBP"))),
    )

    news = only(camt(booked("DBIT", exchanged)))

    assert (news.amount, news.currency) == ("100.00", "GBP")


def test_a_batch_booked_as_one_sum_names_nobody_and_is_said_so():
    content = camt(booked("DBIT", tag("Btch", tag("PmtInfId", "RUN-7"), tag("NbOfTxs", "31"))))

    assert news_of(content) == []
    assert texts_of(content) == ["Batch RUN-7 of 31 payments, booked as one sum; none is named."]


def test_a_batch_that_names_fewer_than_it_holds_is_a_problem():
    entries = read(camt(booked("DBIT", tag("Btch", tag("NbOfTxs", "3")), details("P-1"))))

    assert [entry.kind for entry in entries] == ["news", "problem"]
    assert "3 payments; it names 1" in entries[1].text


def test_an_entry_without_details_is_known_by_the_banks_own_reference():
    news = only(camt(booked("DBIT")))

    assert news.references == (Reference("bank_reference", "BANK-9"),)
    assert news.amount == "120.50"


def test_not_provided_is_no_reference():
    news = only(camt(booked("DBIT", details("NOTPROVIDED"))))

    assert {reference.kind for reference in news.references} == {"bank_reference"}


def test_parties_that_a_bank_turns_around_in_a_return_are_told_apart_by_our_account():
    turned = parties("Casewalk Pay", OURS).replace(
        f"<DbtrAcct><Id><IBAN>{OURS}", f"<DbtrAcct><Id><IBAN>{THEIRS}"
    )
    turned = turned.replace("<Nm>Casewalk Pay</Nm>", "<Nm>Ines Muster</Nm>", 1)

    news = only(camt(booked("CRDT", details("P-1", turned, returned()))))

    assert (news.counterparty_name, news.counterparty_account) == ("Ines Muster", THEIRS)


@every("version", ["02", "04", "06", "08", "13"])
def test_every_version_is_read_alike(version):
    content = camt(booked("CRDT", details("P-1", returned())), version=version)

    assert only(content).failure_code == "AC04"


def test_the_first_version_is_read_too():
    """RtrRsn instead of Rsn, and the version in the name of the message."""
    content = camt(booked("CRDT", details("P-1", returned()), status="BOOK"), version="01")
    content = content.replace("BkToCstmrDbtCdtNtfctn", "BkToCstmrDbtCdtNtfctnV01")
    content = content.replace("<Rsn>", "<RtrRsn>").replace("</Rsn>", "</RtrRsn>")

    assert only(content).failure_code == "AC04"


def test_prefixes_envelopes_and_a_countrys_own_namespace_make_no_difference():
    content = camt(booked("CRDT", details("P-1", returned())))
    body = content.partition("?>")[2].replace("<", "<n:").replace("<n:/", "</n:")
    body = body.replace("xmlns=", "xmlns:n=").replace("camt.054.001.08", "camt.054.001.08.ch.02")
    wrapped = f"<Envelope><AppHdr><MsgDefIdr>camt.054</MsgDefIdr></AppHdr>{body}</Envelope>"

    assert only(wrapped) == only(content)


def test_two_messages_in_one_file_are_both_read():
    one = camt(booked("CRDT", details("P-1", returned()))).partition("?>")[2]

    assert len(news_of(f"<All>{one}{one}</All>")) == 2


def test_the_files_own_totals_are_checked():
    def summary(count, total):
        inner = tag("TtlNtries", tag("NbOfNtries", count), tag("Sum", total))
        return camt(booked("DBIT", details()), summary=tag("TxsSummry", inner))

    right, wrong = read(summary("1", "120.5"))[-1], read(summary("2", "240"))[-1]

    assert (right.kind, wrong.kind) == ("remark", "problem")
    assert right.text == "The file's own totals are right. Entries: 1, sum: 120.50."
    assert "Entries: 2, read were 1" in wrong.text


def test_what_is_too_long_is_cut_and_said_so():
    news = only(camt(booked("DBIT", details("P-1", parties("x" * 301)))))

    assert len(news.counterparty_name) == 300
    assert [(field.field, field.is_cut) for field in news.unread] == [("counterparty_name", True)]


def test_a_clock_without_an_offset_stands_where_the_source_says():
    content = camt(booked("CRDT", details("P-1", returned()))).replace(
        "<Dt>2026-11-17</Dt>", "<DtTm>2026-11-17T09:00:00</DtTm>"
    )

    (news,) = news_of(content, a_source(time_zone="Asia/Shanghai"))

    assert news.occurred_at == datetime(2026, 11, 17, 1, 0, tzinfo=UTC)
