"""Two authors in one draft: what both may do at once, and what is a conflict."""

import pytest

from tests.trees.building import both, outcome, step
from tests.trees.drafts import LATER, node_of, refused, retitled, save
from troubleshooting.trees.editing.operations import (
    AddNode,
    DeleteNode,
    MoveNode,
    RenameKey,
    ReplaceText,
    SetMeta,
    SetNode,
)

pytestmark = pytest.mark.django_db


def test_a_save_of_another_step_goes_through(draft, li, mary):
    save(draft, SetNode("end", retitled(outcome("end"), "Paid")), seen=0, actor=li)

    entry = retitled(node_of(draft, "step_0"), "Is it paid?")
    saved = save(draft, SetNode("step_0", entry), seen=0, actor=mary)

    assert node_of(saved, "end")["title"]["en"] == "Paid"
    assert node_of(saved, "step_0")["title"]["en"] == "Is it paid?"
    assert saved.revision == 2


def test_two_texts_of_one_step_are_two_parts(draft, li, mary):
    was = node_of(draft, "end")
    save(draft, SetNode("end", retitled(was, "Paid"), was), seen=0, actor=li)

    saved = save(draft, SetNode("end", retitled(was, "已到账", "zh-hans"), was), seen=0, actor=mary)

    assert node_of(saved, "end")["title"] == {"en": "Paid", "zh-hans": "已到账"}


def test_the_same_text_is_a_conflict_that_shows_both_and_whose_it_was(draft, li, mary):
    was = node_of(draft, "end")
    save(draft, SetNode("end", retitled(was, "Paid"), was), seen=0, actor=li)

    (conflict,) = refused(draft, SetNode("end", retitled(was, "Settled"), was), seen=0, actor=mary)

    assert (conflict.node, conflict.field) == ("end", "title.en")
    assert (conflict.mine, conflict.theirs) == ("Settled", "Paid")
    assert (conflict.actor, conflict.at) == (li, LATER)


def test_what_the_author_saw_is_known_from_the_revision_alone(draft, li, mary):
    entry = node_of(draft, "end")
    save(draft, SetNode("end", retitled(entry, "Paid")), seen=0, actor=li)
    save(draft, SetMeta("start", "step_1"), seen=1, actor=li)

    saved = save(draft, SetNode("end", retitled(entry, "付", "zh-hans")), seen=0, actor=mary)
    assert node_of(saved, "end")["title"] == {"en": "Paid", "zh-hans": "付"}

    (conflict,) = refused(draft, SetNode("end", retitled(entry, "Settled")), seen=0, actor=mary)
    assert (conflict.field, conflict.actor) == ("title.en", li)


def test_both_writing_the_same_is_no_conflict(draft, li, mary):
    entry = retitled(node_of(draft, "end"), "Paid")
    save(draft, SetNode("end", entry), seen=0, actor=li)

    assert save(draft, SetNode("end", entry), seen=0, actor=mary).revision == 1


def test_all_conflicts_of_a_save_are_named_and_none_of_it_is_stored(draft, li, mary):
    was = node_of(draft, "end")
    save(
        draft,
        SetNode("end", {**retitled(was, "Paid"), "status": "waiting_bank"}),
        SetMeta("title", both("Late")),
        seen=0,
        actor=li,
    )

    conflicts = refused(
        draft,
        AddNode(outcome("mine")),
        SetNode("end", {**retitled(was, "Settled"), "status": "resolved"}),
        SetMeta("title", both("Gone")),
        seen=0,
        actor=mary,
    )

    assert {(conflict.node, conflict.field) for conflict in conflicts} == {
        ("end", "title.en"),
        ("end", "status"),
        ("", "title.en"),
        ("", "title.zh-hans"),
    }
    draft.refresh_from_db()
    assert "mine" not in [entry["key"] for entry in draft.document["nodes"]]


def test_a_step_that_was_deleted_meanwhile_keeps_the_words_of_who_edits_it(draft, li, mary):
    was = node_of(draft, "step_1")
    save(draft, DeleteNode("step_1"), seen=0, actor=li)

    (conflict,) = refused(draft, SetNode("step_1", retitled(was, "New")), seen=0, actor=mary)

    assert (conflict.node, conflict.field, conflict.theirs) == ("step_1", "", None)
    assert conflict.mine["title"]["en"] == "New"
    assert conflict.actor == li


def test_a_step_that_was_edited_meanwhile_is_not_deleted_unseen(draft, li, mary):
    save(draft, SetNode("end", retitled(outcome("end"), "Paid")), seen=0, actor=li)

    (conflict,) = refused(draft, DeleteNode("end"), seen=0, actor=mary)

    assert (conflict.mine, conflict.theirs["title"]["en"]) == (None, "Paid")
    assert save(draft, DeleteNode("end"), seen=1, actor=mary).revision == 2


