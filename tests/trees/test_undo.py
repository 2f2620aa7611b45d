"""Undo and redo: exact, over reloads, across authors; typing on is one step."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.sampling import examples
from tests.trees.building import both, chain, jump, outcome, step
from tests.trees.drafts import (
    LATER,
    make_author,
    make_draft,
    make_translator,
    node_of,
    retitled,
    save,
)
from troubleshooting.trees.drafts.services import next_redo, next_undo, redo, summary_of, undo
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
)
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db


def back(draft, actor=None):
    return undo(draft, seen=draft.revision, actor=actor, now=LATER)


def again(draft, actor=None):
    return redo(draft, seen=draft.revision, actor=actor, now=LATER)


def reloaded(draft):
    return TreeVersion.objects.get(pk=draft.pk)


def test_a_change_is_undone_and_done_again():
    draft = save(make_draft(), DeleteNode("step_1", reroute_to="end"))
    changed = draft.document

    draft = back(draft)
    assert (draft.document, draft.revision, draft.cursor) == (chain(3), 2, 0)

    draft = again(draft)
    assert (draft.document, draft.revision, draft.cursor) == (changed, 3, 1)
    kinds = [entry.kind for entry in draft.tree.log.filter(version=draft)]
    assert kinds == ["redone", "undone", "edited", "created"]


def test_undo_and_redo_go_on_after_a_reload():
    draft = make_draft()
    for key in ("a", "b", "c"):
        draft = save(reloaded(draft), AddNode(outcome(key)))

    for _time in range(3):
        draft = back(reloaded(draft))
    assert draft.document == chain(3)

    for _time in range(2):
        draft = again(reloaded(draft))
    assert [entry["key"] for entry in draft.document["nodes"]][-2:] == ["a", "b"]


def test_a_new_change_ends_what_could_be_done_again():
    draft = back(save(make_draft(), AddNode(outcome("a"))))

    draft = save(draft, AddNode(outcome("b")))

    assert next_redo(draft) is None
    with pytest.raises(ValidationError) as refusal:
        again(draft)
    assert refusal.value.code == "nothing_to_redo"
    assert back(draft).document == chain(3)


def test_undoing_stops_where_the_draft_began():
    with pytest.raises(ValidationError) as refusal:
        back(make_draft())

    assert refusal.value.messages == ["There is nothing to undo."]


def test_one_sees_what_would_be_undone_and_whose_it_is():
    author = make_author()

    draft = save(make_draft(), AddNode(outcome("a")), actor=author)

    assert summary_of(next_undo(draft)) == "“a” was added."
    assert next_undo(draft).actor == author
    assert next_undo(back(draft)) is None


def test_a_change_that_one_has_not_seen_is_not_undone():
    draft = make_draft()
    save(draft, SetMeta("title", both("Late")), actor=make_author("mary"))

    with pytest.raises(StaleDraft) as stale:
        undo(draft, seen=0, actor=make_author(), now=LATER)

    (conflict,) = stale.value.conflicts
    assert (conflict.field, conflict.mine, conflict.theirs) == (
        "title",
        both("Payout"),
        both("Late"),
    )
    assert stale.value.draft.revision == 1
    assert reloaded(draft).document["title"] == both("Late")


def test_a_translator_undoes_translations_only():
    draft = make_draft()
    translator = make_translator(draft.tree)
    draft = save(draft, DeleteNode("step_1"))
    draft = save(
        draft, SetNode("end", retitled(node_of(draft, "end"), "完", "zh-hans")), actor=translator
    )

    draft = back(draft, translator)
    assert node_of(draft, "end")["title"] == both("end")
    with pytest.raises(PermissionDenied):
        back(draft, translator)

    assert again(reloaded(draft), translator).cursor == 2


def typed(draft, words, author, *, seconds):
    """Save the title of the outcome letter by letter, as it is typed."""
    for number in range(1, len(words) + 1):
        entry = retitled(node_of(draft, "end"), words[:number])
        now = LATER + timedelta(seconds=number * seconds)
        draft = save(draft, SetNode("end", entry), actor=author, now=now)
    return draft


def test_typing_on_is_one_step_to_undo():
    draft = typed(make_draft(), "Paid", make_author(), seconds=2)

    assert (draft.revision, draft.cursor) == (4, 1)
    assert back(draft).document == chain(3)
    assert node_of(again(reloaded(draft)), "end")["title"]["en"] == "Paid"


def test_a_pause_in_typing_begins_another_step():
    draft = typed(make_draft(), "Paid", make_author(), seconds=6)

    assert draft.cursor == 4
    assert node_of(back(draft), "end")["title"]["en"] == "Pai"


def test_other_people_other_texts_and_other_fields_are_steps_of_their_own():
    li, mary = make_author(), make_author("mary")
    draft = save(make_draft(), SetNode("end", retitled(outcome("end"), "P")), actor=li)

    draft = save(draft, SetNode("end", retitled(node_of(draft, "end"), "Pa")), actor=mary)
    draft = save(
        draft, SetNode("end", retitled(node_of(draft, "end"), "付", "zh-hans")), actor=mary
    )
    draft = save(
        draft, SetNode("end", {**node_of(draft, "end"), "status": "waiting_bank"}), actor=mary
    )
    draft = save(draft, SetNode("end", {**node_of(draft, "end"), "status": "resolved"}), actor=mary)

    assert draft.cursor == 5


def test_after_an_undo_typing_begins_another_step():
    author = make_author()
    draft = typed(make_draft(), "Pa", author, seconds=1)
    draft = back(save(draft, AddNode(outcome("a")), actor=author))

    draft = save(draft, AddNode(outcome("b")), actor=author)

    assert draft.cursor == 2
    assert node_of(back(draft), "end")["title"]["en"] == "Pa"


KEYS = st.sampled_from(["step_0", "step_1", "step_2", "end", "a", "b", "step_1_2"])
WORDS = st.sampled_from(["Paid", "late", "e", "step", "到账", ""])
LANGUAGES = st.sampled_from(["en", "zh-hans"])
ENTRIES = st.one_of(
    st.builds(outcome, KEYS),
    st.builds(lambda key, to: step(key, yes=to, no="end"), KEYS, KEYS),
    st.builds(lambda key, to: jump(key, "bank", to), KEYS, KEYS),
)
OPERATIONS = st.one_of(
    ENTRIES.map(lambda entry: SetNode(entry["key"], entry)),
    st.builds(AddNode, ENTRIES, KEYS | st.none()),
    st.builds(
        lambda entry, key: AddNode(entry, after=key, from_=(key, "yes")),
        ENTRIES,
        KEYS,
    ),
    st.builds(DeleteNode, KEYS, KEYS | st.none()),
    st.builds(MoveNode, KEYS, KEYS | st.none()),
    st.builds(RenameKey, KEYS, KEYS),
    st.builds(DuplicateBranch, KEYS),
    st.builds(PutBefore, ENTRIES, KEYS),
    st.builds(PasteList, KEYS, st.sampled_from(["Is it late?\n- call", "查询"]), LANGUAGES),
    st.builds(ReplaceText, WORDS, WORDS, LANGUAGES | st.none()),
    st.builds(InsertBranch, st.lists(ENTRIES, max_size=3), KEYS | st.none()),
    st.builds(SetMeta, st.just("start"), KEYS),
    st.builds(SetMeta, st.just("languages"), st.sampled_from([None, ["en"]])),
    st.builds(SetMeta, st.just("title"), WORDS.map(both)),
)


class RandomEditing(TestCase):
    @settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
    @given(saves=st.lists(st.lists(OPERATIONS, min_size=1, max_size=3), max_size=8))
    def test_undoing_all_ends_at_the_start_and_redoing_all_at_the_end(self, saves):
        draft = make_draft()
        seen = [draft.document]
        for operations in saves:
            try:
                draft = save(draft, *operations)
            except ValidationError:
                continue
            if draft.document != seen[-1]:
                seen.append(draft.document)

        for document in reversed(seen[:-1]):
            draft = back(reloaded(draft))
            assert draft.document == document
        assert next_undo(draft) is None

        for document in seen[1:]:
            draft = again(reloaded(draft))
            assert draft.document == document
        assert next_redo(draft) is None
