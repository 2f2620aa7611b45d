"""What each operation does to a document, without a database."""

import pytest

from tests.every import every
from tests.trees.building import both, chain, document, jump, outcome, step
from tests.trees.made import keys, node, said, ways
from troubleshooting.trees.documents.branches import (
    Referrer,
    referrers,
)
from troubleshooting.trees.documents.parts import replaced
from troubleshooting.trees.editing.operations import (
    AddNode,
    DeleteNode,
    DuplicateBranch,
    InsertBranch,
    MoveNode,
    PasteList,
    PutBefore,
    RenameKey,
    ReplaceText,
    SetMeta,
    SetNode,
    apply,
)
from troubleshooting.trees.editing.rewording import count_words
from troubleshooting.trees.validation.soundness import Refused


def test_an_operation_leaves_the_document_it_began_with_alone():
    tree = chain(3)

    made = apply(tree, DeleteNode("end", reroute_to="step_0"))

    assert tree == chain(3)
    assert made.document != tree
    assert made.document["nodes"][0] is not tree["nodes"][0], "its 'no' led to the end"


def test_what_an_operation_does_not_touch_both_documents_share():
    tree = chain(3)

    made = apply(tree, SetNode("end", outcome("end", status="open")))

    assert all(made.document["nodes"][place] is tree["nodes"][place] for place in range(3))


