import pytest

from tests.checks.facts_for_tests import make_facts, words
from tests.every import every
from troubleshooting.checks.registry import Strength, get, run

CLOSED = words("account closed", "account_closed")
FRAUD = words("fraud", "fraud_risk")
SHORT = words("insufficient funds", "insufficient_funds")


def said(*rows, **facts):
    return make_facts(failure_message="as it came", message_matches=list(rows), **facts)


@every("cause", sorted(set(get("failure_message").options) - {"none"}))
def test_words_hint_at_their_cause(cause):
    finding = run("failure_message", said(words("so it says", cause)))

    money = cause in ("insufficient_funds", "payout_float_insufficient")
    expected = "payout_float_insufficient" if money else cause
    assert (finding.option, finding.cause) == (expected, expected)
    assert finding.strength is Strength.WEAK
    assert finding.values == {"words": "so it says"}


def test_words_that_may_decide_are_a_hint_to_this_check_too():
    finding = run("failure_message", said(CLOSED | {"is_strong": True}))

    assert (finding.option, finding.strength) == ("account_closed", Strength.WEAK)


@every(
    ("direction", "cause"),
    [
        ("payin", "insufficient_funds"),
        ("payout", "payout_float_insufficient"),
        (None, None),
        ("sideways", None),
    ],
)
def test_whose_money_is_short_depends_on_the_direction(direction, cause):
    finding = run("failure_message", said(SHORT, direction=direction))

    assert (finding.option, finding.cause) == (cause, cause)


@every("message", ["", None, "Payment rejected (AC01)", 5])
def test_a_message_that_fits_no_pattern_names_no_cause(message):
    finding = run("failure_message", make_facts(failure_message=message))

    assert (finding.option, finding.cause) == ("none", None)


def test_a_message_that_nobody_compared_says_nothing():
    finding = run("failure_message", make_facts(failure_message="text", message_matches=None))

    assert finding.option is None


def test_a_text_of_two_causes_is_left_to_a_person_with_both():
    finding = run("failure_message", said(CLOSED, FRAUD))

    assert finding.option is None
    assert finding.values == {
        "words": "account closed",
        "other_words": "fraud",
        "causes": ["account_closed", "fraud_risk"],
    }


def test_a_cause_that_the_tree_has_no_answer_for_is_left_to_a_person():
    finding = run("failure_message", said(words("amount too low", "amount_invalid")))

    assert finding.option is None
    assert finding.message % finding.values == (
        "The message says “amount too low”, which a person must judge."
    )


@pytest.mark.parametrize("rows", ["words", [None, 7, {}, {"cause": "no_such"}], {"cause": 1}])
def test_what_is_no_row_of_patterns_is_passed_over(rows):
    finding = run("failure_message", make_facts(failure_message="x", message_matches=rows))

    assert finding.cause is None


def test_words_of_a_code_count_without_a_message():
    facts = make_facts(failure_message=None, message_matches=[CLOSED | {"said_by": "code"}])

    assert run("failure_message", facts).option == "account_closed"
