"""A document for every single error and warning, each named at its step and said in words."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.every import every
from tests.trees.building import (
    CATALOGUE,
    both,
    chain,
    check,
    document,
    for_customers,
    jump,
    outcome,
    step,
)
from troubleshooting.trees.documents.format import MESSAGES
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Catalogue, Severity

SOURCES = Path(__file__).parents[2] / "troubleshooting" / "trees" / "validation"
MODULES = ("document", "fields", "ways", "texts")
ERROR, WARNING = Severity.ERROR, Severity.WARNING
UNUSED = Catalogue(CATALOGUE.checks, CATALOGUE.causes, unused={("a", "no"), ("gone", "yes")})


def tree(*nodes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The nodes given, led to by a first question that leads past them to an end."""
    ways = {f"way_{place}": node["key"] for place, node in enumerate(nodes)}
    return document(step("first", past="end", **ways), *nodes, outcome("end"), **fields)


def told(sentence: str) -> dict[str, str]:
    return {"en": sentence, "zh-hans": "短"}


def lacking(field: str) -> dict[str, Any]:
    """A whole outcome but for one field."""
    whole = outcome("a", cause="amount_over_limit", message="solution", status="waiting_customer")
    return {name: value for name, value in whole.items() if name != field}


ASKED = step("a", yes="end")
UNSAID = {**step("a"), "options": [{"key": "yes", "label": {"en": "Yes"}, "to": "end"}]}
VOICED = for_customers(ASKED)