def test_two_new_steps_of_one_key_are_a_conflict(draft, li, mary):
    save(draft, AddNode(outcome("late")), seen=0, actor=li)

    (conflict,) = refused(draft, AddNode(step("late", yes="end")), seen=0, actor=mary)

    assert (conflict.mine["kind"], conflict.theirs["kind"]) == ("question", "outcome")


def test_one_option_can_not_lead_to_two_new_steps(draft, li, mary):
    save(draft, AddNode(outcome("a"), from_=("step_0", "yes")), seen=0, actor=li)

    (conflict,) = refused(draft, AddNode(outcome("b"), from_=("step_0", "yes")), seen=0, actor=mary)

    assert (conflict.node, conflict.field) == ("step_0", "options.yes.to")
    assert (conflict.mine, conflict.theirs) == ("b", "a")
    assert save(draft, AddNode(outcome("b"), from_=("step_0", "no")), seen=0, actor=mary)


def test_a_new_step_behind_one_that_is_gone_comes_last(draft, li, mary):
    save(draft, DeleteNode("step_1"), seen=0, actor=li)

    saved = save(draft, AddNode(outcome("new"), after="step_1"), seen=0, actor=mary)

    assert saved.document["nodes"][-1]["key"] == "new"


def test_a_new_step_that_should_hang_on_one_that_is_gone_is_a_conflict(draft, li, mary):
    save(draft, DeleteNode("step_1"), seen=0, actor=li)

    (conflict,) = refused(draft, AddNode(outcome("n"), from_=("step_1", "yes")), seen=0, actor=mary)

    assert (conflict.node, conflict.field, conflict.mine, conflict.theirs) == (
        "step_1",
        "",
        "n",
        None,
    )


def test_two_who_move_the_same_step_are_in_conflict(draft, li, mary):
    save(draft, MoveNode("end", None), seen=0, actor=li)

    (conflict,) = refused(draft, MoveNode("end", "step_0"), seen=0, actor=mary)
    assert (conflict.field, conflict.mine, conflict.theirs) == ("place", "step_0", None)

    saved = save(draft, MoveNode("step_2", "step_0"), seen=0, actor=mary)
    assert [entry["key"] for entry in saved.document["nodes"]] == [
        "end",
        "step_0",
        "step_2",
        "step_1",
    ]


def test_a_step_that_got_another_key_meanwhile_is_not_renamed_or_moved_unseen(draft, li, mary):
    save(draft, RenameKey("end", "paid"), seen=0, actor=li)

    for operation in (RenameKey("end", "settled"), MoveNode("end", None)):
        (conflict,) = refused(draft, operation, seen=0, actor=mary)
        assert (conflict.node, conflict.theirs, conflict.actor) == ("end", None, li)


def test_a_renamed_key_reaches_the_steps_that_others_are_editing(draft, li, mary):
    was = node_of(draft, "step_2")
    save(draft, RenameKey("end", "paid"), seen=0, actor=li)

    saved = save(draft, SetNode("step_2", retitled(was, "Paid?"), was), seen=0, actor=mary)

    assert {option["to"] for option in node_of(saved, "step_2")["options"]} == {"paid"}
    assert node_of(saved, "step_2")["title"]["en"] == "Paid?"


def test_words_are_replaced_in_what_others_wrote_meanwhile(draft, li, mary):
    save(draft, SetNode("end", retitled(outcome("end"), "Bank paid")), seen=0, actor=li)

    saved = save(draft, ReplaceText("Bank", "Wallet", "en"), seen=0, actor=mary)

    assert node_of(saved, "end")["title"]["en"] == "Wallet paid"


def test_a_wrong_memory_of_what_stood_there_is_a_conflict_too(draft, li):
    was = retitled(node_of(draft, "end"), "Never said")

    (conflict,) = refused(draft, SetNode("end", retitled(was, "Paid"), was), seen=0, actor=li)

    assert (conflict.mine, conflict.theirs) == ("Paid", "end")


def test_one_save_may_set_a_step_twice(draft, li):
    entry = node_of(draft, "end")

    saved = save(
        draft,
        SetNode("end", retitled(entry, "Paid")),
        SetNode("end", retitled(retitled(entry, "Paid late"), "晚", "zh-hans")),
        SetMeta("title", both("A")),
        SetMeta("title", both("B")),
        seen=0,
        actor=li,
    )

    assert node_of(saved, "end")["title"] == {"en": "Paid late", "zh-hans": "晚"}
    assert saved.document["title"] == both("B")


def test_a_stale_save_asks_the_database_as_often_after_one_change_as_after_many(
    draft, li, mary, django_assert_max_num_queries
):
    for seen in range(20):
        entry = retitled(node_of(draft, "step_0"), f"Try {seen}")
        save(draft, SetNode("step_0", entry), seen=seen, actor=li)

    with django_assert_max_num_queries(17):
        save(draft, SetNode("end", retitled(outcome("end"), "Paid")), seen=0, actor=mary)
