"""The sample payments walk the tree by its checks alone, and end at their true cause."""

from typing import Any

from tests.checks.sample import facts_of, sample_payments
from tests.every import every
from tests.trees_content.sample_walks import SampleWalk, sample_walks, walk


def walk_of(**changes: Any) -> SampleWalk:
    """Walk an ordinary payout that was declined for no stated reason, with changes."""
    payment = next(row for row in sample_payments() if row["reference"] == "PAY-100338")
    return walk(payment, facts_of(payment) | changes)


def walk_without_code(**changes: Any) -> SampleWalk:
    nothing = {"failure_scheme": None, "failure_code": None, "code_matches": [],
               "code_is_technical": None, "message_matches": []}  # fmt: skip
    return walk_of(**nothing, failure_message="", **changes)


def test_at_least_92_of_100_end_at_their_true_cause_without_an_agent():
    walks = sample_walks()

    assert len(walks) == 200
    assert sum(walk.is_right for walk in walks) / len(walks) >= 0.92


def test_at_most_one_of_100_ends_at_a_wrong_cause():
    walks = sample_walks()
    wrong = [walk.payment["reference"] for walk in walks if walk.cause and not walk.is_right]

    assert len(wrong) / len(walks) <= 0.01, wrong


def test_every_cause_of_the_sample_is_found_at_least_once():
    true_causes = {walk.payment["true_cause"] for walk in sample_walks()}

    assert {walk.cause for walk in sample_walks() if walk.is_right} == true_causes


def test_what_is_left_to_an_agent_waits_at_a_step_with_a_way_on():
    waiting = [walk for walk in sample_walks() if walk.cause is None]

    assert all(walk.position.present.options for walk in waiting)


