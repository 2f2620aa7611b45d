"""pain.002 and pacs.002."""

from datetime import UTC, datetime

from support.payments.news import Reference
from tests.every import every
from tests.files.making import document, news_of, read, tag

UETR = "255ae394-9965-4438-ac86-f406feada396"


def group(status="", *more, name="pain.001.001.09", count="3", messages="M-7"):
    return tag(
        "OrgnlGrpInfAndSts",
        tag("OrgnlMsgId", messages),
        tag("OrgnlMsgNmId", name),
        tag("OrgnlNbOfTxs", count),
        status and tag("GrpSts", status),
        *more,
    )


def why(code="", *texts, kind="Cd"):
    return tag(
        "StsRsnInf", code and tag("Rsn", tag(kind, code)), *(tag("AddtlInf", t) for t in texts)
    )


def payment(status, *more, end_to_end="P-1"):
    return tag(
        "TxInfAndSts",
        tag("StsId", "S1"),
        tag("OrgnlInstrId", f"I-{end_to_end}"),
        tag("OrgnlEndToEndId", end_to_end),
        status and tag("TxSts", status),
        *more,
    )


def batch(*payments, status="", more="", count="3"):
    return tag(
        "OrgnlPmtInfAndSts",
        tag("OrgnlPmtInfId", "RUN-7"),
        tag("OrgnlNbOfTxs", count),
        status and tag("PmtInfSts", status),
        more,
        *payments,
    )


def header():
    return tag("GrpHdr", tag("MsgId", "R1"), tag("CreDtTm", "2026-11-17T10:00:00Z"))


def pain(*parts, version="10"):
    return document(f"pain.002.001.{version}", "CstmrPmtStsRpt", header(), *parts)


def pacs(*parts):
    return document("pacs.002.001.12", "FIToFIPmtStsRpt", header(), *parts)


@every(
    ("word", "code", "status"),
    [
        ("RCVD", "", "created"),
        ("ACTC", "", "sent"),
        ("ACCP", "", "sent"),
        ("ACSC", "", "sent"),
        ("ACSP", "", "accepted"),
        ("ACSP", "G000", "sent"),
        ("ACSP", "G002", "accepted"),
        ("ACSP", "G003", "held"),
        ("ACSP", "G005", "delivered"),
        ("ACWP", "", "accepted"),
        ("ACCC", "", "credited"),
        ("PDNG", "", "held"),
        ("BLCK", "", "held"),
        ("RJCT", "AC04", "rejected"),
        ("CANC", "", "cancelled"),
        ("XYZW", "", ""),
    ],
)
def test_every_status_is_a_rung_of_the_ladder(word, code, status):
    (news,) = news_of(pacs(group(), payment(word, why(code) if code else "")))

    assert news.status == status
    assert news.status_said.startswith(word)
    assert [field.field for field in news.unread] == ([] if status else ["status"])


def test_a_rejected_payment_with_all_that_is_said_of_it():
    (news,) = news_of(
        pain(
            group("PART"),
            batch(
                payment(
                    "RJCT",
                    why("AC04", "Account", "closed"),
                    why("MS03"),
                    tag("AccptncDtTm", "2026-11-17T09:59:00+01:00"),
                    tag(
                        "OrgnlTxRef",
                        tag("Amt", tag("InstdAmt", "120.50", ccy="EUR")),
                        tag("Cdtr", tag("Nm", "Ines Muster")),
                        tag("CdtrAcct", tag("Id", tag("Othr", tag("Id", "40817-22")))),
                    ),
                )
            ),
        )
    )

    assert (news.status, news.failure_scheme, news.failure_code) == ("rejected", "iso20022", "AC04")
    assert news.failure_message == "Account closed (MS03)"
    assert (news.amount, news.currency) == ("120.50", "EUR")
    assert (news.counterparty_name, news.counterparty_account) == ("Ines Muster", "40817-22")
    assert news.occurred_at == datetime(2026, 11, 17, 8, 59, tzinfo=UTC)
    assert news.direction == "payout"
    assert Reference("end_to_end_id", "P-1") in news.references
    assert news.reference == "I-P-1"


