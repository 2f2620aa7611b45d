"""Codes that our table once explained otherwise than their documents do, each with its source.

Where the documents give a code several causes, the others stand beside the likeliest, and no case
is answered by the code alone.
"""

from tests.codes import code_book, table
from tests.every import every
from troubleshooting.checks.registry import Strength, run
from troubleshooting.walks.codes import Said, code_facts

# scheme, code, cause, what else it is documented for, its document
CORRECTED = [
    ("stripe_payout", "could_not_process", "declined_unspecified",
     "counterparty_not_recognised", "support.stripe.com"),
    ("stripe_payout", "debit_not_authorized", "account_type_unsupported", "", "docs.stripe.com"),
    ("stripe_decline", "processing_error", "server_overload", "bank_system_failure",
     "docs.stripe.com/declines/codes"),
    ("imps", "91", "outcome_unknown", "", "NPCI IMPS"),
    ("iso8583", "91", "bank_system_failure", "", ""),
    ("iso8583", "92", "bank_system_failure", "method_unsupported counterparty_not_recognised",
     "cannot be found for routing"),
    ("iso8583", "65", "count_limit", "credentials_invalid", "Cardstream"),
    ("iso8583", "19", "declined_unspecified", "bank_system_failure", "re-enter"),
    ("unionpay", "19", "declined_unspecified", "bank_system_failure", "17tex.com"),
    ("iso8583", "05", "declined_unspecified", "", ""),
    ("unionpay", "05", "declined_unspecified", "credentials_invalid", "17tex.com"),
    ("nacha", "R13", "counterparty_not_recognised", "method_unsupported", "Nacha rule changes"),
    ("nacha", "R16", "compliance_hold", "account_frozen", "OFAC"),
    ("nacha", "R17", "request_incomplete", "fraud_risk counterparty_not_recognised",
     "QUESTIONABLE"),
    ("nacha", "R23", "declined_unspecified", "amount_invalid mandate_missing", "moov-io/ach"),
    ("nacha", "R90", "compliance_hold", "", "not in force before 2028"),
    ("iso20022", "SL01", "channel_restricted", "mandate_missing amount_over_limit", "EPC SL01"),
    ("adyen_transfer", "declinedByTransactionRule", "channel_restricted",
     "amount_over_limit count_limit", "docs.adyen.com"),
    ("adyen_transfer", "unableToRouteTransaction", "bank_system_failure", "method_unsupported",
     "docs.adyen.com"),
    ("wechatpay", "OVERDUE_CLOSE", "cancelled", "", "pay.weixin.qq.com"),
    ("wechatpay", "TRANSFER_QUOTA_EXCEED", "amount_over_limit", "amount_invalid count_limit", ""),
]  # fmt: skip


@every(("scheme", "code", "cause", "others", "source"), CORRECTED)
def test_a_code_means_what_its_documents_say(scheme, code, cause, others, source):
    (row,) = [
        row for row in table("failure_codes.csv") if (row["scheme"], row["code"]) == (scheme, code)
    ]

    assert (row["cause"], row["other_causes"]) == (cause, others)
    assert source in row["source"]


@every(
    ("scheme", "code"), [one[:2] for one in CORRECTED if one[3]]
)  # fmt: skip
def test_a_code_of_several_causes_decides_nothing_by_itself(scheme, code):
    said = Said(scheme, code, None, "payin")
    facts = {"failure_code": code, "direction": "payin", "status": "failed"}
    facts |= code_facts(code_book(), said)

    assert run("failure_code", facts).strength is Strength.WEAK
    assert run("generic_decline", facts).option != "declined" or (
        run("generic_decline", facts).strength is Strength.WEAK
    )


GUARDED = {row["slug"] for row in table("causes.csv") if row["disclosure"] != "open"}


@every("code", ["R16", "R17", "R85", "R90"])
def test_what_may_be_sanctions_or_fraud_has_a_cause_that_no_customer_is_told(code):
    (row,) = [
        row for row in table("failure_codes.csv") if (row["scheme"], row["code"]) == ("nacha", code)
    ]

    assert GUARDED & {row["cause"], *row["other_causes"].split()}
    assert row["customer_can_fix"] == "no"


def test_every_entry_has_both_languages_and_a_source():
    for row in table("failure_codes.csv"):
        assert row["description_en"].strip(), row
        assert any("\u4e00" <= letter <= "\u9fff" for letter in row["description_zh"]), row
        assert row["source"].strip(), row


def test_other_causes_are_causes_that_a_code_can_name():
    slugs = {row["slug"] for row in table("causes.csv")}
    for row in table("failure_codes.csv"):
        others = row["other_causes"].split()
        assert set(others) <= slugs - {row["cause"]}, row
