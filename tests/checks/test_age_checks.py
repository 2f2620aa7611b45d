"""Whether a payment under way is late is judged by its age, not by a stored latency."""

import pytest

from tests.checks.facts_for_tests import make_facts
from tests.every import every
from troubleshooting.checks.evidence import evidence_of
from troubleshooting.checks.registry import Strength, get, run

STRONG, WEAK = Strength.STRONG, Strength.WEAK
SLOW = "bank_processing_slow"
EXPECTED = {"expected_by": "2026-11-18T10:00:00+01:00", "promised_by": "source"}
BEFORE, AFTER = "2026-11-18T08:59:59+00:00", "2026-11-18T09:00:00+00:00"


def judged(status="pending", read_at=AFTER, **facts):
    return run(
        "still_in_time",
        make_facts(**{"status": status, "read_at": read_at, "age_minutes": 90} | EXPECTED | facts),
    )


def outcome(finding):
    return finding.option, finding.strength, finding.cause


def sentence(finding):
    return evidence_of("still_in_time", finding).sentence


@every(
    "status", ["pending", "held", "created", "sent", "accepted", "delivered", "recalled", " Sent "]
)
def test_a_payment_under_way_is_late_from_the_promised_moment_on(status):
    assert outcome(judged(status, BEFORE)) == ("in_time", STRONG, None)
    assert outcome(judged(status, AFTER)) == ("overdue", STRONG, SLOW)


@every("status", ["failed", "rejected", "returned", "cancelled", "credited", "unknown"])
def test_no_time_runs_for_a_payment_at_its_end(status):
    assert outcome(judged(status)) == ("no_clock", STRONG, None)


def test_a_payout_pending_for_38_hours_on_an_instant_channel_is_overdue_and_said_so():
    finding = judged(
        age_minutes=38 * 60 + 5,
        expected_by="2026-11-16T18:55:30+00:00",
        promised_by="instant",
        channel_timezone="Asia/Shanghai",
        channel_holidays="",
    )

    assert outcome(finding) == ("overdue", STRONG, SLOW)
    assert sentence(finding) == (
        "The payment has been pending for 38 hours, and is overdue since 16 Nov 2026, 18:55."
    )


def test_a_payment_in_time_says_until_when_nothing_is_late():
    assert sentence(judged(read_at=BEFORE, age_minutes=119)) == (
        "The payment has been pending for 119 minutes; nothing is late before 18 Nov 2026, 09:00."
    )


def test_where_no_bank_days_are_entered_lateness_is_only_a_hint():
    unknown = {"promised_by": "bank_days", "channel_holidays": ""}

    finding = judged(**unknown)

    assert outcome(finding) == ("overdue", WEAK, SLOW)
    assert "its bank days are not entered" in sentence(finding)
    assert outcome(judged(promised_by="bank_days", channel_holidays="ECB"))[1] is STRONG
    assert outcome(judged(read_at=BEFORE, **unknown)) == ("in_time", STRONG, None)


@pytest.mark.parametrize(("rail", "words"), [("sepa", "SEPA"), ("ach", "ACH"), ("fps", "fraud")])
def test_while_the_rail_may_still_send_it_back_its_rule_is_named(rail, words):
    late = {"age_minutes": 3000, "rail": rail, "returned_by": "2026-11-23T22:59:00+00:00"}

    assert words in sentence(judged(**late))
    assert "23 Nov 2026, 22:59" in sentence(judged(**late))
    assert words not in sentence(judged(read_at="2026-11-24T10:00:00+00:00", **late))


def test_a_code_that_nobody_knows_may_say_more_than_that_it_is_late():
    assert outcome(judged(failure_scheme="upi", failure_code="RB")) == ("overdue", WEAK, SLOW)
    assert outcome(judged(read_at=BEFORE, failure_code="RB")) == ("in_time", STRONG, None)


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_without_a_promise_no_clock_runs(nothing):
    assert outcome(judged(expected_by=nothing)) == ("no_clock", STRONG, None)


@every(
    "facts",
    [{"read_at": None}, {"read_at": "now"}, {"expected_by": "soon"}, {"age_minutes": "old"},
     {"status": "lost in space", "expected_by": 5}],
)  # fmt: skip
def test_what_cannot_be_read_decides_nothing(facts):
    assert judged(**facts).cause is None


def test_the_check_names_the_fact_that_turns_it():
    assert get("still_in_time").turns_at == "expected_by"
    assert [name for name in ("payment_status", "response_time") if get(name).turns_at] == []