def test_the_trackers_reference_and_the_time_of_the_report():
    (news,) = news_of(pacs(group(), payment("ACSP", tag("OrgnlUETR", UETR), why("G001"))))

    assert news.references[0] == Reference("uetr", UETR)
    assert news.occurred_at == datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
    assert (news.failure_code, news.failure_scheme) == ("", "")


def test_a_banks_own_reason_is_of_no_scheme():
    (news,) = news_of(pain(group(), batch(payment("RJCT", why("limit-7", kind="Prtry")))))

    assert (news.failure_scheme, news.failure_code) == ("", "limit-7")


def test_a_collection_is_money_that_comes_to_us():
    (news,) = news_of(pain(group(name="pain.008.001.08"), batch(payment("RJCT", why("MD01")))))

    assert news.direction == "payin"


def test_payments_without_a_status_have_that_of_their_batch_or_group():
    of_batch = news_of(pain(group(), batch(payment(""), status="RJCT", more=why("AM05"))))
    of_group = news_of(pain(group("ACTC"), batch(payment(""))))

    assert [(news.status, news.failure_code) for news in of_batch] == [("rejected", "AM05")]
    assert [news.status for news in of_group] == ["sent"]


def test_a_whole_batch_that_is_rejected_is_a_problem_for_a_person():
    entries = read(
        pain(group("RJCT", why("FF01", "Bad file")), batch(status="RJCT", more=why("DU02")))
    )

    assert [entry.kind for entry in entries] == ["problem"]
    assert entries[0].text == (
        "Batch RUN-7 as a whole is RJCT (DU02). It has 3 payments that the file does not name."
    )


def test_a_whole_group_that_is_rejected_is_told_of_by_its_message():
    (entry,) = read(pain(group("RJCT", why("FF01", "Bad file"), count="12")))

    assert entry.kind == "problem"
    assert "M-7 as a whole is RJCT (FF01 Bad file). It has 12 payments" in entry.text


def test_a_whole_group_that_is_accepted_is_a_remark():
    assert [entry.kind for entry in read(pain(group("ACTC")))] == ["remark"]


def test_of_a_rejected_group_that_names_some_payments_the_others_are_missed():
    entries = read(pacs(group("RJCT", count="3"), payment("RJCT", why("AM05"))))

    assert [entry.kind for entry in entries] == ["news", "problem"]
    assert "It has 2 payments that the file does not name" in entries[1].text


def test_a_number_of_payments_that_no_bank_means_breaks_no_file():
    for count in ("9" * 5_000, "many", ""):
        assert read(pain(group("RJCT", why("AC04"), count=count))) == read(
            pain(group("RJCT", why("AC04"), count="0"))
        )


def test_in_a_batch_of_one_that_payment_is_meant():
    (news,) = news_of(pain(group(count="1"), batch(status="RJCT", more=why("AM04"), count="1")))

    assert (news.status, news.failure_code) == ("rejected", "AM04")
    assert (news.reference, news.references) == ("RUN-7", ())


def test_a_group_partly_accepted_says_nothing_by_itself():
    entries = read(pain(group("PART"), batch(payment("ACTC"), payment("RJCT", why("AC01")))))

    assert [entry.kind for entry in entries] == ["news", "news"]


def test_the_first_versions_are_read_too():
    """Names of 2006: the version in the message's, StsRsn and AddtlStsRsnInf, no batches."""
    old = document(
        "pain.002.001.02",
        "pain.002.001.02",
        header(),
        group("PART"),
        payment(
            "RJCT",
            tag(
                "StsRsnInf",
                tag("StsRsn", tag("Cd", "AC01")),
                tag("AddtlStsRsnInf", "Unknown account"),
            ),
        ),
    )

    (news,) = news_of(old)

    assert (news.failure_code, news.failure_message) == ("AC01", "Unknown account")
