"""What changed between two documents, in words."""

import copy
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.sampling import examples
from tests.trees.building import both, document, jump, outcome, step
from troubleshooting.trees.comparing.changes import Change, marks_of
from troubleshooting.trees.comparing.documents import compare
from troubleshooting.trees.comparing.matching import moved, renamed
from troubleshooting.trees.documents.yaml_text import load_yaml

ARTICLE = Path("fixtures/trees/payout-not-received.yaml")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def tree() -> dict[str, Any]:
    return document(
        step("limit", within="bank", above="over"),
        {**step("bank", yes="wait", no="over"), "otherwise": "wait"},
        outcome("over", cause="amount_over_limit", status="resolved"),
        outcome("wait", status="waiting_bank"),
    )


def node(content: dict[str, Any], key: str) -> dict[str, Any]:
    return next(entry for entry in content["nodes"] if entry["key"] == key)


def edited(edit) -> list[Change]:
    new = copy.deepcopy(tree())
    edit(new)
    return compare(tree(), new)


def said(edit) -> list[str]:
    return [change.sentence() for change in edited(edit)]


def test_nothing_changed_between_a_document_and_its_copy():
    assert compare(tree(), copy.deepcopy(tree())) == []


def test_the_order_of_fields_is_no_change():
    turned = tree()
    turned["nodes"] = [dict(reversed(entry.items())) for entry in turned["nodes"]]

    assert compare(tree(), turned) == []


def test_an_option_that_leads_elsewhere_names_both_places():
    def edit(new):
        node(new, "limit")["options"][1]["to"] = "wait"

    [change] = edited(edit)

    assert (
        change.sentence() == "Option “above” of “limit” now leads to “wait”, no longer to “over”."
    )
    assert (change.kind, change.node, change.field) == (
        "option_target",
        "limit",
        "options.above.to",
    )
    assert (change.old, change.new) == ("over", "wait")


def test_names_are_said_in_the_readers_language():
    def edit(new):
        node(new, "limit")["options"][1]["to"] = "wait"

    [change] = edited(edit)

    assert "“above(中)”" in change.sentence("zh-hans")
    assert "“limit(中)”" in change.sentence("zh-hans")
    with translation.override("zh-hans"):
        assert "“wait(中)”" in change.sentence()


def test_an_option_that_loses_its_way_says_where_it_led():
    assert said(lambda new: node(new, "limit")["options"][1].pop("to")) == [
        "Option “above” of “limit” now leads nowhere; it led to “over”."
    ]


def test_an_option_that_gets_a_way_says_where_it_leads():
    loose = tree()
    del node(loose, "limit")["options"][1]["to"]

    assert [change.sentence() for change in compare(loose, tree())] == [
        "Option “above” of “limit” now leads to “over”."
    ]


def test_options_come_and_go_with_what_they_led_to():
    def edit(new):
        node(new, "limit")["options"][0] = {"key": "new", "label": both("New"), "to": "wait"}

    assert said(edit) == [
        "Option “New” was added to “limit”; it leads to “wait”.",
        "Option “within” of “limit” was taken out; it led to “bank”.",
    ]


def test_an_option_without_a_target_is_said_to_lead_nowhere():
    loose = tree()
    node(loose, "limit")["options"].append({"key": "odd", "label": both("Odd")})

    assert [change.sentence() for change in compare(tree(), loose)] == [
        "Option “Odd” was added to “limit”; it leads nowhere yet."
    ]
    assert [change.sentence() for change in compare(loose, tree())] == [
        "Option “Odd” of “limit” was taken out; it led nowhere."
    ]


def test_a_label_is_compared_language_by_language():
    def edit(new):
        node(new, "limit")["options"][0]["label"]["zh-hans"] = "未超"

    [change] = edited(edit)

    assert change.sentence() == ("Option “within(中)” of “limit” is now called “未超” in Chinese.")
    assert change.field == "options.within.label.zh-hans"


