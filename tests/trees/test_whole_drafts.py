"""Whole drafts: thrown away, restored from an old version, replaced by a document."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.trees.building import both, chain, document, outcome, step
from tests.trees.drafts import LATER, NOW, make_author, make_draft, make_translator, make_tree, save
from troubleshooting.trees.drafts.services import (
    discard_draft,
    next_undo,
    open_draft,
    replace_document,
    restore_version,
    summary_of,
    undo,
)
from troubleshooting.trees.editing.operations import (
    DeleteNode,
    SetMeta,
)
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import TreeLogEntry, TreeVersion
from troubleshooting.trees.publishing.whole_documents import import_tree

pytestmark = pytest.mark.django_db


def test_a_draft_is_thrown_away_but_the_log_keeps_its_document():
    draft, author = make_draft(), make_author()
    draft = save(draft, SetMeta("start", "step_1"), actor=author)

    discard_draft(draft, seen=1, actor=author, now=LATER)

    assert not TreeVersion.objects.filter(state="draft").exists()
    entry = draft.tree.log.first()
    assert (entry.kind, entry.actor) == ("discarded", author)
    assert entry.difference["document"]["start"] == "step_1"
    assert open_draft(draft.tree, actor=author, now=LATER).document == chain(3)


def test_a_draft_with_changes_one_has_not_seen_is_not_thrown_away():
    draft, author = make_draft(), make_author()
    save(draft, SetMeta("start", "step_1"), actor=make_author("mary"))

    with pytest.raises(StaleDraft) as stale:
        discard_draft(draft, seen=0, actor=author, now=LATER)

    (conflict,) = stale.value.conflicts
    assert (conflict.node, conflict.field, conflict.theirs) == ("", "start", "step_1")
    assert conflict.actor.username == "mary"
    assert TreeVersion.objects.filter(state="draft").exists()


def test_throwing_a_draft_away_twice_says_that_it_is_gone():
    draft = make_draft()
    discard_draft(draft, seen=0, actor=None, now=LATER)

    with pytest.raises(ValidationError) as refusal:
        discard_draft(draft, seen=0, actor=None, now=LATER)

    assert refusal.value.code == "no_draft"


def test_an_old_version_is_restored_as_the_draft():
    tree, author = make_tree(), make_author()
    old = TreeVersion.objects.get()
    import_tree(chain(5), now=NOW)

    draft = restore_version(old, actor=author, now=LATER)

    assert (draft.state, draft.number, draft.document) == ("draft", 3, chain(3))
    assert tree.log.first().kind == "restored"
    assert summary_of(next_undo(draft)) == "Version 1 was restored."
    assert undo(draft, seen=1, actor=author, now=LATER).document == chain(5)


def test_restoring_over_a_draft_loses_nothing_of_it():
    draft = save(make_draft(), SetMeta("title", both("Payout late")), DeleteNode("step_1"))
    edited = draft.document

    draft = restore_version(TreeVersion.objects.get(number=1), actor=None, now=LATER)

    assert draft.document == chain(3)
    assert undo(draft, seen=2, actor=None, now=LATER).document == edited


def test_only_those_who_edit_restore_a_version():
    tree = make_tree()

    with pytest.raises(PermissionDenied):
        restore_version(TreeVersion.objects.get(), actor=make_translator(tree), now=LATER)

    assert not TreeVersion.objects.filter(state="draft").exists()


def test_a_whole_document_takes_the_place_of_the_drafts():
    draft = make_draft()
    other = document(step("b", yes="end"), outcome("end"), title=both("Payout late"))

    draft = replace_document(draft, other, seen=0, actor=make_author(), now=LATER)

    assert draft.document == other
    assert draft.tree.log.first().kind == "imported"
    assert undo(draft, seen=1, actor=None, now=LATER).document == chain(3)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"format": "casewalk.tree/2"}, "wrong_format"),
        ({"slug": "other"}, "other_slug"),
        ({"nodes": {}}, "no_nodes"),
        ({"nodes": [outcome("a"), outcome("a")]}, "duplicate_key"),
        ({"nodes": [None]}, "not_a_step"),
        ({"title": None}, "bad_meta"),
        ({"note": "\x00"}, "not_storable"),
    ],
)
def test_a_document_that_no_draft_can_hold_does_not_take_its_place(fields, code):
    draft = make_draft()

    with pytest.raises(ValidationError) as refusal:
        replace_document(draft, {**chain(3), **fields}, seen=0, actor=None, now=LATER)

    assert refusal.value.code == code
    draft.refresh_from_db()
    assert draft.revision == 0


def test_the_log_outlives_the_draft():
    draft = save(make_draft(), SetMeta("start", "end"))
    entries = TreeLogEntry.objects.count()

    discard_draft(draft, seen=1, actor=None, now=LATER)

    assert TreeLogEntry.objects.count() == entries + 1