@every(
    "operation",
    [
        SetMeta("languages", ["en"]),
        SetNode("end", outcome("end", status="open")),
        AddNode(outcome("new"), after="step_0", from_=("step_0", "yes")),
        DeleteNode("step_1", reroute_to="end"),
        MoveNode("end", None),
        MoveNode("step_0", "end"),
        RenameKey("step_1", "first"),
        DuplicateBranch("step_1"),
        PutBefore(step("x", yes="end"), "step_0"),
        PutBefore(step("x", yes="end"), "end"),
        PasteList("step_0", "Call the bank\nIs it open?", "en"),
        ReplaceText("step", "part"),
        InsertBranch([outcome("end"), step("x", yes="end")], "step_0"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_the_parts_of_a_change_lead_there_and_back(operation):
    tree = chain(3)

    made = apply(tree, operation)

    assert replaced(tree, removing=made.before, inserting=made.after) == made.document
    assert replaced(made.document, removing=made.after, inserting=made.before) == tree


def test_a_change_holds_nothing_but_what_it_touched():
    made = apply(chain(3), MoveNode("end", "step_0"))

    assert made.before["nodes"].keys() == made.after["nodes"].keys() == {"end"}
    assert (made.before["nodes"]["end"]["place"], made.after["nodes"]["end"]["place"]) == (3, 1)


def test_a_new_step_comes_after_another_and_an_option_leads_to_it():
    made = apply(chain(2), AddNode(outcome("new"), after="step_0", from_=("step_0", "no")))

    assert keys(made) == ["step_0", "new", "step_1", "end"]
    assert ways(made, "step_0") == {"yes": "step_1", "no": "new"}


def test_a_new_step_can_be_where_a_step_leads_without_an_answer():
    tree = document(step("a", yes="hop"), jump("hop", "bank", "end"), outcome("end"))

    made = apply(tree, AddNode(outcome("x"), from_=("a", None)))
    assert node(made, "a")["otherwise"] == "x"

    made = apply(made.document, AddNode(outcome("y"), from_=("hop", None)))
    assert node(made, "hop")["to"] == "y"


def test_nothing_can_hang_on_an_outcome():
    with pytest.raises(Refused) as refusal:
        apply(chain(1), AddNode(outcome("x"), from_=("end", None)))

    assert refusal.value.code == "unknown_option"


def test_deleting_reroutes_the_ways_or_leaves_them_open():
    tree = document(step("a", yes="b", no="c", otherwise="b"), step("b", yes="c"), outcome("c"))

    assert ways(apply(tree, DeleteNode("b")), "a") == {"yes": "b", "no": "c", "otherwise": "b"}
    assert ways(apply(tree, DeleteNode("b", reroute_to="c")), "a")["yes"] == "c"
    assert apply(tree, DeleteNode("a", reroute_to="b")).document["start"] == "b"


def test_what_deleting_would_break_is_known_before():
    tree = document(
        {**step("a", yes="c", no="b"), "otherwise": "c"},
        step("b", yes="c"),
        jump("hop", "bank", "c"),
        outcome("c"),
    )

    assert referrers(tree, "c") == [
        Referrer("a", "yes", "to"),
        Referrer("a", None, "otherwise"),
        Referrer("b", "yes", "to"),
        Referrer("hop", None, "to"),
    ]
    assert referrers(tree, "a") == [Referrer("", None, "start")]
    assert referrers(tree, "hop") == []


def test_a_renamed_key_is_followed_by_every_way():
    tree = document(
        {**step("a", yes="c", no="b"), "otherwise": "c"},
        step("b", yes="c"),
        jump("hop", "bank", "c"),
        outcome("c"),
    )

    made = apply(tree, RenameKey("c", "paid"))

    assert referrers(made.document, "c") == []
    assert len(referrers(made.document, "paid")) == 4
    assert keys(made) == ["a", "b", "hop", "paid"]
    assert apply(tree, RenameKey("a", "first")).document["start"] == "first"
    assert said(made) == "The key “c” is “paid” now."


@every("key", ["", "With Space", "ünlaut", "到账", "x" * 81, "a-b"])
def test_a_key_is_small_letters_digits_and_underlines(key):
    with pytest.raises(Refused) as refusal:
        apply(chain(1), RenameKey("end", key))

    assert refusal.value.code == "bad_key"


def test_words_are_replaced_in_every_text_and_counted():
    voice = {"title": both("Bank?"), "body": both("The Bank and the Bank")}
    tree = document(
        {**step("a", yes="end"), "body": both("Bank"), "customer": voice},
        outcome("end", cure=both("Ask the Bank")),
        title=both("Bank payout"),
    )

    made = apply(tree, ReplaceText("Bank", "Wallet", "en"))

    assert count_words(tree, "Bank", "en") == 6
    assert made.summary.values["count"] == 6
    assert node(made, "a")["customer"]["body"] == {
        "en": "The Wallet and the Wallet",
        "zh-hans": "The Bank and the Bank(中)",
    }
    assert node(made, "end")["cure"]["en"] == "Ask the Wallet"
    assert made.document["title"]["en"] == "Wallet payout"
    assert apply(tree, ReplaceText("Bank", "Wallet")).summary.values["count"] == 12


def test_replacing_touches_texts_only():
    made = apply(chain(2), ReplaceText("yes", "sure"))

    assert ways(made, "step_0") == {"yes": "step_1", "no": "end"}
    assert node(made, "step_0")["options"][0]["label"] == {"en": "sure", "zh-hans": "sure(中)"}


def test_a_tree_has_5000_steps_at_most():
    with pytest.raises(Refused) as refusal:
        apply(chain(2_501), DuplicateBranch("step_0"))

    assert refusal.value.code == "too_many_nodes"


@every(
    "fields",
    [
        {"title": None},
        {"title": {"en": 3}},
        {"body": "words"},
        {"customer": None},
        {"customer": {"body": {}}},
        {"options": {}},
        {"options": [3]},
        {"options": [{"key": 3}]},
        {"options": [{"key": "a", "to": None}]},
        {"options": [{"key": "a", "label": "words"}]},
        {"minutes": "two"},
        {"minutes": True},
        {"required": "yes"},
        {"otherwise": 3},
        {"check": ["a"]},
    ],
)
def test_a_field_of_another_type_than_its_readers_expect_is_refused(fields):
    with pytest.raises(Refused) as refusal:
        apply(chain(1), SetNode("end", {**outcome("end"), **fields}))

    assert refusal.value.code == "wrong_type"
    assert refusal.value.values["field"] in fields


def test_a_nest_without_end_is_refused():
    nest: dict = {}
    for _level in range(2_000):
        nest = {"in": nest}

    with pytest.raises(Refused) as refusal:
        apply(chain(1), SetNode("end", outcome("end", note=nest)))

    assert refusal.value.code == "not_storable"
