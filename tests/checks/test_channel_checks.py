from tests.checks.facts_for_tests import make_facts, match
from tests.every import every
from troubleshooting.checks.evidence import evidence_of
from troubleshooting.checks.families.channel import lasting
from troubleshooting.checks.registry import Strength, run

STRONG, WEAK = Strength.STRONG, Strength.WEAK


def outcome(name, **facts):
    finding = run(name, make_facts(**facts))
    return finding.option, finding.strength, finding.cause


@every(
    ("state", "expected"),
    [
        ("normal", ("normal", STRONG, None)),
        ("degraded", ("degraded", WEAK, "bank_system_failure")),
        ("down", ("down", STRONG, "bank_system_failure")),
        (" DOWN ", ("down", STRONG, "bank_system_failure")),
        ("on fire", (None, WEAK, None)),
        (None, (None, WEAK, None)),
        (["down"], (None, WEAK, None)),
    ],
)
def test_a_channel_that_is_down_explains_its_payments(state, expected):
    assert outcome("channel_state", channel_state=state) == expected


def test_the_note_on_the_channels_state_is_part_of_the_evidence():
    facts = make_facts(channel_state="down", channel_state_note="Maintenance until noon")

    assert run("channel_state", facts).values == {"note": "Maintenance until noon"}


@every(
    ("latency", "status", "expected"),
    [
        (2500, "failed", ("normal", STRONG, None)),
        (12500, "failed", ("normal", STRONG, None)),  # five times the usual is still usual
        (12501, "failed", ("slow", WEAK, "bank_processing_slow")),
        (12501, "pending", ("slow", STRONG, "bank_processing_slow")),
        (12501, " Pending", ("slow", STRONG, "bank_processing_slow")),
        (59999, "pending", ("slow", STRONG, "bank_processing_slow")),
        (60000, "pending", ("timed_out", STRONG, "bank_processing_slow")),
        (60000, "unknown", ("timed_out", WEAK, "bank_processing_slow")),
        ("60000", "failed", ("timed_out", WEAK, "bank_processing_slow")),
        (12501, "sent", ("slow", STRONG, "bank_processing_slow")),
        (12501, "held", ("slow", STRONG, "bank_processing_slow")),
        (12501, "succeeded", ("slow", STRONG, "bank_processing_slow")),
        (12501, "credited", ("slow", WEAK, "bank_processing_slow")),
        (None, "pending", ("normal", STRONG, None)),
        (-5, "pending", (None, WEAK, None)),
        ("long", "pending", (None, WEAK, None)),
    ],
)
def test_slowness_explains_only_a_payment_that_is_not_at_its_end(latency, status, expected):
    assert outcome("response_time", bank_latency_ms=latency, status=status) == expected


def test_without_the_channels_usual_time_only_the_time_out_is_judged():
    facts = {"channel_usual_latency_ms": None, "status": "pending"}

    assert outcome("response_time", bank_latency_ms=59999, **facts)[0] == "normal"
    assert outcome("response_time", bank_latency_ms=60000, **facts)[0] == "timed_out"


def test_a_channel_without_any_time_entered_is_never_slow():
    facts = make_facts(
        channel_usual_latency_ms=None, channel_timeout_ms=None, bank_latency_ms=10**9
    )
    finding = run("response_time", facts)

    assert (finding.option, finding.cause) == ("normal", None)
    assert "no usual time of the channel is entered" in finding.message


@every(
    ("failures", "payments", "option"),
    [
        (0, 0, "isolated"),
        (2, 2, "isolated"),
        (3, 3, "cluster"),
        (3, 6, "cluster"),
        (3, 7, "isolated"),
        (400, 500, "cluster"),
        (None, 5, None),
        (5, "many", None),
    ],
)
def test_three_like_failures_and_half_of_all_payments_are_a_cluster(failures, payments, option):
    facts = {"channel_failures_15m": failures, "channel_payments_15m": payments}
    found, strength, cause = outcome("channel_failures", **facts)

    assert found == option
    assert (strength, cause) == (
        (STRONG, None)
        if option == "isolated"
        else (WEAK, "bank_system_failure" if option else None)
    )


@every(
    ("status", "expected"),
    [
        ("failed", ("final", STRONG, None)),
        ("rejected", ("final", STRONG, None)),
        ("Returned", ("final", STRONG, None)),
        ("cancelled", ("final", STRONG, None)),
        ("credited", ("credited", STRONG, None)),
        ("succeeded", ("under_way", STRONG, None)),  # as facts were stored before
        ("created", ("under_way", STRONG, None)),
        ("Sent", ("under_way", STRONG, None)),
        ("accepted", ("under_way", STRONG, None)),
        ("delivered", ("under_way", STRONG, None)),
        ("held", ("pending", STRONG, None)),
        ("recalled", ("pending", STRONG, None)),
        ("pending", ("pending", STRONG, None)),
        ("unknown", ("unknown", STRONG, "outcome_unknown")),
        ("lost", (None, WEAK, None)),
        (None, (None, WEAK, None)),
        (5, (None, WEAK, None)),
    ],
)
def test_an_unknown_end_is_a_cause_of_its_own(status, expected):
    assert outcome("payment_status", status=status) == expected


