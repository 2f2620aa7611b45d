"""What validation finds in a document, and that it survives whatever it is given."""

import csv
from copy import deepcopy
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.every import every
from tests.sampling import examples
from tests.trees.building import (
    CATALOGUE,
    both,
    check,
    document,
    for_customers,
    jump,
    outcome,
    step,
)
from troubleshooting.checks.registry import all_checks
from troubleshooting.trees.documents.yaml_text import load_yaml
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Catalogue, Severity

FIXTURES = Path(__file__).parents[2] / "fixtures"


def found(tree, severity=Severity.ERROR):
    """The codes and nodes of the problems of one severity."""
    return [
        (problem.code, problem.node)
        for problem in validate(tree, CATALOGUE)
        if problem.severity == severity
    ]


def sound():
    return document(
        check("limit", "amount_within_limit", within="ask", above="over"),
        step("ask", yes="into_bank", no="over"),
        jump("into_bank", "bank", "over"),
        outcome(
            "over",
            cause="amount_over_limit",
            cure=both("Split it."),
            message="solution",
            status="waiting_customer",
            automatic=True,
        ),
    )


def test_a_sound_document_has_no_problem():
    assert validate(sound(), CATALOGUE) == []


def test_the_published_tree_has_no_problem():
    with (FIXTURES / "causes.csv").open(encoding="utf-8", newline="") as file:
        causes = {row["slug"]: row["disclosure"] for row in csv.DictReader(file)}
    catalogue = Catalogue({check.name: check.options for check in all_checks()}, causes)
    tree = load_yaml((FIXTURES / "trees" / "payout-not-received.yaml").read_bytes())

    assert validate(tree, catalogue) == []


@every(
    ("field", "value", "code"),
    [
        ("format", "casewalk.tree/2", "wrong_format"),
        ("slug", "Not A Slug", "bad_slug"),
        ("slug", None, "bad_slug"),
        ("slug", "x" * 81, "bad_slug"),
        ("title", {"en": "Payout"}, "missing_language"),
        ("title", "Payout", "missing_text"),
        ("languages", ["en", "fr"], "bad_languages"),
        ("languages", [], "bad_languages"),
        ("start", "nowhere", "no_start"),
        ("start", None, "no_start"),
    ],
)
def test_the_head_of_a_document_is_checked(field, value, code):
    assert (code, "") in found(sound() | {field: value})


@every("nodes", [None, [], {}, "a"])
def test_a_document_needs_steps(nodes):
    assert ("no_nodes", "") in found(sound() | {"nodes": nodes})


@every(
    ("node", "error"),
    [
        ({"kind": "question"}, ("bad_key", "")),
        ("a step", ("bad_key", "")),
        ({**step("x", a="over"), "key": "Über"}, ("bad_key", "")),
        (step("ask", a="over"), ("duplicate_key", "ask")),
        ({**step("x", a="over"), "kind": "riddle"}, ("unknown_kind", "x")),
        (step("x", a="nowhere"), ("unknown_target", "x")),
        ({**step("x", a="over"), "otherwise": "nowhere"}, ("unknown_target", "x")),
        (jump("x", "bank", "nowhere"), ("unknown_target", "x")),
        (jump("x", "moon", "over"), ("unknown_tree", "x")),
        (step("x"), ("no_answers", "x")),
        (step("x", "action"), ("no_answers", "x")),
        ({**step("x"), "options": [{"key": "a", "label": both("a")}]}, ("no_way_on", "x")),
        ({**step("x"), "options": {"a": "over"}}, ("bad_options", "x")),
        ({**step("x"), "options": [{"label": both("a"), "to": "over"}]}, ("bad_option_key", "x")),
        ({**step("x"), "options": step("x", a="over")["options"] * 2}, ("duplicate_option", "x")),
        (check("x", "phase_of_moon", a="over"), ("unknown_check", "x")),
        (check("x", "channel_state", normal="over"), ("missing_result", "x")),
        (outcome("x", cause="bad_luck"), ("unknown_cause", "x")),
        (outcome("x", message="hello"), ("unknown_message", "x")),
        (outcome("x", status="closed"), ("unknown_status", "x")),
        (outcome("x", automatic="yes"), ("not_a_flag", "x")),
        ({**step("x", a="over"), "required": 1}, ("not_a_flag", "x")),
        ({**step("x", a="over"), "minutes": 0}, ("bad_minutes", "x")),
        ({**step("x", a="over"), "minutes": True}, ("bad_minutes", "x")),
        ({**step("x", a="over"), "title": {"en": "Only"}}, ("missing_language", "x")),
        ({**step("x", a="over"), "body": {"en": "x", "zh-hans": " "}}, ("missing_language", "x")),
        ({**step("x", a="over"), "customer": "Hello"}, ("missing_text", "x")),
        ({**step("x", a="over"), "customer": {"title": {"en": "Hi"}}}, ("missing_language", "x")),
        (outcome("x", cure={"zh-hans": "拆分"}), ("missing_language", "x")),
        (step("lonely", a="over"), ("unreachable", "lonely")),
    ],
)
def test_an_error_in_a_step_is_found_and_named(node, error):
    tree = sound()
    tree["nodes"].append(node)

    assert error in found(tree)


