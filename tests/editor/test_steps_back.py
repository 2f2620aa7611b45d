"""Undo, redo, throwing a draft away; and branches that an author folds."""

import pytest

from tests.editor.authors import (
    EDIT,
    change,
    draft_of,
    entry_of,
    live_tree,
    make_author,
    press,
    save,
    signed_in,
)
from tests.trees.building import outcome
from troubleshooting.trees.editing.operations import SetNode

pytestmark = pytest.mark.django_db


def test_undo_and_redo_go_on_after_a_reload_and_say_what_they_do(editor):
    live = live_tree()
    save(editor, "arrived", title__en="First")
    save(editor, "late", title__en="Second")

    page = editor.get(EDIT).content.decode()
    assert "Undo: “Second” was changed: Title (English)." in page
    press(editor, "undo", kind="steps")
    press(editor, "undo", kind="steps")
    undone = entry_of(draft_of(live), "arrived")["title"]["en"]
    press(editor, "redo", kind="steps")

    assert undone == "arrived"
    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "First"
    assert "Do again: “Second” was changed: Title (English)." in editor.get(EDIT).content.decode()


def test_nothing_is_undone_that_the_author_has_not_seen(editor):
    live = live_tree()
    save(editor, "arrived", title__en="Mine")
    bo = make_author("bo", first_name="Bo", last_name="Best")
    change(live.tree, bo, SetNode("late", outcome("late", status="resolved")))

    answer = press(editor, "undo", kind="steps", seen=1)

    assert answer.status_code == 409
    assert "changed by Bo Best at" in answer.content.decode()
    assert draft_of(live).revision == 2


def test_a_draft_is_thrown_away(editor):
    live = live_tree()
    save(editor, "arrived", title__en="Mine")

    answer = press(editor, "discard", kind="steps")

    assert answer.status_code == 302
    assert draft_of(live) is None
    assert press(editor, "undo", kind="steps").status_code == 422


def test_folds_are_kept_for_this_author_and_hold_in_outline_and_graph(editor):
    live_tree()
    other = signed_in(make_author("bo"))

    answer = editor.post(f"{EDIT}folds/", {"node": "", "fold": "arrived"})

    assert answer.status_code == 302
    page = editor.get(EDIT).content.decode()
    assert 'aria-expanded="false"' in page
    assert "folded" in page
    assert 'aria-expanded="false"' not in other.get(EDIT).content.decode()
    editor.post(f"{EDIT}folds/", {"node": "", "unfold": "arrived"})
    assert 'aria-expanded="false"' not in editor.get(EDIT).content.decode()


def test_folding_above_the_chosen_step_chooses_what_was_folded(editor):
    live_tree()

    answer = editor.post(f"{EDIT}folds/", {"node": "wait", "fold": "when"})

    assert answer.url.startswith(f"{EDIT}?node=when")


def test_all_branches_are_folded_and_unfolded_at_once(editor):
    live_tree()

    editor.post(f"{EDIT}folds/", {"node": "", "fold": "*"})
    folded = editor.get(EDIT).content.decode()
    editor.post(f"{EDIT}folds/", {"node": "", "unfold": "*"})

    assert 'aria-expanded="true"' not in folded
    assert 'aria-expanded="false"' not in editor.get(EDIT).content.decode()