# Code -> severity, the step it is named at, the document, a part of the sentence.
EVERY: dict[str, tuple[Severity, str, Any, str]] = {
    "not_a_document": (ERROR, "", ["a list"], "must be a map of fields"),
    "not_storable": (ERROR, "", tree(note="\x00"), "broken text"),
    "wrong_format": (ERROR, "", tree(format="casewalk.tree/9"), "casewalk.tree/1"),
    "bad_slug": (ERROR, "", tree(slug="Not a slug"), "small letters, digits and hyphens"),
    "bad_languages": (ERROR, "", tree(languages=["tlh"]), "that Casewalk speaks: en, zh-hans"),
    "no_start": (ERROR, "", tree(start="nowhere"), "must name a step"),
    "no_nodes": (ERROR, "", {**tree(), "nodes": []}, "must be a list of steps"),
    "too_many_nodes": (ERROR, "", chain(5_000), "5000 steps at most"),
    "many_nodes": (WARNING, "", chain(150), "more than 150 steps"),
    "bad_key": (ERROR, "", tree({**ASKED, "key": "No key"}), "Step number 2 needs"),
    "duplicate_key": (ERROR, "a", tree(ASKED, ASKED), "two steps “a”"),
    "unknown_kind": (ERROR, "a", tree({**ASKED, "kind": "riddle"}), "must be one of: question"),
    "unknown_field": (WARNING, "a", tree({**ASKED, "opions": []}), "“opions” that means nothing"),
    "not_a_flag": (ERROR, "a", tree({**ASKED, "required": "yes"}), "true or false"),
    "not_a_name": (ERROR, "a", tree({**ASKED, "otherwise": 5}), "“otherwise” of “a”"),
    "bad_minutes": (ERROR, "a", tree({**ASKED, "minutes": -1}), "a number above 0"),
    "leads_on": (
        ERROR,
        "a",
        tree({**outcome("a"), "options": step("a", yes="end")["options"]}),
        "“a” is an outcome",
    ),
    "missing_text": (ERROR, "a", tree({**ASKED, "title": "One only"}), "one text for each"),
    "missing_language": (ERROR, "a", tree(UNSAID), "“label: yes” of “a” is missing in zh-hans"),
    "too_long": (
        WARNING,
        "a",
        tree({**ASKED, "body": told("x" * 1_201)}),
        "than 1200 letters in en",
    ),
    "bad_options": (ERROR, "a", tree({**ASKED, "options": ["yes"]}), "must be a list"),
    "bad_option_key": (
        ERROR,
        "a",
        tree({**ASKED, "options": [{"key": "Yes!", "label": both("Yes"), "to": "end"}]}),
        "Each option of “a” needs",
    ),
    "duplicate_option": (ERROR, "a", tree({**ASKED, "options": ASKED["options"] * 2}), "twice"),
    "missing_result": (
        ERROR,
        "a",
        tree(check("a", "channel_state", normal="end")),
        "can find “down”; no option says so",
    ),
    "never_found": (
        WARNING,
        "a",
        tree(check("a", "channel_state", normal="end", down="end", maybe="end")),
        "never finds “maybe”",
    ),
    "unknown_check": (ERROR, "a", tree(check("a", "moon", full="end")), "the check “moon”"),
    "unknown_cause": (ERROR, "a", tree(outcome("a", cause="bad_luck")), "the cause “bad_luck”"),
    "unknown_message": (ERROR, "a", tree(outcome("a", message="survey")), "the message “survey”"),
    "unknown_status": (ERROR, "a", tree(outcome("a", status="lost")), "the status “lost”"),
    "unknown_ending": (
        ERROR,
        "a",
        tree(outcome("a", status="resolved", ending="solved")),
        "the ending “solved”",
    ),
    "outcome_unfinished": (
        WARNING,
        "a",
        tree({"key": "a", "kind": "outcome", "title": both("a")}),
        "“a” still lacks: cause, message, status, cure.",
    ),
    "outcome_without_cause": (WARNING, "a", tree(lacking("cause")), "names no cause"),
    "outcome_without_message": (WARNING, "a", tree(lacking("message")), "hears nothing of it"),
    "outcome_without_status": (WARNING, "a", tree(lacking("status")), "stays as it is"),
    "outcome_without_cure": (WARNING, "a", tree(lacking("cure")), "tell the agent what to do"),
    "resolves_without_ending": (
        WARNING,
        "a",
        tree(outcome("a", status="resolved")),
        "does not say how it ends",
    ),
    "ends_nothing": (
        WARNING,
        "a",
        tree(outcome("a", status="open", ending="duplicate")),
        "the ending is not used",
    ),
    "unknown_tree": (ERROR, "a", tree(jump("a", "moon", "end")), "the tree “moon”"),
    "circular_jump": (ERROR, "a", tree(jump("a", "payout", "end")), "jumps back into the tree"),
    "message_about_silence": (
        ERROR,
        "a",
        tree(outcome("a", cause="holder_deceased", message="solution")),
        "Nothing may be sent about the cause of “a”",
    ),
    "automatic_in_confidence": (
        ERROR,
        "a",
        tree(outcome("a", cause="fraud_risk", automatic=True)),
        "“a” may not be automatic",
    ),
    "automatic_without_words": (
        WARNING,
        "a",
        tree(outcome("a", cause="amount_over_limit", message="agent-reply", automatic=True)),
        "“a” waits for a person",
    ),
    "unknown_target": (ERROR, "a", tree(step("a", yes="nowhere")), "leads to “nowhere”"),
    "no_answers": (ERROR, "a", tree(step("a")), "“a” has no answers yet"),
    "no_way_on": (ERROR, "a", tree(step("a", yes="")), "an answer that leads nowhere"),
    "unreachable": (
        ERROR,
        "a",
        document(step("first", past="end"), ASKED, outcome("end")),
        "No way leads to the step “a”",
    ),
    "no_exit": (ERROR, "a", tree(step("a", yes="a")), "in a circle for ever"),
    "agents_only": (
        ERROR,
        "a",
        tree(for_customers(step("a", yes="b")), step("b", yes="end")),
        "leads to “b”, which is for agents only",
    ),
    "unused_option": (WARNING, "a", tree(step("a", yes="end", no="end")), "the option “no” of “a”"),
}


def problems_of(code: str):
    _severity, _node, content, _words = EVERY[code]
    catalogue = UNUSED if code == "unused_option" else CATALOGUE
    return validate(content, catalogue)


@every("code", EVERY)
def test_a_problem_is_named_at_its_step_with_a_sentence(code):
    severity, node, _content, words = EVERY[code]

    found = [problem for problem in problems_of(code) if problem.code == code]

    assert [(problem.severity, problem.node) for problem in found] == [(severity, node)]
    sentence = found[0].message % found[0].values
    assert words in sentence
    assert sentence[0] in "“ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert sentence.endswith(".")


@every("code", [code for code in EVERY if EVERY[code][0] == WARNING])
def test_a_warning_stands_alone_and_blocks_nothing(code):
    assert [problem.code for problem in problems_of(code)] == [code]


