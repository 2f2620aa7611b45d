"""Branches copied, lists pasted, and the keys that come of it."""

import pytest

from tests.every import every
from tests.trees.building import chain, document, outcome, step
from tests.trees.made import keys, node, said, ways
from troubleshooting.trees.documents.branches import (
    Referrer,
    branch_of,
    free_key,
    key_from,
    referrers,
)
from troubleshooting.trees.documents.parts import replaced
from troubleshooting.trees.editing.operations import (
    DeleteBranch,
    DuplicateBranch,
    InsertBranch,
    PasteList,
    apply,
)
from troubleshooting.trees.validation.soundness import Refused


def test_a_branch_is_what_only_its_first_step_leads_to():
    tree = document(
        step("a", yes="b", no="e"),
        step("b", yes="c", no="d"),
        outcome("c"),
        step("d", yes="b", no="e"),
        outcome("e"),
    )

    assert [entry["key"] for entry in branch_of(tree, "b")] == ["b", "c", "d"]
    assert [entry["key"] for entry in branch_of(tree, "e")] == ["e"]
    assert [entry["key"] for entry in branch_of(tree, "a")] == ["a", "b", "c", "d", "e"]


def test_a_duplicate_leads_into_itself_and_out_where_the_original_does():
    tree = document(
        step("a", yes="b", no="e"),
        step("b", yes="c", no="e"),
        step("c", yes="b", no="e"),
        outcome("e"),
    )

    made = apply(tree, DuplicateBranch("b"))

    assert keys(made) == ["a", "b", "c", "b_2", "c_2", "e"]
    assert ways(made, "b_2") == {"yes": "c_2", "no": "e"}
    assert ways(made, "c_2") == {"yes": "b_2", "no": "e"}
    assert ways(made, "a") == {"yes": "b", "no": "e"}
    assert keys(apply(made.document, DuplicateBranch("b")))[3:5] == ["b_3", "c_3"]


SHARED = document(
    step("a", yes="b", no="e"),
    step("b", yes="c", no="e"),
    step("c", yes="d", no="b"),
    outcome("d"),
    outcome("e"),
)


def test_a_deleted_branch_takes_along_what_is_reached_through_it_alone():
    made = apply(SHARED, DeleteBranch("b"))

    assert keys(made) == ["a", "e"], "what others lead to stays"
    assert ways(made, "a") == {"yes": "b", "no": "e"}, "it leads nowhere until somebody says where"
    assert said(made).endswith("was deleted with its branch: 3 steps.")
    assert replaced(made.document, removing=made.after, inserting=made.before) == SHARED


def test_what_led_into_a_deleted_branch_leads_where_one_says():
    astray = document(*SHARED["nodes"], step("lost", yes="c", no="e"))

    made = apply(astray, DeleteBranch("b", reroute_to="e"))

    assert ways(made, "a") == {"yes": "e", "no": "e"}
    assert ways(made, "lost") == {"yes": "e", "no": "e"}, "no way leads there, so it stays"


def test_a_deleted_branch_may_be_all_of_the_tree():
    made = apply(SHARED, DeleteBranch("a"))

    assert keys(made) == []
    assert replaced(made.document, removing=made.after, inserting=made.before) == SHARED


@pytest.mark.parametrize(("key", "reroute_to"), [("gone", None), ("b", "c"), ("b", "b")])
def test_a_branch_that_is_not_there_is_not_deleted_and_nothing_is_led_into_one(key, reroute_to):
    with pytest.raises(Refused) as refused:
        apply(SHARED, DeleteBranch(key, reroute_to))

    assert refused.value.code == "unknown_node"


def test_what_leads_into_a_branch_from_elsewhere_is_known_before():
    astray = document(*SHARED["nodes"], step("lost", yes="c", no="e"))

    into = referrers(astray, "b", "c", "d")

    assert into == [Referrer("a", "yes", "to"), Referrer("lost", "yes", "to")]


