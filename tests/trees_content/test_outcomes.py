"""Every cause has its cure, and what must stay with a person does."""

from tests.every import every
from tests.trees_content.document import asking_nodes, causes, nodes, outcome_of, outcomes, ways_on

HANDED_OVER = {"fraud_risk", "compliance_hold", "card_lost_stolen", "holder_deceased"}
STAFF_ACTS_FIRST = {
    "server_overload",
    "app_error",
    "outside_time_window",
    "request_incomplete",
    "duplicate_request",
    "payout_float_insufficient",
    "account_frozen",
    "identity_incomplete",
    "cancelled",
    "integration_misconfigured",
    "batch_rejected",
}
WITHOUT_CAUSE = {"out_already_paid", "out_handed_over", "out_on_its_way"}
EVERY_CAUSE = every("cause", causes())


def chosen_by_people(cause: str) -> list[str]:
    """The questions and actions, no checks, that lead straight to the outcome of a cause."""
    return [
        node["key"]
        for node in asking_nodes()
        if node["kind"] != "check" and f"out_{cause}" in ways_on(node).values()
    ]


def test_every_cause_has_exactly_one_outcome_and_slowness_one_more_where_nothing_is_waited_for():
    named = {node["key"]: node["cause"] for node in outcomes() if "cause" in node}

    assert named.pop("out_bank_was_slow") == "bank_processing_slow"
    assert sorted(named.values()) == sorted(causes())


def test_three_outcomes_name_no_cause_and_are_left_to_people():
    without = {node["key"]: node for node in outcomes() if "cause" not in node}

    assert set(without) == WITHOUT_CAUSE
    assert not any(node["automatic"] for node in without.values())
    waiting = without.pop("out_on_its_way")
    assert (waiting["status"], waiting["message"]) == ("waiting_bank", "waiting-bank")
    assert all("message" not in node and node["status"] == "open" for node in without.values())


def test_nothing_late_is_told_of_a_payment_in_time_and_one_overdue_goes_to_the_bank():
    assert ways_on(nodes()["payment_status"])["under_way"] == "still_in_time"
    assert ways_on(nodes()["payment_status"])["pending"] == "still_in_time"
    assert ways_on(nodes()["still_in_time"])["in_time"] == "out_on_its_way"
    assert ways_on(nodes()["payment_status"])["credited"] == "out_already_paid"
    assert "cause" not in nodes()["out_on_its_way"]


@EVERY_CAUSE
def test_every_cause_can_be_reached_by_hand(cause):
    assert chosen_by_people(cause)


@every("cause", sorted(HANDED_OVER))
def test_a_sensitive_cause_is_handed_over_and_never_automatic(cause):
    outcome = outcome_of(cause)

    assert outcome["automatic"] is False
    assert outcome["status"] == "open"
    assert outcome["cure"]["en"].startswith("Hand over to the ")
    assert "Say nothing" in outcome["cure"]["en"]
    assert "移交" in outcome["cure"]["zh-hans"]
    assert "不得" in outcome["cure"]["zh-hans"]


def test_nothing_is_ever_sent_about_a_holder_who_has_died():
    assert "message" not in outcome_of("holder_deceased")


def test_what_staff_must_do_or_make_sure_of_first_waits_for_an_agent():
    by_hand = {node["cause"] for node in outcomes() if "cause" in node and not node["automatic"]}

    assert by_hand == HANDED_OVER | STAFF_ACTS_FIRST | {"bank_processing_slow"}  # of what ended


def test_every_automatic_outcome_tells_the_customer():
    assert all(node.get("message") for node in outcomes() if node["automatic"])


def test_a_case_waits_for_the_customer_with_the_solution_and_for_the_bank_with_patience():
    for node in outcomes():
        if node["status"] == "waiting_customer":
            assert node["message"] == "solution", node["key"]
        if node["status"] == "waiting_bank":
            assert node["message"] == "waiting-bank", node["key"]


def test_nobody_is_told_to_wait_for_the_bank_while_the_fault_is_ours():
    waiting = {node.get("cause") for node in outcomes() if node.get("message") == "waiting-bank"}

    assert waiting == {
        "bank_system_failure",
        "bank_processing_slow",
        "outside_time_window",
        "outcome_unknown",
        None,  # under way and in time
    }


def test_statuses_and_messages_are_those_the_product_knows():
    assert {node["status"] for node in outcomes()} == {"open", "waiting_customer", "waiting_bank"}
    assert {node.get("message") for node in outcomes()} == {None, "solution", "waiting-bank"}


def test_an_unknown_outcome_is_queried_and_never_sent_again():
    outcome, query = outcome_of("outcome_unknown"), nodes()["query_original"]

    assert outcome["status"] == "waiting_bank"
    assert "Never resend under a new reference" in outcome["cure"]["en"]
    assert "不得换号重发" in outcome["cure"]["zh-hans"]
    assert query["required"] is True
    assert ways_on(query)["can't say"] == "out_outcome_unknown"


def test_lack_of_funds_on_a_payout_is_ours_to_mend():
    outcome = outcome_of("payout_float_insufficient")

    assert outcome["status"] == "open"
    assert outcome["automatic"] is False
    assert "Never put it down to the customer" in outcome["cure"]["en"]


def test_a_known_outage_decides_before_anything_else_is_read():
    assert ways_on(nodes()["known_outage"])["down"] == "out_bank_system_failure"


@every(
    ("step", "option", "cause"),
    [
        ("tls_version", "outdated", "protocol_incompatible"),  # C1
        ("system_load", "overloaded", "server_overload"),  # C2
        ("network_route", "broken", "network_unstable"),  # C3
        ("channel_failures", "cluster", "bank_system_failure"),  # C4
        ("still_in_time", "overdue", "bank_processing_slow"),  # C5
        ("slow_ended", "open", "bank_processing_slow"),  # C5
        ("new_user_rule", "restricted", "channel_restricted"),  # C6
        ("browser_version", "outdated", "browser_incompatible"),  # C7
        ("app_crash", "yes", "app_error"),  # C8
        ("amount_within_limit", "above", "amount_over_limit"),  # C9
        ("time_window", "outside", "outside_time_window"),  # C10
        ("amount_valid", "missing", "amount_invalid"),  # K1
        ("method_supported", "unsupported", "method_unsupported"),  # K2
        ("counterparty_format", "malformed", "counterparty_not_recognised"),  # K3
        ("request_complete", "incomplete", "request_incomplete"),  # K3
        ("name_confirmed", "no_match", "name_mismatch"),  # K3
        ("test_payment", "refused", "bank_system_failure"),  # K6
        ("simulated_payment", "server_error", "server_overload"),  # K6
        ("stated_time", "within", "bank_processing_slow"),  # K8
        ("channel_open", "disturbed", "bank_system_failure"),  # K9
        ("try_client", "app_fails", "app_error"),  # K10
    ],
)
def test_a_finding_of_the_article_leads_straight_to_its_cause(step, option, cause):
    assert ways_on(nodes()[step])[option] == f"out_{cause}"