def test_a_label_in_a_new_language_and_one_taken_out():
    less = tree()
    del node(less, "limit")["options"][0]["label"]["zh-hans"]

    assert [change.sentence() for change in compare(less, tree())] == [
        "Option “within” of “limit” now has words in Chinese."
    ]
    assert [change.sentence() for change in compare(tree(), less)] == [
        "Option “within” of “limit” has no words in Chinese any more."
    ]


def test_options_in_another_order_are_one_change():
    assert said(lambda new: node(new, "limit")["options"].reverse()) == [
        "The options of “limit” now stand in another order."
    ]


def test_an_option_with_another_key_alone_was_renamed():
    def edit(new):
        node(new, "limit")["options"][1]["key"] = "over_it"

    assert said(edit) == ["Option “above” of “limit” now has the key “over_it”; it was “above”."]


def test_a_title_says_what_it_was():
    def edit(new):
        node(new, "limit")["title"]["en"] = "Within the limits?"

    [change] = edited(edit)

    assert change.sentence() == "“limit” is now called “Within the limits?” in English."
    assert (change.old, change.new) == ("limit", "Within the limits?")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Look.", "Look twice.", "“Explanation” of “limit” was changed in English."),
        (None, "Look.", "“Explanation” of “limit” was written in English."),
        ("Look.", None, "“Explanation” of “limit” was taken out in English."),
    ],
)
def test_an_explanation_is_changed_written_or_taken_out(old, new, sentence):
    before, after = tree(), tree()
    node(before, "limit")["body"] = {"en": old} if old else {}
    node(after, "limit")["body"] = {"en": new} if new else {}

    [change] = compare(before, after)

    assert change.sentence() == sentence
    assert (change.field, change.old, change.new) == ("body.en", old, new)


def test_the_customers_voice_comes_changes_and_goes():
    voiced, other = tree(), tree()
    node(voiced, "limit")["customer"] = {"title": both("Yours?")}
    node(other, "limit")["customer"] = {"title": both("Really yours?")}

    assert [change.sentence() for change in compare(tree(), voiced)] == [
        "Customers see “limit” now."
    ]
    assert [change.sentence() for change in compare(voiced, tree())] == [
        "Customers don't see “limit” any more."
    ]
    assert [change.field for change in compare(voiced, other)] == [
        "customer.title.en",
        "customer.title.zh-hans",
    ]
    assert compare(voiced, other)[0].sentence() == (
        "“Title for customers” of “limit” was changed in English."
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("status", "open", "“Case status” of “over” is now “Open”, no longer “Resolved”."),
        ("message", "solution", "“Message” of “over” is now “solution”."),
        ("cause", None, "“Cause” of “over” was taken out; it was “amount_over_limit”."),
        ("minutes", 4, "“Minutes” of “over” is now “4”."),
        ("kind", "action", "“over” is now of the kind “Action”, no longer “Outcome”."),
        ("automatic", True, "“over” may be applied without an agent now."),
        ("required", True, "“over” may not be skipped any more."),
        ("free_order", True, "“over” may be moved among its neighbours now."),
        ("shape", {"round": True}, "“shape” of “over” was changed."),
    ],
)  # fmt: skip
def test_every_field_has_its_sentence(field, value, sentence):
    def edit(new):
        node(new, "over")[field] = value

    assert said(edit) == [sentence]


@pytest.mark.parametrize("field", ["automatic", "required", "free_order"])
def test_a_claim_that_was_absent_and_is_false_now_is_no_change(field):
    assert said(lambda new: node(new, "over").update({field: False})) == []


def test_a_claim_can_end():
    claimed = tree()
    node(claimed, "over").update(automatic=True, required=True, free_order=True)

    assert [change.sentence() for change in compare(claimed, tree())] == [
        "“over” may be skipped now.",
        "“over” waits for an agent now.",
        "“over” keeps its place among its neighbours now.",
    ]