def test_copied_steps_of_another_tree_never_run_into_ours():
    theirs = [step("step_0", yes="fee", no="end"), step("fee", yes="end", no="step_0")]

    made = apply(chain(2), InsertBranch(theirs, after="step_0"))

    assert keys(made) == ["step_0", "step_0_2", "fee", "step_1", "end"]
    assert ways(made, "step_0_2") == {"yes": "fee", "no": ""}, "their end is not ours"
    assert ways(made, "fee") == {"yes": "", "no": "step_0_2"}
    assert ways(made, "step_0") == {"yes": "step_1", "no": "end"}


def test_a_pasted_list_becomes_a_chain_of_steps():
    text = "1. Is today a bank holiday?\n\n2) Call the bank\n- Is the amount 1.5 million？\n"

    made = apply(chain(1), PasteList("step_0", text, "en"))

    assert keys(made) == [
        "step_0",
        "is_today_a_bank_holiday",
        "call_the_bank",
        "is_the_amount_1_5_million",
        "end",
    ]
    assert node(made, "call_the_bank")["kind"] == "action"
    assert node(made, "call_the_bank")["title"] == {"en": "Call the bank"}
    assert ways(made, "is_today_a_bank_holiday") == {"yes": "call_the_bank", "no": ""}
    assert ways(made, "call_the_bank") == {"done": "is_the_amount_1_5_million"}
    assert ways(made, "is_the_amount_1_5_million") == {"yes": "", "no": ""}
    assert said(made) == "3 steps were pasted."


def test_a_list_is_put_into_the_single_way_on_of_a_step():
    tree = document(step("wait", "action", done="end"), outcome("end"))

    made = apply(tree, PasteList("wait", "Call\nWrite", "en"))

    assert ways(made, "wait") == {"done": "call"}
    assert ways(made, "write") == {"done": "end"}


def test_chinese_lines_get_numbered_keys_and_lose_their_marks():
    made = apply(
        chain(1), PasteList(None, "一、核对金额\n②银行是否休息？\n（3）联系客户", "zh-hans")
    )

    assert keys(made)[2:] == ["step_1", "step_2", "step_3"]
    assert [entry["title"]["zh-hans"] for entry in made.document["nodes"][2:]] == [
        "核对金额",
        "银行是否休息？",
        "联系客户",
    ]
    assert node(made, "step_2")["options"][0]["label"]["zh-hans"] == "是"


@every(
    ("line", "title"),
    [
        ("1.5 million paid", "1.5 million paid"),
        ("24/7 support", "24/7 support"),
        ("-5 degrees", "-5 degrees"),
        ("* [ ] Call", "Call"),
        ("12. Call", "Call"),
        ("十一、核对", "核对"),
        ("一次核对", "一次核对"),
    ],
)
def test_only_marks_of_a_list_are_cut_from_a_line(line, title):
    made = apply(chain(1), PasteList(None, line, "en"))

    assert made.document["nodes"][-1]["title"] == {"en": title}


def test_a_list_has_500_lines_at_most():
    assert len(keys(apply(chain(1), PasteList(None, "步骤\n" * 500, "zh-hans")))) == 502

    with pytest.raises(Refused) as refusal:
        apply(chain(1), PasteList(None, "步骤\n" * 501, "zh-hans"))
    assert refusal.value.code == "too_many_lines"


@every(
    ("wording", "key"),
    [
        ("Is today a bank holiday?", "is_today_a_bank_holiday"),
        ("  Fee > 3%  ", "fee_3"),
        ("end", "end_2"),
        ("到账了吗？", "step_1"),
        ("", "step_1"),
        ("a" * 100, "a" * 40),
    ],
)
def test_a_key_is_made_from_an_english_text(wording, key):
    assert key_from(wording, {"end"}) == key


def test_a_key_that_is_free_stays_as_it_is_and_a_long_one_stays_within_bounds():
    assert free_key("a", {"b"}) == "a"
    assert free_key("a", {"a", "a_2"}) == "a_3"
    assert free_key("x" * 80, {"x" * 80}) == "x" * 78 + "_2"
