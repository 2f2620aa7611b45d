import pytest

from tests.checks.facts_for_tests import make_facts
from tests.every import every
from troubleshooting.checks.registry import Strength, run

STRONG, WEAK = Strength.STRONG, Strength.WEAK


def sentence(finding):
    return finding.message % finding.values


@every(
    ("facts", "option"),
    [
        ({"amount": "120.00"}, "valid"),
        ({"amount": 120}, "valid"),
        ({"amount": "\uff11\uff12\uff10.\uff15"}, "valid"),  # full width
        ({"amount": "1.234,56"}, "valid"),
        ({"amount": "¥500", "currency": "JPY"}, "valid"),
        ({"amount": "500.00", "currency": "JPY", "channel_currency": "JPY"}, "valid"),
        ({"amount": "1.234", "currency": "KWD", "channel_currency": "KWD"}, "valid"),
        ({"amount": "5", "channel_min_amount": None}, "valid"),
        ({"amount": None}, "missing"),
        ({"amount": " "}, "missing"),
        ({"amount": "0"}, "not_positive"),
        ({"amount": "0.00"}, "not_positive"),
        ({"amount": "-5"}, "not_positive"),
        ({"amount": "0.001"}, "too_many_decimals"),
        ({"amount": "500.5", "currency": "JPY"}, "too_many_decimals"),
        ({"amount": "1.2345", "currency": "KWD"}, "too_many_decimals"),
        ({"amount": "0.99", "channel_min_amount": "1.00"}, "below_minimum"),
    ],
)
def test_an_amount_is_judged_by_presence_sign_decimals_and_minimum(facts, option):
    finding = run("amount_valid", make_facts(**facts))

    assert finding.option == option
    assert finding.strength is STRONG
    assert finding.cause == (None if option == "valid" else "amount_invalid")


@every(
    ("facts", "words"),
    [
        ({"amount": "a lot"}, "“a lot” cannot be read as an amount."),
        ({"amount": "NaN"}, "“NaN” cannot be read as an amount."),
        ({"amount": {"value": 5}}, "“…” cannot be read as an amount."),
        ({"currency": "euros"}, "“euros” is not a currency code."),
        ({"currency": None}, "without a currency it cannot be judged"),
        ({"channel_min_amount": "none"}, "“none” cannot be read as an amount."),
    ],
)
def test_an_unreadable_amount_is_left_to_a_person_with_the_reason(facts, words):
    finding = run("amount_valid", make_facts(**facts))

    assert finding.option is None
    assert words in sentence(finding)


def test_a_minimum_in_another_currency_is_only_a_hint():
    facts = make_facts(amount="0.40", currency="GBP", channel_min_amount="0.50")

    finding = run("amount_valid", facts)

    assert (finding.option, finding.strength) == ("below_minimum", WEAK)
    assert "GBP" in sentence(finding)


def test_the_evidence_holds_the_amount_as_it_was_read():
    finding = run("amount_valid", make_facts(amount="1,5", channel_min_amount="2"))

    assert finding.values == {"amount": "1.5", "currency": "EUR", "minimum": "2.0"}
    assert sentence(finding) == "The amount 1.5 EUR is below the channel's minimum 2.0."


@every(
    ("amount", "option", "cause"),
    [
        ("100000", "within", None),
        ("100,000.00", "within", None),
        ("100000.01", "above", "amount_over_limit"),
        ("1.000.000,00", "above", "amount_over_limit"),
    ],
)
def test_the_limit_itself_is_still_within_the_limit(amount, option, cause):
    finding = run("amount_within_limit", make_facts(amount=amount))

    assert (finding.option, finding.strength, finding.cause) == (option, STRONG, cause)


@pytest.mark.parametrize(
    ("amount", "option", "cause"),
    [("12000", "above", "amount_over_limit"), ("9000", "within", None)],
)
def test_a_limit_in_another_currency_is_only_a_hint(amount, option, cause):
    facts = make_facts(amount=amount, channel_currency="USD", channel_max_amount="10000")

    finding = run("amount_within_limit", facts)

    assert (finding.option, finding.strength, finding.cause) == (option, WEAK, cause)
    assert "another currency" in sentence(finding)


def test_a_channel_without_a_currency_works_in_the_payments():
    finding = run("amount_within_limit", make_facts(amount="100001", channel_currency=None))

    assert (finding.option, finding.strength) == ("above", STRONG)


def test_a_channel_with_an_unreadable_currency_proves_little():
    finding = run("amount_within_limit", make_facts(amount="100001", channel_currency="?"))

    assert (finding.option, finding.strength) == ("above", WEAK)


def test_an_empty_limit_means_none_and_says_so():
    finding = run("amount_within_limit", make_facts(amount="1e9", channel_max_amount=None))

    assert (finding.option, finding.strength) == ("within", STRONG)
    assert sentence(finding) == "The channel has no limit for a single payment."


@pytest.mark.parametrize("missing", ["amount", "currency"])
def test_no_limit_is_judged_without_its_facts(missing):
    finding = run("amount_within_limit", make_facts(**{missing: None}))

    assert finding.option is None
    assert missing in sentence(finding)


def test_an_amount_that_its_source_never_sends_is_not_missing():
    told = {"currency": "EUR", "always_sent": ["reference"]}

    finding = run("amount_valid", told)

    assert (finding.option, finding.cause) == ("valid", None)
    assert run("amount_valid", told | {"always_sent": ["amount"]}).option == "missing"