def test_causes_are_called_by_their_titles_where_those_are_given():
    new = tree()
    node(new, "over")["cause"] = "fraud_risk"
    causes = {
        "amount_over_limit": {"en": "Over the limit", "zh-hans": "超过上限"},
        "fraud_risk": {"en": "Fraud", "zh-hans": "欺诈"},
    }

    [change] = compare(tree(), new, causes=causes)

    assert change.sentence() == "“Cause” of “over” is now “Fraud”, no longer “Over the limit”."
    assert "“欺诈”" in change.sentence("zh-hans")
    assert change.new == "fraud_risk"


def test_checks_are_called_by_the_titles_that_agents_know():
    new = tree()
    node(new, "bank")["check"] = "channel_state"

    [change] = compare(tree(), new)

    assert "“channel_state”" not in change.sentence()
    assert change.sentence().startswith("“Check” of “bank” is now “")


def test_where_cant_say_leads_is_told():
    assert said(lambda new: node(new, "bank").update(otherwise="over")) == [
        "“Can't say” at “bank” now leads to “over”, no longer to “wait”."
    ]
    assert said(lambda new: node(new, "bank").pop("otherwise")) == [
        "“Can't say” at “bank” no longer leads to “wait”."
    ]
    assert said(lambda new: node(new, "limit").update(otherwise="wait")) == [
        "“Can't say” at “limit” now leads to “wait”."
    ]


def test_a_jump_says_where_the_walk_goes_on():
    old = document(jump("there", "bank", "one"), outcome("one"), outcome("two"))
    new = document(jump("there", "card", "two"), outcome("one"), outcome("two"))

    assert [change.sentence() for change in compare(old, new)] == [
        "“Tree” of “there” is now “card”, no longer “bank”.",
        "After “there” the tree now goes on at “two”, no longer at “one”.",
    ]


def test_the_tree_itself_changes():
    def edit(new):
        new.update(title={"en": "Payouts", "zh-hans": "Payout(中)"}, start="bank")
        new["languages"] = ["en"]

    assert said(edit) == [
        "“Payout” is now called “Payouts” in English.",
        "The tree now begins with “bank”, no longer with “limit”.",
        "The tree no longer has to be written in Chinese.",
    ]


def test_a_tree_can_lose_its_first_step_and_get_one():
    headless = tree()
    del headless["start"]

    assert [change.sentence() for change in compare(tree(), headless)] == [
        "The tree has no first step any more; it began with “limit”."
    ]
    assert [change.sentence() for change in compare(headless, tree())] == [
        "The tree now begins with “limit”."
    ]


def test_nodes_come_and_go():
    def edit(new):
        new["nodes"].insert(1, outcome("holiday", cause="bank_holiday"))
        new["nodes"].remove(node(new, "wait"))

    changes = edited(edit)

    assert [change.sentence() for change in changes] == [
        "“holiday” was added.",
        "“wait” was taken out.",
    ]
    assert changes[0].new["cause"] == "bank_holiday"
    assert changes[1].old["key"] == "wait"


def test_a_renamed_node_changes_nothing_but_its_key():
    def edit(new):
        node(new, "over")["key"] = "out_over"
        node(new, "limit")["options"][1]["to"] = "out_over"
        node(new, "bank")["options"][1]["to"] = "out_over"

    [change] = edited(edit)

    assert change.sentence() == "“over” now has the key “out_over”; it was “over”."
    assert (change.node, change.was) == ("out_over", "over")


def test_renamed_nodes_that_lead_to_each_other_are_recognised_together():
    def edit(new):
        for entry in new["nodes"]:
            entry["key"] = f"new_{entry['key']}"
            entry.update({name: f"new_{entry[name]}" for name in ("otherwise",) if name in entry})
            for option in entry.get("options", ()):
                option["to"] = f"new_{option['to']}"
        new["start"] = "new_limit"

    assert {change.kind for change in edited(edit)} == {"node_renamed"}


def test_a_renamed_start_is_no_other_start():
    def edit(new):
        node(new, "limit")["key"] = new["start"] = "first"

    assert [change.kind for change in edited(edit)] == ["node_renamed"]


def test_a_node_with_another_key_and_another_text_is_a_new_one():
    def edit(new):
        node(new, "wait").update(key="hold", title=both("Hold"))

    assert [change.kind for change in edited(edit)].count("node_added") == 1
    assert [change.kind for change in edited(edit)].count("node_removed") == 1