@every(
    ("cause", "fields", "code"),
    [
        ("fraud_risk", {"automatic": True}, "automatic_in_confidence"),
        ("holder_deceased", {"automatic": True}, "automatic_in_confidence"),
        (None, {"automatic": True}, "automatic_in_confidence"),
        ("holder_deceased", {"message": "solution"}, "message_about_silence"),
    ],
)
def test_what_customers_are_not_told_is_neither_automatic_nor_sent(cause, fields, code):
    tree = document(outcome("end", **({"cause": cause} if cause else {}), **fields))

    assert found(tree) == [(code, "end")]


def test_a_general_message_about_a_confidential_cause_is_allowed():
    tree = document(outcome("end", cause="fraud_risk", message="solution", automatic=False))

    assert found(tree) == []


def test_a_language_that_is_not_declared_may_be_missing():
    tree = document(
        {**step("a", yes="b"), "title": {"en": "a"}},
        outcome("b"),
        languages=["en"],
    )

    assert found(tree) == []


def test_a_circle_without_an_exit_is_an_error_and_one_with_an_exit_is_not():
    closed = document(step("a", yes="b", no="end"), step("b", yes="c"), step("c", yes="b"))
    closed["nodes"].append(outcome("end"))
    opened = deepcopy(closed)
    opened["nodes"][2]["otherwise"] = "end"

    assert found(closed) == [("no_exit", "b"), ("no_exit", "c")]
    assert found(opened) == []


def test_a_dead_end_is_reported_once_and_not_by_the_steps_before_it():
    tree = document(step("a", yes="b"), step("b"), outcome("end"))

    assert found(tree) == [("no_answers", "b"), ("unreachable", "end")]


def test_a_customer_may_not_be_led_to_a_step_for_agents_only():
    tree = document(for_customers(step("a", yes="b")), step("b", yes="end"), outcome("end"))

    assert found(tree) == [("agents_only", "a")]


def test_checks_and_jumps_are_passed_through_on_a_customers_path():
    tree = document(
        for_customers(step("a", yes="state", no="end")),
        check("state", "channel_state", normal="into", down="end"),
        jump("into", "bank", "b"),
        step("b", yes="end"),
        outcome("end"),
    )
    mended = deepcopy(tree)
    mended["nodes"][3] = for_customers(mended["nodes"][3])

    assert found(tree) == [("agents_only", "a")]
    assert found(mended) == []


def test_an_agents_step_may_lead_to_a_customers_step():
    tree = document(step("a", yes="b"), for_customers(step("b", yes="end")), outcome("end"))

    assert found(tree) == []


def test_can_t_say_is_a_way_on_a_customers_path_too():
    asked = for_customers(step("a", yes="end")) | {"otherwise": "b"}
    tree = document(asked, step("b", yes="end"), outcome("end"))

    assert found(tree) == [("agents_only", "a")]


@every(
    ("node", "code"),
    [
        ({**step("a", yes="end"), "opions": []}, "unknown_field"),
        ({**step("a", yes="end"), "cause": "fraud_risk"}, "unknown_field"),
        ({**step("a", yes="end"), "body": both("x" * 1_201)}, "too_long"),
        (
            step("a", yes="end") | {"customer": {"title": {"en": "x", "zh-hans": "长" * 71}}},
            "too_long",
        ),
        (check("a", "channel_state", normal="end", down="end", maybe="end"), "never_found"),
    ],
)
def test_a_warning_blocks_nothing(node, code):
    tree = document(node, outcome("end"))

    assert found(tree) == []
    assert (code, "a") in found(tree, Severity.WARNING)


def test_every_sentence_can_be_filled_with_the_values_beside_it():
    tree = sound()
    tree["nodes"] += [
        check("x", "channel_state", normal="nowhere"),
        outcome("y", cause="bad luck"),
        {**step("x"), "minutes": "long"},
    ]

    sentences = [problem.message % problem.values for problem in validate(tree, CATALOGUE)]

    assert "“x” leads to “nowhere”, which does not exist." in sentences
    assert "“y” names the cause “bad luck”, which does not exist." in sentences
    assert "The check of “x” can find “down”; no option says so." in sentences


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(json_values)
@settings(max_examples=examples(200), deadline=None)
def test_validation_survives_any_json(value):
    for problem in validate(value, CATALOGUE):
        assert problem.message % problem.values


@given(st.data())
@settings(max_examples=examples(300), deadline=None)
def test_validation_survives_any_json_in_any_place_of_a_sound_document(data):
    tree = sound()
    place = tree
    while True:
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(list(keys)))
        if not place[key] or isinstance(place[key], str | bool) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(json_values)

    for problem in validate(tree, CATALOGUE):
        assert problem.message % problem.values
