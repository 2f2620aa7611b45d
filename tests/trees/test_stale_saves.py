"""Saves that saw an old revision: what lies between may be an undo, an import or a rename."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.sampling import examples
from tests.trees.building import both, chain, outcome, step
from tests.trees.drafts import LATER, make_author, make_draft, node_of, refused, retitled, save
from troubleshooting.trees.documents.parts import differing_paths
from troubleshooting.trees.drafts.services import redo, replace_document, restore_version, undo
from troubleshooting.trees.editing.operations import (
    AddNode,
    DeleteBranch,
    DeleteNode,
    DuplicateBranch,
    MoveNode,
    PasteList,
    RenameKey,
    SetMeta,
    SetNode,
)
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import TreeLogEntry, TreeVersion

pytestmark = pytest.mark.django_db


def paid(words="Paid"):
    return SetNode("end", retitled(outcome("end"), words))


def test_what_was_undone_meanwhile_is_no_conflict(draft):
    draft = save(draft, paid("Settled"), seen=0)
    undo(draft, seen=1, actor=None, now=LATER)

    assert node_of(save(draft, paid(), seen=0), "end")["title"]["en"] == "Paid"


def test_what_was_undone_after_it_was_seen_is_a_conflict(draft):
    draft = save(draft, paid("Settled"), seen=0)
    author = make_author()
    undo(draft, seen=1, actor=author, now=LATER)

    (conflict,) = refused(draft, paid(), seen=1)

    assert (conflict.field, conflict.mine, conflict.theirs) == ("title.en", "Paid", "end")
    assert conflict.actor == author


def test_what_was_done_again_meanwhile_is_a_conflict(draft):
    draft = save(draft, paid("Settled"), seen=0)
    draft = undo(draft, seen=1, actor=None, now=LATER)
    redo(draft, seen=2, actor=None, now=LATER)

    assert [conflict.theirs for conflict in refused(draft, paid(), seen=2)] == ["Settled"]
    assert node_of(save(draft, paid(), seen=1), "end")["title"]["en"] == "Paid"


def test_an_import_meanwhile_keeps_what_it_did_not_change(draft):
    replace_document(draft, chain(5), seen=0, actor=None, now=LATER)

    saved = save(draft, paid(), seen=0)

    assert len(saved.document["nodes"]) == 6
    assert node_of(saved, "end")["title"]["en"] == "Paid"


def test_an_import_that_took_a_step_out_is_a_conflict(draft):
    replace_document(draft, chain(1), seen=0, actor=None, now=LATER)

    (conflict,) = refused(draft, SetNode("step_2", step("step_2", yes="end")), seen=0)

    assert (conflict.node, conflict.theirs) == ("step_2", None)


def test_a_restored_version_is_no_licence_to_run_over_it(draft):
    draft = save(draft, paid("Settled"), SetMeta("title", both("Late")), seen=0)
    restore_version(TreeVersion.objects.get(number=1), actor=None, now=LATER)

    conflicts = refused(draft, paid(), SetMeta("title", both("Later")), seen=1)

    assert {conflict.field for conflict in conflicts} == {"title.en", "title.zh-hans"}
    assert {conflict.theirs for conflict in conflicts} == {"end", "Payout", "Payout(中)"}


def test_no_document_is_imported_over_changes_one_has_not_seen(draft):
    save(draft, paid("Settled"), seen=0)

    with pytest.raises(StaleDraft) as stale:
        replace_document(draft, chain(1), seen=0, actor=None, now=LATER)

    (conflict,) = stale.value.conflicts
    assert conflict.mine["title"]["en"] == "end"
    assert conflict.theirs["title"]["en"] == "Settled"


def test_a_step_deleted_and_made_anew_is_not_the_one_that_was_seen(draft):
    draft = save(draft, DeleteNode("end"), seen=0)
    save(draft, AddNode(outcome("end", status="open")), seen=1)

    saved = save(draft, paid(), seen=0)
    assert node_of(saved, "end")["status"] == "open", "theirs stays, for only the title was mine"

    draft = save(draft, DeleteNode("end"), seen=3)
    save(draft, AddNode(outcome("end", title=both("New"))), seen=4)
    assert {conflict.theirs for conflict in refused(draft, paid("Old"), seen=3)} == {"New"}


def test_a_branch_is_not_deleted_over_what_somebody_changed_in_it(draft):
    draft = save(draft, SetNode("step_2", retitled(step("step_2", yes="end"), "New")), seen=0)

    (conflict,) = refused(draft, DeleteBranch("step_1"), seen=0)

    assert (conflict.node, conflict.mine) == ("step_2", None)
    saved = save(draft, DeleteBranch("step_1"), seen=1)
    assert [entry["key"] for entry in saved.document["nodes"]] == ["step_0", "end"]


def test_operations_of_one_save_build_on_each_other_over_the_changes_of_others(draft):
    save(draft, paid("Settled"), MoveNode("end", None), seen=0)

    saved = save(
        draft,
        AddNode(outcome("late"), after="step_0", from_=("step_0", "no")),
        RenameKey("late", "too_late"),
        SetNode("too_late", retitled(outcome("too_late"), "Too late")),
        DeleteNode("step_1", reroute_to="too_late"),
        AddNode(outcome("new"), from_=("step_0", "no")),
        seen=0,
    )

    assert [entry["key"] for entry in saved.document["nodes"]] == [
        "end",
        "step_0",
        "too_late",
        "step_2",
        "new",
    ]
    ways = {option["key"]: option["to"] for option in node_of(saved, "step_0")["options"]}
    assert ways == {"yes": "too_late", "no": "new"}
    assert node_of(saved, "end")["title"]["en"] == "Settled"


def test_copies_and_lists_are_made_of_what_stands_there_now(draft):
    save(draft, SetNode("step_2", retitled(node_of(draft, "step_2"), "Mine")), seen=0)

    saved = save(draft, DuplicateBranch("step_2"), PasteList("step_0", "Call", "en"), seen=0)

    assert node_of(saved, "step_2_2")["title"]["en"] == "Mine"
    assert node_of(saved, "call")["kind"] == "action"


def test_a_field_of_the_tree_taken_out_by_one_and_set_by_another_is_a_conflict():
    draft = make_draft(chain(3, languages=["en", "zh-hans"]))
    save(draft, SetMeta("languages", None), seen=0)

    (conflict,) = refused(draft, SetMeta("languages", ["en"]), seen=0)

    assert (conflict.node, conflict.field) == ("", "languages")
    assert (conflict.mine, conflict.theirs) == (["en"], None)


def test_titles_in_two_languages_are_two_parts(draft):
    save(draft, SetMeta("title", {"en": "Late", "zh-hans": "Payout(中)"}), seen=0)

    saved = save(draft, SetMeta("title", {"en": "Payout", "zh-hans": "延迟"}), seen=0)

    assert saved.document["title"] == {"en": "Late", "zh-hans": "延迟"}


def test_every_revision_has_one_entry_in_the_log(draft):
    draft = save(draft, paid(), seen=0)
    draft = undo(draft, seen=1, actor=None, now=LATER)
    draft = redo(draft, seen=2, actor=None, now=LATER)
    draft = replace_document(draft, chain(1), seen=3, actor=None, now=LATER)
    draft = restore_version(TreeVersion.objects.get(number=1), actor=None, now=LATER)

    logged = TreeLogEntry.objects.filter(version=draft).order_by("pk")
    assert [entry.difference.get("revision") for entry in logged] == [None, 1, 2, 3, 4, 5]
    assert [entry.kind for entry in logged] == [
        "created",
        "edited",
        "undone",
        "redone",
        "imported",
        "restored",
    ]


LANGUAGES = ("en", "zh-hans")
TEXTS = st.fixed_dictionaries({}, optional={name: st.sampled_from("abc") for name in LANGUAGES})
OPTIONS = st.lists(
    st.builds(
        lambda key, label, to: {"key": key, "label": label, "to": to},
        st.sampled_from("xyz"),
        TEXTS,
        st.sampled_from(["end", "step_0"]),
    ),
    unique_by=lambda option: option["key"],
    max_size=3,
)
ENTRIES = st.fixed_dictionaries(
    {"key": st.just("step_1"), "kind": st.just("question"), "title": TEXTS, "options": OPTIONS},
    optional={"body": TEXTS, "customer": st.fixed_dictionaries({"title": TEXTS})},
)


def value(content, path):
    for name in path:
        if isinstance(content, list):
            content = {item["key"]: item for item in content}
        content = content.get(name)
        if content is None:
            return None
    return content


def texts_changed(old, new):
    return [path for path in differing_paths(old, new) if path[-1] in LANGUAGES]


class RandomPairs(TestCase):
    @settings(max_examples=examples(60))
    @given(base=ENTRIES, first=ENTRIES, second=ENTRIES)
    def test_of_two_saves_each_text_is_in_the_draft_or_in_a_conflict(self, base, first, second):
        draft = save(make_draft(), SetNode("step_1", base), seen=0)
        seen = draft.revision
        save(draft, SetNode("step_1", first), seen=seen)
        try:
            stored, conflicts = save(draft, SetNode("step_1", second), seen=seen), []
        except StaleDraft as stale:
            stored, conflicts = stale.draft, stale.conflicts

        entry = node_of(stored, "step_1")
        for path in texts_changed(base, first):
            assert value(entry, path) == value(first, path)
        if conflicts:
            assert entry == first
            assert all(conflict.mine != conflict.theirs for conflict in conflicts)
        else:
            for path in texts_changed(base, second):
                assert value(entry, path) == value(second, path)


@pytest.mark.parametrize(
    "later", [MoveNode("step_0", None), RenameKey("step_0", "b"), SetNode("step_0", outcome("x"))]
)
def test_what_an_earlier_part_of_the_same_save_took_away_is_nobody_elses_change(draft, later):
    with pytest.raises(ValidationError):
        save(draft, RenameKey("step_0", "a"), later)