def test_nobody_guesses_which_of_two_alike_nodes_was_renamed():
    old = document(outcome("one"), {**outcome("two"), "title": both("one")})
    new = document({**outcome("three"), "title": both("one")})

    assert renamed(old, new) == {}


def test_a_moved_node_is_told_once_and_its_neighbours_are_not():
    def edit(new):
        new["nodes"].append(new["nodes"].pop(0))

    [change] = edited(edit)

    assert change.sentence() == "“limit” now stands at another place of the outline."


@given(some.permutations(range(12)), some.sets(some.integers(0, 11)))
def test_what_was_not_moved_keeps_its_order(order, gone):
    before = [str(number) for number in range(12) if number not in gone]
    after = [str(number) for number in order]

    shifted = moved(before, after)

    stayed = [key for key in after if key in before and key not in shifted]
    assert stayed == [key for key in before if key not in shifted]
    assert len(shifted) < len(before) or not before


def test_marks_for_both_sides_name_what_each_side_has():
    def edit(new):
        new["nodes"].append(outcome("fresh"))
        new["nodes"].remove(node(new, "wait"))
        node(new, "over")["key"] = "out_over"
        node(new, "limit")["options"][1]["to"] = "fresh"
        node(new, "bank")["options"][1]["to"] = "out_over"

    marks = marks_of(edited(edit))

    assert marks.old == {"wait": {"removed"}, "over": {"changed"}, "limit": {"changed"}}
    assert marks.new == {"fresh": {"added"}, "out_over": {"changed"}, "limit": {"changed"}}


def test_moving_in_the_outline_and_the_title_of_the_tree_mark_no_node():
    def edit(new):
        new["nodes"].append(new["nodes"].pop(0))
        new["title"]["en"] = "Payouts"

    marks = marks_of(edited(edit))

    assert (marks.old, marks.new) == ({}, {})


def test_hostile_titles_stay_data():
    def edit(new):
        node(new, "limit")["title"]["en"] = "100%(d)s <b>{x}"

    assert said(edit) == ["“limit” is now called “100%(d)s <b>{x}” in English."]


def test_very_long_names_are_shortened():
    def edit(new):
        node(new, "limit")["title"]["en"] = "x" * 5_000

    assert len(said(edit)[0]) < 200


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"nodes": None},
        {"nodes": [None, 7, {"kind": "question"}, {"key": 3}]},
        {"nodes": [{"key": "limit", "title": "text", "options": {"a": 1}, "customer": "me"}]},
        {"nodes": [{"key": "limit", "options": [{"key": None, "to": 3}, 4]}], "title": "x"},
    ],
)
def test_unfinished_documents_are_compared_all_the_same(broken):
    for change in (*compare(tree(), broken), *compare(broken, tree())):
        assert change.sentence()


@settings(max_examples=examples(60), deadline=None)
@given(some.data())
def test_changes_are_empty_only_for_equal_documents(data):
    keys = ["limit", "bank", "over", "wait"]
    new = copy.deepcopy(tree())
    entry = node(new, data.draw(some.sampled_from(keys)))
    field = data.draw(some.sampled_from(["cause", "message", "status", "minutes", "otherwise"]))
    entry[field] = data.draw(some.sampled_from(["over", "wait", "resolved", "x"]))

    changes = compare(tree(), new)

    assert bool(changes) == (new != tree())
    assert all(change.sentence() for change in changes)


def test_the_articles_tree_without_a_node_says_who_led_there():
    old = load_yaml(ARTICLE.read_bytes())
    new = copy.deepcopy(old)
    new["nodes"].remove(node(new, "out_already_paid"))
    [option] = [
        one for one in node(new, "query_original")["options"] if one["to"] == "out_already_paid"
    ]
    option["to"] = "out_handed_over"

    retargeted, removed = compare(old, new)

    assert (retargeted.kind, retargeted.new) == ("option_target", "out_handed_over")
    assert removed.sentence() == "“The payment has been made” was taken out."
