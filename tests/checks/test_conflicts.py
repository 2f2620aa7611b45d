import pytest

from tests.checks.facts_for_tests import make_facts, match, words
from tests.every import every
from troubleshooting.checks.conflicts import conflicting, strong_findings
from troubleshooting.checks.reading.codes import GENERIC_CAUSE
from troubleshooting.checks.registry import Finding, Strength, run

LIMIT_AND_WINDOW = {
    "amount": "180000",
    "created_at": "2026-10-03T19:40:00+02:00",
    "failure_scheme": "iso20022",
}
CHECKS = ["amount_within_limit", "time_window", "failure_code", "failure_code_amount_time"]


def voice(cause, strength=Strength.STRONG):
    return Finding("any", strength, "", {}, cause)


def test_only_strong_findings_with_a_cause_have_a_voice():
    names = ["amount_within_limit", "time_window", "payment_status", "failure_message"]
    facts = make_facts(failure_message="fraud", amount="180000")

    assert [name for name, _ in strong_findings(names, facts)] == ["amount_within_limit"]


def test_two_causes_with_one_voice_each_are_left_to_a_person():
    found = strong_findings(CHECKS, make_facts(**LIMIT_AND_WINDOW))
    limit, window = found

    assert conflicting(*limit, found) == [window]
    assert conflicting(*window, found) == [limit]


def test_the_cause_with_more_voices_decides_and_the_other_does_not():
    code = match("iso20022", "AM13", "amount_over_limit")
    facts = make_facts(**LIMIT_AND_WINDOW, failure_code="AM13", code_matches=[code])

    found = strong_findings(CHECKS, facts)
    by_name = dict(found)

    assert set(by_name) == set(CHECKS)
    assert conflicting("amount_within_limit", by_name["amount_within_limit"], found) == []
    assert {name for name, _ in conflicting("time_window", by_name["time_window"], found)} == {
        "amount_within_limit",
        "failure_code",
        "failure_code_amount_time",
    }


def test_the_code_is_one_voice_though_several_checks_read_it():
    found = [
        ("failure_code", voice("account_closed")),
        ("failure_code_account", voice("account_closed")),
        ("name_match", voice("name_mismatch")),
    ]

    assert conflicting("failure_code", voice("account_closed"), found) == [found[2]]
    assert conflicting("name_match", voice("name_mismatch"), found) == found[:2]


def test_a_finding_counts_once_whether_or_not_it_is_among_the_others():
    window = ("time_window", voice("outside_time_window"))
    limit = ("amount_within_limit", voice("amount_over_limit"))

    assert conflicting(*window, [limit]) == conflicting(*window, [window, limit]) == [limit]


def test_agreeing_findings_do_not_conflict():
    found = [
        ("payment_status", voice("outcome_unknown")),
        ("failure_code", voice("outcome_unknown")),
    ]

    assert conflicting(*found[0], found) == []


@pytest.mark.parametrize(
    "finding",
    [voice(None), voice("amount_over_limit", Strength.WEAK), Finding(None, Strength.WEAK, "")],
)
def test_what_decides_nothing_is_contradicted_by_nothing(finding):
    others = [("time_window", voice("outside_time_window"))]

    assert conflicting("amount_within_limit", finding, others) == []


def test_limits_are_one_cause_in_different_words():
    found = [
        ("amount_within_limit", voice("amount_over_limit")),
        ("daily_total", voice("count_limit")),
        ("new_user_rule", voice("channel_restricted")),
    ]

    assert [conflicting(*one, found) for one in found] == [[], [], []]


def test_limits_that_agree_are_no_more_voices_against_another_cause():
    """Of one amount that is too high there is one thing to say, whatever limits it breaks."""
    name = ("name_match", voice("name_mismatch"))
    limits = [
        ("amount_within_limit", voice("amount_over_limit")),
        ("daily_total", voice("count_limit")),
    ]

    assert conflicting(*limits[0], [*limits, name]) == [name]
    assert conflicting(*name, [*limits, name]) == limits


def test_a_weak_finding_contradicts_nobody():
    others = [("failure_message", voice("fraud_risk", Strength.WEAK))]

    assert conflicting("name_match", voice("name_mismatch"), others) == []


def test_a_generic_decline_contradicts_nobody_and_yields_to_any_cause():
    generic = ("generic_decline", voice(GENERIC_CAUSE))
    window = ("time_window", voice("outside_time_window"))

    assert conflicting(*window, [generic, window]) == []
    assert conflicting(*generic, [generic, window]) == [window]
    assert conflicting(*generic, [generic]) == []


GENERIC = {
    "failure_scheme": "iso20022",
    "failure_code": "MS03",
    "code_matches": [match("iso20022", "MS03", GENERIC_CAUSE)],
}
UNKNOWN = {"failure_code": "ZZ99", "code_is_technical": False, "code_matches": []}


@every(
    ("facts", "option", "strength"),
    [
        (GENERIC, "declined", Strength.STRONG),
        (GENERIC | {"status": "rejected"}, "declined", Strength.STRONG),
        (GENERIC | {"status": "returned"}, "declined", Strength.STRONG),
        (GENERIC | {"client": "Internet Explorer 11.0"}, "declined", Strength.STRONG),
        (GENERIC | {"status": "pending"}, "not_declined", Strength.STRONG),
        (GENERIC | {"status": "succeeded"}, "not_declined", Strength.STRONG),
        (UNKNOWN, "declined", Strength.WEAK),
        (
            UNKNOWN | {"code_is_technical": None, "bank_latency_ms": None},
            "not_declined",
            Strength.STRONG,
        ),
        ({}, "not_declined", Strength.STRONG),
        ({"status": None}, None, Strength.WEAK),
    ],
)
def test_a_refusal_without_a_reason_is_the_last_resort(facts, option, strength):
    finding = run("generic_decline", make_facts(**facts))

    assert (finding.option, finding.strength) == (option, strength)
    assert finding.cause == (GENERIC_CAUSE if option == "declined" else None)


@every(
    ("facts", "hint"),
    [
        ({"amount": "180000"}, "amount_within_limit"),
        ({"counterparty_name": "Demo Willow"}, "name_match"),
        ({"message_matches": [words("销户", "account_closed")]}, "failure_message"),
        ({"account_age_days": 1, "channel_new_user_days": 7}, "new_user_rule"),
        ({"bank_latency_ms": 30000}, "response_time"),
    ],
)
def test_a_generic_code_is_certain_only_while_nothing_hints_at_a_cause(facts, hint):
    finding = run("generic_decline", make_facts(**GENERIC, **facts))

    assert (finding.option, finding.strength) == ("declined", Strength.WEAK)
    assert list(finding.values["hints"]) == [hint]
