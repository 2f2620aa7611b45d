"""What was written in a form becomes a node's entry; what was not sent stays."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.every import every
from tests.trees.building import both, for_customers, outcome, step
from troubleshooting.editor.forms import localised
from troubleshooting.editor.step.form_entry import (
    read_entry,
    with_answers_before,
    with_option,
    with_placed_option,
    without_option,
)
from troubleshooting.editor.step.targets import resolve_target
from troubleshooting.trees.validation.soundness import refuse_unsound_entry

LANGUAGES = ("en", "zh-hans")
QUESTION = for_customers({**step("q", yes="a", no="b"), "minutes": 2, "required": True})


def read(posted: dict[str, str], base: Any = QUESTION, nodes: Any = None) -> dict[str, Any]:
    return read_entry(posted, base, nodes or {}, LANGUAGES)


def test_nothing_sent_changes_nothing():
    assert read({}) == QUESTION
    assert read({"csrfmiddlewaretoken": "x", "seen": "3"}) == QUESTION


def test_one_language_sent_leaves_the_others_alone():
    entry = read({"title.zh-hans": "新标题", "customer.body.zh-hans": "请看。"})

    assert entry["title"] == {"en": "q", "zh-hans": "新标题"}
    assert entry["customer"]["body"] == {"en": "Please look.", "zh-hans": "请看。"}
    assert entry["options"] == QUESTION["options"]


def test_labels_named_by_their_keys_are_what_a_translator_sends():
    entry = read({"label.no.zh-hans": "否"})

    assert entry["options"][1]["label"] == {"en": "no", "zh-hans": "否"}
    assert entry["options"][0] == QUESTION["options"][0]


def test_an_emptied_text_is_taken_out_but_a_title_stays_a_text():
    entry = read({"title.en": " ", "title.zh-hans": "", "body.en": ""}, {**QUESTION, "body": {}})

    assert entry["title"] == {}
    assert "body" not in entry


def test_a_text_of_one_line_keeps_no_line_breaks_and_a_long_one_does():
    entry = read({"title.en": "Is it\r\nhere?", "body.en": "One\r\n\r\nTwo\x00 "})

    assert entry["title"]["en"] == "Is it here?"
    assert entry["body"]["en"] == "One\n\nTwo"


def test_flags_count_only_where_they_were_shown():
    assert read({})["required"] is True
    assert "required" not in read({"shown": "required free_order"})
    assert read({"shown": "free_order", "free_order": "on"})["free_order"] is True


@every(
    ("written", "minutes"),
    [("3", 3), ("2.5", 2.5), ("2,5", 2.5), ("", None), ("soon", 2), ("-1", 2), ("1e9", 2)],
)
def test_minutes_are_read_as_people_write_them_and_nonsense_changes_nothing(written, minutes):
    assert read({"minutes": written}).get("minutes") == minutes


def test_an_option_keeps_what_the_form_does_not_show():
    base = {**QUESTION, "options": [{**QUESTION["options"][0], "hint": "kept"}]}

    entry = read(
        {"options": "1", "option.0.was": "yes", "option.0.key": "sure", "option.0.to": "b"}, base
    )

    assert entry["options"] == [
        {"key": "sure", "label": both("yes"), "to": "b", "hint": "kept"},
    ]


def test_an_emptied_key_stays_what_it_was():
    entry = read({"options": "1", "option.0.was": "yes", "option.0.key": " "})

    assert entry["options"][0]["key"] == "yes"


def test_options_come_in_the_order_of_their_numbers():
    posted = {"options": "12"} | {f"option.{number}.key": f"k{number}" for number in (10, 2, 0)}

    assert [option["key"] for option in read(posted)["options"]] == ["k0", "k2", "k10"]


def test_another_kind_takes_out_what_it_has_no_use_for():
    entry = read({"kind": "outcome"})

    assert entry["kind"] == "outcome"
    assert {"options", "minutes", "required"}.isdisjoint(entry)
    assert entry["customer"] == QUESTION["customer"]


def test_an_unknown_kind_is_passed_over():
    assert read({"kind": "riddle"}) == QUESTION


def test_an_outcome_takes_cause_message_and_status():
    entry = read(
        {"cause": "fraud_risk", "message": "solution", "status": "", "cure.en": "Call them."},
        outcome("o", status="open", cure={}),
    )

    assert (entry["cause"], entry["message"]) == ("fraud_risk", "solution")
    assert "status" not in entry
    assert entry["cure"] == {"en": "Call them."}


def test_a_customer_voice_that_is_just_ticked_is_there_without_words():
    entry = read({"customer": "on", "shown": "customer"}, step("q", yes="a"))

    assert entry["customer"] == {"title": {}}


def test_options_are_moved_taken_out_and_added():
    moved = with_placed_option(QUESTION, 0, 1)
    assert [option["key"] for option in moved["options"]] == ["no", "yes"]
    assert with_placed_option(QUESTION, 1, 2)["options"] == QUESTION["options"]
    assert [option["key"] for option in without_option(QUESTION, 0)["options"]] == ["no"]
    added = with_option(QUESTION, "maybe", {"en": "Maybe"})
    assert added["options"][-1] == {"key": "maybe", "label": {"en": "Maybe"}, "to": ""}
    assert len(QUESTION["options"]) == 2


def test_answers_that_lead_to_one_step_are_put_before_those_that_lead_to_another():
    entry = step("q", a="x", b="y", c="x", d="z", e="y")

    led = with_answers_before(entry, "y", "x")["options"]

    assert [option["key"] for option in led] == ["b", "e", "a", "c", "d"]
    assert len(entry["options"]) == 5


def test_a_text_in_all_languages_leaves_out_those_without_words():
    assert localised({"t.en": " Hello ", "t.zh-hans": " "}, "t", LANGUAGES) == {"en": "Hello"}


NODES = {
    "late": {**outcome("late"), "title": both("The bank is late")},
    "bank": {**outcome("bank"), "title": both("The bank is closed")},
    "the bank": {**outcome("x"), "title": {"en": "Late"}},
}


@every(
    ("written", "meant"),
    [
        ("late", "late"),
        (" late ", "late"),
        ("the bank is LATE", "late"),
        ("is closed", "bank"),
        ("The bank is", "The bank is"),  # two of them
        ("no such words", "no such words"),
        ("", ""),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_target_is_a_key_a_title_or_a_part_of_one_title_alone(written, meant):
    assert resolve_target(written, NODES) == meant


NAMES = st.sampled_from(
    ["kind", "title.en", "customer.title.en", "option.0.key", "option.0.was", "option.0.to",
     "option.3.key", "options", "shown", "customer", "minutes", "otherwise", "label.yes.en",
     "cause", "required", "group"]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=20), st.sampled_from(["outcome", "jump", "check", "required", "customer"])
)


@given(st.dictionaries(NAMES, VALUES))
def test_whatever_is_sent_makes_an_entry_that_a_draft_can_hold(posted):
    entry = read(posted)

    sent = "".join(posted.values())
    if "\0" not in sent and sent.encode("utf-8", "ignore").decode() == sent:
        refuse_unsound_entry(entry)
