import pytest

from tests.checks.facts_for_tests import make_facts, match
from tests.checks.sample import code_matches, rows
from troubleshooting.checks.reading.codes import (
    CAUSE_GROUPS,
    GENERIC_CAUSE,
    GROUP_CAUSES,
    clean_code,
    clean_scheme,
    code_candidates,
)
from troubleshooting.checks.registry import Strength, run

STRONG, WEAK = Strength.STRONG, Strength.WEAK


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        ("iso8583", "iso8583"),
        ("ISO8583", "iso8583"),
        ("ISO 8583", "iso8583"),
        ("iso-8583", "iso8583"),
        ("\uff29\uff33\uff2f8583", "iso8583"),
        ("union-pay", "unionpay"),
        ("UnionPay", "unionpay"),
        ("银联", "unionpay"),
        ("ISO 20022", "iso20022"),
        ("iso20022-return", "iso20022_return"),
        ("ACH", "nacha"),
        ("Bacs", "bacs_arudd"),
        ("WeChat Pay", "wechatpay"),
        ("支付宝", "alipay"),
        ("Faster Payments", "fps"),
        ("PayPal", "paypal_payout"),
        ("open banking", "openbanking_uk"),
        ("TLS", "tls_alert"),
        ("swift", None),
        ("", None),
        (None, None),
        (8583, None),
        (["iso8583"], None),
        ("iso8583" * 100, None),
    ],
)
def test_schemes_are_recognised_by_their_many_names(value, scheme):
    assert clean_scheme(value) == scheme


def test_every_scheme_of_the_table_is_its_own_name():
    for scheme in {row["scheme"] for row in rows("failure_codes.csv")}:
        assert clean_scheme(scheme) == scheme


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (" ac01 ", "AC01"),
        ("A C 0 1", "AC01"),
        ("\uff21\uff23\uff10\uff11", "AC01"),
        ("AC01\u200b", "AC01"),
        ("scaFailed", "SCAFAILED"),
        ("UK.OBIE.Field.Missing", "UK.OBIE.FIELD.MISSING"),
        (5, "5"),
        (5.0, "5"),
        ("05", "05"),
        (0, "0"),
        (5.5, None),
        (True, None),
        (10**400, None),
        ("", None),
        ("  \t", None),
        (None, None),
        ({}, None),
        ("x" * 1000, None),
    ],
)
def test_codes_are_cleaned_before_they_are_looked_up(value, code):
    assert clean_code(value) == code


@pytest.mark.parametrize(
    ("scheme", "code", "candidates"),
    [
        ("iso8583", 5, ["05", "5"]),
        ("unionpay", "5", ["05", "5"]),
        ("iso8583", "05", ["05"]),
        ("adyen", "05", ["05", "5"]),
        ("bacs_arudd", "0", ["0"]),
        ("nacha", "R01", ["R01"]),
        (None, "5", ["5", "05"]),
        (None, "05", ["05", "5"]),
        ("fps", None, []),
    ],
)
def test_a_lost_or_added_leading_zero_is_tried(scheme, code, candidates):
    assert code_candidates(scheme, code) == candidates


def test_every_code_of_the_table_leads_to_its_cause():
    for row in rows("failure_codes.csv"):
        matches = code_matches(row["scheme"], f" {row['code'].lower()} ", [])
        facts = make_facts(
            direction="payin",
            failure_scheme=row["scheme"],
            failure_code=row["code"],
            code_matches=matches,
        )
        finding = run("failure_code", facts)

        is_generic = row["cause"] == GENERIC_CAUSE
        assert finding.option == ("generic" if is_generic else CAUSE_GROUPS[row["cause"]])
        assert finding.cause == (None if is_generic else row["cause"])


def coded(*matches, **facts):
    return make_facts(
        **{"failure_scheme": "iso20022", "failure_code": "AC04", "code_matches": list(matches)}
        | facts
    )


CLOSED = match("iso20022", "AC04", "account_closed")
SHORT = match("iso20022", "AM04", "insufficient_funds")
VAGUE = match("iso20022", "MS03", GENERIC_CAUSE)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (coded(CLOSED), ("account", STRONG, "account_closed")),
        (coded(CLOSED, CLOSED), ("account", STRONG, "account_closed")),
        (coded(SHORT, direction="payin"), ("funds", STRONG, "insufficient_funds")),
        (coded(SHORT, direction="payout"), ("funds", STRONG, "payout_float_insufficient")),
        (coded(VAGUE), ("generic", STRONG, None)),
        (coded(), ("unknown", STRONG, None)),
        (coded(failure_code=None), ("none", STRONG, None)),
        (coded(failure_code="  "), ("none", STRONG, None)),
        (coded(CLOSED, failure_code={"code": 4}), ("unknown", STRONG, None)),
        (coded(match("iso20022", "X", "no_such_cause")), ("unknown", STRONG, None)),
        (coded("nonsense", None, 7), ("unknown", STRONG, None)),
        (coded(CLOSED, VAGUE), (None, WEAK, None)),
        (coded(CLOSED, SHORT), (None, WEAK, None)),
        (coded(code_matches=None), (None, WEAK, None)),
    ],
)
def test_a_code_names_the_kind_of_its_cause(facts, expected):
    finding = run("failure_code", facts)

    assert (finding.option, finding.strength, finding.cause) == expected


def test_two_meanings_of_one_code_are_both_shown():
    unionpay = match("unionpay", "05", "credentials_invalid")
    facts = coded(match("iso8583", "05", GENERIC_CAUSE), unionpay, failure_code="05")

    finding = run("failure_code", facts)

    assert finding.message % finding.values == (
        "The code “05” means Name05 in iso8583, but Name05 in unionpay."
    )
    assert [row["cause"] for row in finding.values["matches"]] == [
        GENERIC_CAUSE,
        "credentials_invalid",
    ]
    assert run("failure_code_card_auth", facts).option is None


def test_a_code_without_its_list_counts_fully_only_where_the_channel_uses_the_list():
    used = coded(CLOSED, failure_scheme=None, channel_schemes=["ISO-20022"])
    unused = coded(CLOSED, failure_scheme="", channel_schemes=["nacha"])

    assert run("failure_code", used).strength is STRONG
    assert run("failure_code", unused).strength is WEAK
    assert "which the channel does not use" in run("failure_code", unused).message


@pytest.mark.parametrize("group", GROUP_CAUSES)
def test_only_the_check_of_the_codes_own_group_names_the_cause(group):
    finding = run(f"failure_code_{group}", coded(CLOSED))

    expected = ("account_closed", "account_closed") if group == "account" else (None, None)
    assert (finding.option, finding.cause) == expected


def test_a_lack_of_funds_on_a_payout_is_our_own():
    assert run("failure_code_funds", coded(SHORT)).option == "payout_float_insufficient"


def test_a_generic_code_names_no_cause_of_any_group():
    assert run("failure_code_outcome", coded(VAGUE)).option is None


def test_the_evidence_names_code_list_and_meaning():
    finding = run("failure_code", coded(CLOSED, failure_code=" ac04 "))

    assert finding.message % finding.values == "The code AC04 of iso20022 means: NameAC04."
