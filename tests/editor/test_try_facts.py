"""The payment of a trial: made up value by value, taken from a sample, or from a past walk."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from tests.editor.authors import live_tree
from tests.editor.publishing import open_walk
from tests.trees.starters import ARTICLE, graph_of
from troubleshooting.checks import registry
from troubleshooting.checks.facts import FACTS
from troubleshooting.editor.samples import SAMPLES, SOUND
from troubleshooting.editor.trial.facts import (
    DERIVED,
    NOT_ASKED,
    PAST_WALKS,
    as_facts,
    build_fields,
    facts_asked,
    past_walks,
    read_made_up,
    walk_of_case,
)
from troubleshooting.editor.trial.run import run_trial
from troubleshooting.walks.services import start_walk

ALL = tuple(check.name for check in registry.all_checks())


def sample(name: str):
    return next(one for one in SAMPLES if one.name == name)


def test_only_the_facts_that_the_checks_of_the_tree_read_are_asked():
    assert facts_asked(["amount_within_limit"]) == ["amount", "currency", "channel_currency",
                                                    "channel_max_amount"]  # fmt: skip
    assert facts_asked([]) == []


def test_a_code_is_asked_where_a_check_reads_what_the_table_says_of_it():
    asked = facts_asked(["failure_code_bank"])

    assert {"failure_scheme", "failure_code"} <= set(asked)
    assert "code_matches" not in asked


def test_every_fact_that_some_check_reads_can_be_made_up():
    assert {*facts_asked(ALL), *DERIVED, *NOT_ASKED} == set(FACTS)


def test_fields_stand_in_groups_with_a_label_and_what_was_entered():
    groups = dict(build_fields(["amount_within_limit"], {"amount": "5"}))

    assert list(groups) == ["The payment", "The channel"]
    assert [(field.label, field.value) for field in groups["The payment"]] == [
        ("Amount", "5"), ("Currency", ""),
    ]  # fmt: skip
    assert groups["The payment"][0].keyboard == "decimal"
    assert [field.name for field in groups["The channel"]] == [
        "fact.channel_currency", "fact.channel_max_amount",
    ]  # fmt: skip


def test_facts_with_few_values_are_chosen_from_a_list():
    (_label, fields), *_others = build_fields(["payment_status", "duplicate_payment"], {})
    choices = {field.name: [value for value, _name in field.choices] for field in fields}

    assert "pending" in choices["fact.status"]
    assert choices["fact.similar_24h"] == ["none", "sent", "pending", "failed"]
    with translation.override("zh-hans"):
        (_label, fields), *_others = build_fields(["payment_status"], {})
    assert ("pending", "处理中") in fields[0].choices


def test_what_is_blank_too_long_or_no_fact_is_not_read():
    given = {"fact.amount": " 5.00 ", "fact.currency": "  ", "fact.nonsense": "x",
             "fact.code_matches": "x", "amount": "9", "fact.client": "C" * 500}  # fmt: skip

    assert read_made_up(given) == {"amount": "5.00", "client": "C" * 200}


def test_values_are_read_as_the_checks_need_them(db):
    facts = as_facts({
        "channel_weekend": "no", "channel_schemes": "iso20022, sepa fps",
        "channel_timezone": "Asia/Shanghai", "created_at": "2026-11-04T10:15",
        "similar_24h": "none", "amount": "5",
    })  # fmt: skip

    assert facts["channel_weekend"] is False
    assert facts["channel_schemes"] == ["iso20022", "sepa", "fps"]
    assert facts["created_at"] == "2026-11-04T10:15:00+08:00"
    assert facts["similar_24h"] == []
    assert facts["amount"] == "5"
    assert as_facts({"similar_24h": "pending"})["similar_24h"][0]["status"] == "pending"


@pytest.mark.parametrize("moment", ["nonsense", "2026-13-01T10:00"])
def test_a_time_that_nobody_can_read_is_left_to_the_check(moment):
    assert as_facts({"created_at": moment})["created_at"] == moment


def test_a_time_in_a_zone_that_does_not_exist_is_left_to_the_check():
    made_up = {"created_at": "2026-11-04T10:15", "channel_timezone": "Mars/Base"}

    assert as_facts(made_up)["created_at"] == "2026-11-04T10:15"


def test_a_time_without_a_channel_is_read_in_the_zone_of_the_reader():
    with timezone.override("Asia/Tokyo"):
        facts = as_facts({"created_at": "2026-11-04T10:15"})

    assert facts["created_at"] == "2026-11-04T10:15:00+09:00"


@pytest.mark.usefixtures("tree")
def test_the_code_is_looked_up_in_its_scheme_else_in_those_of_the_channel_else_in_all():
    exact = as_facts({"failure_scheme": "iso20022", "failure_code": "ac04"})["code_matches"]
    channel = as_facts({"channel_schemes": "nacha", "failure_code": "R01"})["code_matches"]
    anywhere = as_facts({"channel_schemes": "fps", "failure_code": "R01"})["code_matches"]

    assert [(row["scheme"], row["cause"]) for row in exact] == [("iso20022", "account_closed")]
    assert {row["scheme"] for row in channel} == {"nacha"}
    assert {row["scheme"] for row in anywhere} >= {"nacha"}
    unknown = {"failure_scheme": "iso20022", "failure_code": "ZZ99"}
    assert as_facts(unknown)["code_matches"] == []


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("amount_over_limit", "amount_over_limit"),
        ("daily_limit", "count_limit"),
        ("outside_hours", "outside_time_window"),
        ("channel_down", "bank_system_failure"),
        ("wrong_name", "name_mismatch"),
        ("closed_account", "account_closed"),
        ("no_funds", "payout_float_insufficient"),
        ("twice", "duplicate_request"),
        ("unknown_end", "outcome_unknown"),
    ],
)
def test_a_sample_leads_the_articles_tree_to_the_cause_it_is_named_for(name, cause):
    found = run_trial(graph_of(ARTICLE), as_facts(sample(name).facts), ())

    assert found.position.present.cause == cause


@pytest.mark.usefixtures("tree")
def test_a_sample_with_nothing_wrong_leaves_the_walk_to_a_person():
    found = run_trial(graph_of(ARTICLE), as_facts(sample("nothing_wrong").facts), ())

    assert not found.position.is_outcome
    assert len(found.position.path) > 10


def test_samples_have_names_of_their_own_and_values_that_can_be_made_up():
    assert len({one.name for one in SAMPLES}) == len(SAMPLES)
    for one in SAMPLES:
        assert set(one.facts) <= set(facts_asked(ALL)), one.name
        assert set(SOUND) <= set(one.facts)


@pytest.mark.django_db
def test_the_latest_walk_of_a_case_is_found_by_its_reference_however_it_is_typed():
    version = live_tree()
    open_walk(version, subject="CW-TEST0001")
    later = start_walk(version, subject="CW-TEST0001", facts={"amount": "2"},
                       now=timezone.now() + timedelta(days=9_000))  # fmt: skip

    assert walk_of_case(" cw-test0001 ") == later
    assert walk_of_case("CW-TEST0002") is None
    assert walk_of_case("") is None


@pytest.mark.django_db
def test_the_latest_walks_of_the_tree_are_offered_and_no_others():
    version = live_tree()
    for number in range(PAST_WALKS + 2):
        at = timezone.now() + timedelta(minutes=number)
        start_walk(version, subject=f"CW-{number:04}", facts={}, now=at)
    other = {**version.document, "slug": "other"}
    open_walk(live_tree(other), subject="CW-OTHER")

    found = [walk.subject for walk in past_walks(version.tree)]

    assert len(found) == PAST_WALKS
    assert found[0] == f"CW-{PAST_WALKS + 1:04}"
    assert "CW-OTHER" not in found