NO_LATENCY = {"bank_latency_ms": None}


@every(
    ("facts", "option"),
    [
        ({"bank_latency_ms": 0}, "reached"),
        ({"bank_latency_ms": 100, "failure_scheme": "http", "failure_code": "504"}, "reached"),
        ({"failure_code": "AC04", "code_is_technical": False} | NO_LATENCY, "reached"),
        ({"failure_code": "7777", "code_is_technical": False} | NO_LATENCY, "reached"),
        ({"failure_code": "503", "code_is_technical": True} | NO_LATENCY, "not_reached"),
        ({"failure_code": 70, "code_is_technical": True} | NO_LATENCY, "not_reached"),
        (
            {"failure_code": 70, "code_matches": [match("a", "70", "cancelled", is_technical=True)]}
            | NO_LATENCY,
            "not_reached",
        ),
        ({"failure_code": "7777"} | NO_LATENCY, "not_reached"),
        (
            {"failure_code": "51", "code_matches": [match("iso8583", "51", "insufficient_funds")]}
            | NO_LATENCY,
            "reached",
        ),
        (
            {"failure_code": "503", "code_matches": [match("http", "503", "server_overload")]}
            | NO_LATENCY,
            "not_reached",
        ),
        ({"bank_latency_ms": "soon"}, "not_reached"),
        ({"status": "returned"} | NO_LATENCY, "reached"),
        ({"status": "Accepted"} | NO_LATENCY, "reached"),
        ({"status": "rejected"} | NO_LATENCY, "not_reached"),
        ({"status": "sent"} | NO_LATENCY, "not_reached"),
        (NO_LATENCY, "not_reached"),
    ],
)
def test_only_an_answer_of_the_bank_shows_that_it_was_reached(facts, option):
    strength = STRONG if option == "reached" else WEAK

    assert outcome("bank_reached", **facts) == (option, strength, None)


@every(
    ("milliseconds", "english", "chinese"),
    [
        (0, "0 seconds", "0 秒"),
        (1, "less than 0.01 seconds", "不到 0.01 秒"),
        (9, "less than 0.01 seconds", "不到 0.01 秒"),
        (10, "0.01 seconds", "0.01 秒"),
        (123, "0.12 seconds", "0.12 秒"),
        (96, "0.1 seconds", "0.1 秒"),
        (999, "1 second", "1 秒"),
        (9_990, "10 seconds", "10 秒"),
        (40, "0.04 seconds", "0.04 秒"),
        (400, "0.4 seconds", "0.4 秒"),
        (1000, "1 second", "1 秒"),
        (1480, "1.5 seconds", "1.5 秒"),
        (60_000, "60 seconds", "60 秒"),
        (2_520_000, "42 minutes", "42 分钟"),
    ],
)
def test_how_long_a_bank_took_is_said_as_people_say_it(milliseconds, english, chinese):
    assert lasting(milliseconds) == {"en": english, "zh-hans": chinese}


def test_the_sentence_of_a_slow_bank_names_seconds():
    facts = make_facts(bank_latency_ms=60_000, channel_timeout_ms=60_000, status="pending")
    sentence = evidence_of("response_time", run("response_time", facts)).sentence

    assert sentence == "The bank took 60 seconds; the channel's time-out is 60 seconds."


STOPPED = {"channel_state": "down", "channel_stop_until": "2026-11-18T18:00:00+00:00"}


def test_a_channel_that_stands_still_as_planned_has_no_fault():
    finding = run("channel_state", make_facts(**STOPPED))

    assert (finding.option, finding.cause) == ("normal", None)
    assert finding.values["until"] == "2026-11-18T18:00:00+00:00"


def test_a_payment_made_in_a_planned_stop_was_made_outside_of_the_hours():
    noon = "2026-11-18T12:00:00+01:00"
    is_inside = run("time_window", make_facts(created_at=noon))
    finding = run("time_window", make_facts(created_at=noon, **STOPPED))

    assert is_inside.option == "inside"
    assert (finding.option, finding.cause) == ("outside", "outside_time_window")
    assert finding.values["until"] == "2026-11-18T18:00:00+00:00"


@every(
    ("state", "took", "expected"),
    [
        ("accepted", 700, ("accepted", STRONG, None)),
        ("accepted", None, ("accepted", STRONG, None)),
        ("refused", 700, ("refused", WEAK, "bank_system_failure")),
        ("no_answer", 10_000, ("no_answer", WEAK, "server_overload")),
        ("asked", None, (None, WEAK, None)),
        (None, None, ("not_tested", STRONG, None)),
    ],
)
def test_a_test_payment_that_met_trouble_is_a_hint_and_no_more(state, took, expected):
    assert outcome("test_payment", test_payment=state, test_payment_ms=took) == expected


@every(("count", "told"), [(999, "999 cases so far."), (1000, "1000 cases or more so far.")])
def test_an_outage_says_where_it_has_more_cases_than_were_counted(count, told):
    finding = run(
        "channel_state",
        make_facts(incident_since="2026-11-18T08:00:00+00:00", incident_cases=count),
    )

    assert (finding.message % finding.values).endswith(told)