def test_most_payments_are_settled_in_less_than_six_checks():
    lengths = sorted(len(walk.path) for walk in sample_walks())

    assert lengths[len(lengths) // 2] < 6


def test_nothing_sensitive_would_ever_be_applied_without_an_agent():
    sensitive = {"fraud_risk", "compliance_hold", "card_lost_stolen", "holder_deceased"}
    ends = [walk for walk in sample_walks() if walk.cause in sensitive]

    assert len(ends) >= 9
    assert not any(walk.is_applied for walk in ends)


def test_more_than_half_of_the_payments_are_explained_before_an_agent_looks():
    applied = [walk for walk in sample_walks() if walk.is_applied]

    assert len(applied) >= 100
    assert all(walk.is_right for walk in applied)


@every(
    ("reference", "cause"),
    [
        ("PAY-100637", "amount_over_limit"),  # generic code
        ("PAY-100923", "outside_time_window"),  # generic code
        ("PAY-101040", "name_mismatch"),  # generic code
        ("PAY-101638", "channel_restricted"),  # a new account, a small amount
        ("PAY-101430", "channel_restricted"),  # the same without a code
        ("PAY-100286", "bank_processing_slow"),  # no code, pending
        ("PAY-100195", "bank_processing_slow"),  # no code, failed, past the time-out
        ("PAY-100949", "browser_incompatible"),  # no code, no answer
        ("PAY-101079", "app_error"),  # a test version
        ("PAY-100403", "protocol_incompatible"),  # old TLS and old browser
        ("PAY-100039", "declined_unspecified"),  # a code nobody knows
        ("PAY-100117", "counterparty_not_recognised"),  # free text only
        ("PAY-100104", "card_expired"),  # code and text contradict
        ("PAY-100143", "insufficient_funds"),  # an old browser is no cause here
        ("PAY-100273", "payout_float_insufficient"),  # a payout: the money lacking is ours
        ("PAY-100065", "amount_over_limit"),  # also outside the window
        ("PAY-101274", "counterparty_not_recognised"),  # a code in small letters with blanks
    ],
)
def test_an_awkward_payment_ends_at_its_true_cause(reference, cause):
    found = next(walk for walk in sample_walks() if walk.payment["reference"] == reference)

    assert found.cause == cause


def test_a_known_outage_ends_the_walk_at_once():
    found = walk_without_code(channel_state="down")

    assert found.path == ("known_outage",)
    assert found.cause == "bank_system_failure"
    assert found.is_applied


def test_a_degraded_channel_alone_decides_nothing():
    found = walk_of(channel_state="degraded")

    assert found.path[:2] == ("known_outage", "error_code")
    assert found.cause == "declined_unspecified"


def test_an_unknown_status_is_never_explained_by_a_guess():
    found = walk_without_code(status="unknown")

    assert found.cause == "outcome_unknown"


@every("status", ["pending", "sent", "accepted", "delivered", "held"])
def test_a_payment_under_way_waits_while_it_is_in_time_and_goes_to_the_bank_when_overdue(status):
    early = {"read_at": "2026-01-01T00:00:00+00:00", "age_minutes": 5}

    in_time, overdue = walk_without_code(status=status, **early), walk_without_code(status=status)

    assert (in_time.end, in_time.is_applied) == ("out_on_its_way", False)
    assert (overdue.cause, overdue.is_applied) == ("bank_processing_slow", True)


def test_a_payment_that_has_arrived_is_not_searched_for():
    assert walk_without_code(status="credited").end == "out_already_paid"


def test_a_missing_amount_is_the_amounts_fault_and_not_the_requests():
    found = walk_without_code(amount=None)

    assert found.cause == "amount_invalid"


def test_a_repeated_payment_is_found_before_limits_are_read():
    earlier = {
        "reference": "PAY-1",
        "status": "succeeded",
        "created_at": "2026-10-08T23:00:00+00:00",
    }
    found = walk_without_code(similar_24h=[earlier])

    assert found.cause == "duplicate_request"
    assert "amount_within_limit" not in found.path


def test_many_failures_at_once_point_to_the_bank_but_wait_for_an_agent():
    found = walk_of(channel_failures_15m=6, channel_payments_15m=8)

    assert found.cause == "bank_system_failure"
    assert not found.is_applied


def test_two_contradicting_facts_wait_for_an_agent():
    found = walk_of(amount="999999.00", counterparty_name="Somebody Else")

    assert found.cause is None
    assert found.end == "amount_within_limit"


def test_a_payment_that_never_reached_the_bank_asks_nothing_about_the_bank():
    found = walk_without_code(bank_latency_ms=None)

    assert found.end == "system_load"
    assert "client_message" in found.path
    assert "name_match" not in found.path


def test_a_record_without_any_clue_is_put_before_an_agent_at_the_bank():
    found = walk_without_code()

    assert found.end == "bank_reason"


@every("status", ["failed", "rejected", "returned", "cancelled"])
def test_of_a_payment_that_ended_nobody_is_asked_whether_it_is_still_in_time(status):
    assert walk_without_code(status=status).end == "bank_reason"


def test_of_one_that_has_not_ended_the_bank_is_asked_whether_it_took_it():
    found = walk_without_code(
        status="sent", status_since=None, age_minutes=None, age_bank_days=None, expected_by=None
    )

    assert found.end == "bank_accepted"


def test_a_bank_that_was_slow_with_what_came_back_is_not_waited_for():
    late = 600_000

    assert walk_without_code(status="failed", bank_latency_ms=late).end == "out_bank_was_slow"
    assert walk_without_code(status="returned", bank_latency_ms=late).end == "bank_reason"


@every(
    ("said", "end"),
    [
        (None, "system_load"),
        ("accepted", "network_route"),
        ("refused", "out_bank_system_failure"),
        ("no_answer", "out_server_overload"),
    ],
)
def test_the_channels_own_test_speaks_where_the_bank_was_not_reached(said, end):
    found = walk_without_code(bank_latency_ms=None, test_payment=said)

    assert found.end == end
    assert not found.is_applied


@every(
    ("said", "end"),
    [
        (None, "bank_reason"),
        ("match", "bank_reason"),
        ("close", "bank_reason"),
        ("no_match", "out_name_mismatch"),
    ],
)
def test_what_the_payees_bank_said_of_the_name_is_believed(said, end):
    assert walk_without_code(payee_check=said).end == end
