import json
import re
import subprocess
import sys

import pytest

from tests.checks.facts_for_tests import SOUND_FACTS, make_facts
from tests.checks.sample import rows
from tests.every import every
from troubleshooting.checks.facts import FACTS
from troubleshooting.checks.reading.codes import CAUSE_GROUPS, GENERIC_CAUSE, GROUP_CAUSES
from troubleshooting.checks.registry import (
    REGISTRY,
    Strength,
    UnknownCheck,
    all_checks,
    get,
    register,
    run,
)

CONTRACT = {
    "bank_answer": (
        "not_asked waiting credited at_bank coming_back refused never_there stopped told"
    ),
    "channel_state": "normal degraded down",
    "required_fields": "complete incomplete",
    "amount_valid": "valid missing not_positive too_many_decimals below_minimum",
    "amount_within_limit": "within above",
    "method_supported": "supported unsupported",
    "currency_supported": "supported unsupported",
    "counterparty_format": "plausible malformed",
    "time_window": "inside outside",
    "new_user_rule": "allowed restricted",
    "daily_count": "within exceeded",
    "daily_total": "within exceeded",
    "duplicate_payment": "none duplicate",
    "payment_status": "final pending unknown under_way credited",
    "payment_ending": "refused returned cancelled open",
    "record_is_refund": "refund payment",
    "payment_direction": "payin payout",
    "bank_reached": "reached not_reached",
    "response_time": "normal slow timed_out",
    "channel_failures": "isolated cluster",
    "test_payment": "accepted refused no_answer not_tested",
    "still_in_time": "in_time overdue no_clock",
    "tls_version": "current outdated",
    "browser_version": "supported outdated not_browser",
    "app_version": "current outdated not_app",
    "name_match": "match different",
    "payee_check": "match close no_match not_checked",
    "generic_decline": "declined not_declined",
    "failure_code": (
        "technical bank client amount_time request_integrity funds account risk_compliance"
        " card_auth authorisation merchant outcome generic unknown none"
    ),
    "failure_message": (
        "counterparty_not_recognised name_mismatch bank_system_failure insufficient_funds"
        " payout_float_insufficient account_closed account_frozen amount_over_limit"
        " outside_time_window identity_incomplete card_expired duplicate_request"
        " network_unstable compliance_hold fraud_risk none"
    ),
}
GROUP_CHECKS = {f"failure_code_{group}" for group in GROUP_CAUSES}


@every("name", CONTRACT)
def test_a_check_offers_exactly_the_options_that_trees_rely_on(name):
    assert set(get(name).options) == set(CONTRACT[name].split())


def test_the_registry_holds_the_promised_checks_and_no_others():
    assert set(REGISTRY) == set(CONTRACT) | GROUP_CHECKS
    assert [check.name for check in all_checks()] == sorted(REGISTRY)


@every("group", GROUP_CAUSES)
def test_a_groups_check_offers_the_causes_of_its_group(group):
    expected = {slug for slug, of_group in coded_causes().items() if of_group == group}

    assert set(get(f"failure_code_{group}").options) == expected - {GENERIC_CAUSE}


def test_the_groups_of_causes_are_those_of_the_list_of_causes():
    assert coded_causes() == CAUSE_GROUPS


def coded_causes():
    """The causes that a failure code can name, with their groups."""
    named = {row["cause"] for row in rows("failure_codes.csv")}
    return {row["slug"]: row["group"] for row in rows("causes.csv") if row["slug"] in named}


@every("check", all_checks(), ids=lambda check: check.name)
def test_a_check_names_its_facts_its_source_and_asks_a_question(check):
    assert set(check.needs) <= set(check.reads) <= set(FACTS)
    assert check.title.endswith("?")
    assert len(check.source) > 10


@every("check", all_checks(), ids=lambda check: check.name)
def test_a_check_reads_only_the_facts_it_names(check):
    asked = set()

    class Watched(dict):
        def get(self, key, default=None):
            asked.add(key)
            return super().get(key, default)

        def __getitem__(self, key):
            asked.add(key)
            return super().__getitem__(key)

    for facts in (make_facts(), make_facts(failure_code="51", client="Safari 9", status="pending")):
        run(check.name, Watched(facts))

    assert asked <= {*check.reads, "unread"}  # the registry asks for what could not be read