def test_no_problem_is_left_out_here():
    said = {code for name in MODULES for code in codes_in(SOURCES / f"{name}.py")}

    assert said == set(EVERY)


def codes_in(path: Path) -> Iterator[str]:
    """The codes that a module reports; what is looked up is named by its field."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(ast.Attribute(attr="error" | "warning"), [ast.Constant(code), *_]):
                yield code
            case ast.Call(ast.Name("_check_known"), [_, ast.Constant(field), *_]):
                yield f"unknown_{field}"
            case ast.Call(ast.Name("_lacking"), [_, ast.Constant(field), *_]):
                yield f"outcome_without_{field}"


@pytest.mark.parametrize(
    "spoken",
    [
        {"en": "x" * 160, "zh-hans": "字" * 70},
        {"en": "é" * 160, "zh-hans": "字"},
        {"en": "{" + "x" * 158, "zh-hans": "字"},
    ],
)
def test_a_customers_question_that_fits_one_sms_is_not_warned_of(spoken):
    voiced = {**ASKED, "customer": {"title": spoken}}

    assert validate(tree(voiced), CATALOGUE) == []


@every(
    ("spoken", "limit", "language"),
    [
        ({"en": "x" * 161, "zh-hans": "字"}, 160, "en"),
        ({"en": "x" * 70 + "—", "zh-hans": "字"}, 70, "en"),  # one dash, and GSM-7 is lost
        ({"en": "{" + "x" * 159, "zh-hans": "字"}, 159, "en"),  # a brace takes two places
        ({"en": "x", "zh-hans": "字" * 71}, 70, "zh-hans"),
    ],
)
def test_a_customers_question_that_takes_a_second_sms_is_warned_of(spoken, limit, language):
    (problem,) = validate(tree({**ASKED, "customer": {"title": spoken}}), CATALOGUE)

    assert problem.code == "too_long"
    assert (problem.values["limit"], problem.values["language"]) == (limit, language)


@every("field", ["check", "cause", "message", "status", "tree", "to", "group"])
def test_a_name_at_a_step_of_another_kind_must_still_be_a_plain_text(field):
    codes = {problem.code for problem in validate(tree({**ASKED, field: ["x"]}), CATALOGUE)}

    assert "not_a_name" in codes


@every("field", [{"otherwise": "end"}, {"options": {}}, {"options": None}, {"options": ["end"]}])
def test_an_outcome_never_leads_on(field):
    found = validate(tree({**outcome("a"), **field}), CATALOGUE)

    assert ("leads_on", "a") in {(problem.code, problem.node) for problem in found}


def test_an_outcome_may_carry_an_empty_list_of_options():
    found = validate(tree({**outcome("a"), "options": []}), CATALOGUE)

    assert [(problem.severity, problem.code) for problem in found] == [(WARNING, "unknown_field")]


@every("value", [None, "", "Only one", 5, {"en": 5, "zh-hans": "五"}])
def test_a_cure_at_a_question_means_nothing_but_must_be_a_text_for_each_language(value):
    found = validate(tree({**ASKED, "cure": value}), CATALOGUE)
    errors = {problem.code for problem in found if problem.severity == ERROR}

    assert errors == (set() if value is None else {"missing_text"})


def test_a_text_in_a_further_language_must_be_a_text_too():
    titled = {**ASKED, "title": {**both("a"), "de": 5}}

    assert [problem.code for problem in validate(tree(titled), CATALOGUE)] == ["missing_text"]


def test_a_check_with_a_customers_voice_may_not_lead_to_a_step_for_agents():
    voiced = for_customers(check("a", "channel_state", normal="b", down="end"))

    found = validate(tree(voiced, step("b", yes="end")), CATALOGUE)

    assert [(problem.code, problem.node) for problem in found] == [("agents_only", "a")]


def test_only_options_that_are_there_are_called_unused():
    found = validate(tree(step("a", yes="end", no="end")), UNUSED)

    assert [(problem.node, problem.values["option"]) for problem in found] == [("a", "no")]


@every("message", MESSAGES)
def test_an_outcome_may_send_what_a_case_tells(message):
    sending = outcome("a", cause="amount_over_limit", message=message)

    assert validate(tree(sending), CATALOGUE) == []
