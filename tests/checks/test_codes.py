from django.utils.translation import override

from tests.checks.facts_for_tests import make_facts, match, words
from tests.every import every
from troubleshooting.checks.evidence import evidence_of
from troubleshooting.checks.reading.codes import (
    GENERIC_CAUSE,
    GROUP_CAUSES,
    clean_code,
    code_candidates,
)
from troubleshooting.checks.registry import Strength, run

STRONG, WEAK = Strength.STRONG, Strength.WEAK


@every(
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


@every(
    ("two_digits", "code", "candidates"),
    [
        (True, 5, ["05", "5"]),
        (True, "5", ["05", "5"]),
        (True, "05", ["05"]),
        (False, "05", ["05", "5"]),
        (False, "0", ["0"]),
        (False, "R01", ["R01"]),
        (None, "5", ["5", "05"]),
        (None, "05", ["05", "5"]),
        (None, None, []),
    ],
)
def test_a_lost_or_added_leading_zero_is_tried(two_digits, code, candidates):
    assert code_candidates(code, two_digits=two_digits) == candidates


def coded(*matches, **facts):
    return make_facts(
        **{"failure_scheme": "iso20022", "failure_code": "AC04", "code_matches": list(matches)}
        | facts
    )


CLOSED = match("iso20022", "AC04", "account_closed")
SHORT = match("iso20022", "AM04", "insufficient_funds")
VAGUE = match("iso20022", "MS03", GENERIC_CAUSE)


@every(
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


def test_a_guess_decides_nothing():
    finding = run("failure_code", coded(CLOSED | {"is_guess": True}))

    assert (finding.option, finding.strength) == ("account", WEAK)
    assert "which it need not be of" in finding.message


def test_a_code_with_other_documented_meanings_decides_nothing():
    vague = match("iso8583", "65", "count_limit", is_vague=True,
                  other_causes=["credentials_invalid"])  # fmt: skip

    finding = run("failure_code_amount_time", coded(vague, failure_code="65"))

    assert (finding.option, finding.strength) == ("count_limit", WEAK)
    assert finding.values["other_causes"] == ["credentials_invalid"]


def test_a_refusal_with_several_documented_reasons_is_no_certain_refusal():
    vague = match("stripe_payout", "could_not_process", GENERIC_CAUSE, is_vague=True)
    facts = coded(vague, failure_code="could_not_process")

    assert run("failure_code", facts).strength is WEAK
    assert run("generic_decline", facts).strength is WEAK


SCA = words("sca required", "credentials_invalid", is_strong=True)
NO_REASON = words("do not honor", GENERIC_CAUSE, is_strong=True)
BLURRED = match("iso8583", "65", "count_limit", is_vague=True)


@every(
    ("facts", "expected"),
    [
        (coded(message_matches=[SCA]), ("card_auth", STRONG, "credentials_invalid")),
        (coded(VAGUE, message_matches=[SCA]), ("card_auth", STRONG, "credentials_invalid")),
        (coded(BLURRED, message_matches=[SCA]), ("card_auth", STRONG, "credentials_invalid")),
        (
            coded(failure_code=None, message_matches=[SCA]),
            ("card_auth", STRONG, "credentials_invalid"),
        ),
        # A code of one meaning is not outvoted by words, nor by what is no more than a hint.
        (coded(CLOSED, message_matches=[SCA]), ("account", STRONG, "account_closed")),
        (coded(message_matches=[SCA | {"is_strong": False}]), ("unknown", STRONG, None)),
        (coded(BLURRED, message_matches=[NO_REASON]), ("amount_time", WEAK, "count_limit")),
        (coded(message_matches=[NO_REASON]), ("generic", STRONG, None)),
        (
            coded(message_matches=[SCA, words("closed", "account_closed", is_strong=True)]),
            ("unknown", STRONG, None),
        ),
    ],
)
def test_words_that_may_decide_say_what_the_code_leaves_open(facts, expected):
    finding = run("failure_code", facts)

    assert (finding.option, finding.strength, finding.cause) == expected


def test_words_in_a_codes_place_are_the_evidence():
    finding = run("failure_code_card_auth", coded(message_matches=[SCA]))

    assert finding.message % finding.values == "The failure code or message says “sca required”."


@every("group", GROUP_CAUSES)
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


def test_the_evidence_calls_a_list_by_its_proper_name_in_the_readers_language():
    named = CLOSED | {"scheme_name": {"en": "ISO 20022 status reasons", "zh-hans": "状态原因"}}
    facts = coded(named, failure_code="AC04")
    finding = run("failure_code", facts)

    said = evidence_of("failure_code", finding, facts).sentence
    with override("zh-hans"):
        theirs = evidence_of("failure_code", finding, facts).sentence

    assert said == "The code AC04 of ISO 20022 status reasons means: NameAC04."
    assert "状态原因" in theirs
    assert finding.values["matches"][0]["scheme"] == "iso20022", "the slug stays for programs"


QUOTA = match("wechatpay", "TRANSFER_QUOTA_EXCEED", "amount_over_limit", is_vague=True,
              other_causes=["amount_invalid"])  # fmt: skip


def test_the_amount_shows_which_of_its_documented_causes_a_code_has():
    facts = coded(QUOTA, failure_code="TRANSFER_QUOTA_EXCEED", amount="0.01",
                  channel_min_amount="0.10")  # fmt: skip

    finding = run("failure_code", facts)
    named = run("failure_code_request_integrity", facts)

    assert (finding.option, finding.strength, finding.cause) == (
        "request_integrity", STRONG, "amount_invalid",
    )  # fmt: skip
    assert named.option == "amount_invalid"
    assert run("failure_code_amount_time", facts).option is None


def test_a_finding_that_the_code_is_not_documented_for_settles_nothing():
    facts = coded(BLURRED, failure_code="65", amount="0.01", channel_min_amount="0.10")

    assert run("failure_code", facts).strength is WEAK


EXPIRED = match("iso8583", "54", "card_expired")


@every(
    ("method", "has_card"),
    [
        ("card", True),
        ("wallet", True),  # a wallet may hold a card
        (None, True),
        ("bank_transfer", False),
        ("direct_debit", False),
        ("bank_redirect", False),
    ],
)
def test_a_code_about_a_card_says_so_where_the_payment_had_none(method, has_card):
    facts = coded(EXPIRED, method=method)

    for name, option in (("failure_code", "card_auth"), ("failure_code_card_auth", "card_expired")):
        finding = run(name, facts)
        assert (finding.option, finding.strength) == (option, STRONG)
        assert ("did not go by card" in finding.message) is not has_card