@every("check", all_checks(), ids=lambda check: check.name)
def test_a_sound_payment_gives_no_check_a_reason_to_point_at_a_cause(check):
    finding = run(check.name, SOUND_FACTS)

    assert finding.cause is None
    assert finding.option in (None, *check.options)


@every("check", all_checks(), ids=lambda check: check.name)
def test_a_check_without_any_facts_says_what_is_missing_or_decides(check):
    finding = run(check.name, {})

    sentence = finding.message % finding.values
    assert sentence.endswith(".")
    if finding.option is None and check.needs:
        assert all(fact in finding.values["missing"] for fact in check.needs)
        assert all(fact in sentence for fact in check.needs)


WITHOUT = {
    "tls_version": ("tls_version", "current"),
    "method_supported": ("method", "supported"),
    "currency_supported": ("currency", "supported"),
    "counterparty_format": ("counterparty_account", "plausible"),
    "name_match": ("counterparty_name", "match"),
    "response_time": ("bank_latency_ms", "normal"),
}


@every("name", WITHOUT)
@every("nothing", [None, "", "  \t"])
def test_what_was_never_sent_speaks_against_nothing(name, nothing):
    fact, option = WITHOUT[name]

    finding = run(name, make_facts(**{fact: nothing}))

    assert (finding.option, finding.strength, finding.cause) == (option, Strength.STRONG, None)
    assert finding.values == {"missing": fact}
    assert "nothing to judge" in finding.message % finding.values


UNREAD = {
    **{name: fact for name, (fact, _) in WITHOUT.items()},
    "amount_valid": "amount",
    "amount_within_limit": "amount",
    "payment_status": "status",
    "time_window": "created_at",
    "new_user_rule": "account_age_days",
    "daily_total": "amount",
}


@every("name", UNREAD)
def test_a_check_abstains_and_says_so_where_what_it_needs_could_not_be_read(name):
    fact = UNREAD[name]
    sent = {"unread": [{"field": fact, "value": "-1", "is_cut": False}]}

    finding = run(name, make_facts(**{"channel_new_user_days": 7, fact: None}, **sent))

    assert finding.option is None
    assert finding.values == {"field": fact, "value": "-1"}
    assert finding.message % finding.values == f"“{fact}” was sent as “-1” and could not be read."


@every("unread", [None, [], "x", [5], [{}], [{"field": "client", "value": 1}]])
def test_what_could_not_be_read_elsewhere_concerns_no_other_check(unread):
    assert run("amount_valid", make_facts(unread=unread)).option == "valid"


def test_a_field_that_was_cut_was_read():
    cut = [{"field": "counterparty_name", "value": "Demo Rowan …", "is_cut": True}]

    assert run("name_match", make_facts(unread=cut)).option == "match"


def test_an_unknown_check_is_refused():
    with pytest.raises(UnknownCheck):
        run("no_such_check", SOUND_FACTS)
    assert issubclass(UnknownCheck, KeyError)


def test_a_name_is_taken_only_once():
    with pytest.raises(ValueError, match="tls_version"):
        register("tls_version", title="", options=(), reads=(), source="")(lambda facts: None)
    assert REGISTRY["tls_version"].options == ("current", "outdated")


def test_strengths_are_stored_as_plain_words():
    assert json.dumps(Strength.STRONG) == '"strong"'
    assert Strength("weak") is Strength.WEAK


def test_every_sentence_is_found_by_its_marker():
    """A placeholder must be a name, so that a translation can move it."""
    for check in all_checks():
        finding = run(check.name, SOUND_FACTS)
        placeholders = set(re.findall(r"%\((\w+)\)s", finding.message))
        assert placeholders <= set(finding.values)
        assert "%" not in re.sub(r"%\(\w+\)s", "", finding.message)


def test_the_checks_are_plain_python_without_django():
    program = (
        "import sys, troubleshooting.checks.registry;"
        "print(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "False"
