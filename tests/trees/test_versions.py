"""Which versions of a tree count, and which one is shown where none is named."""

from datetime import timedelta

import pytest

from tests.every import every
from tests.trees.drafts import LATER, NOW, make_draft, make_tree, retitled, save
from troubleshooting.trees.drafts.services import open_draft
from troubleshooting.trees.editing.operations import SetNode
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.services import publish, schedule
from troubleshooting.trees.versions import Present, base_of, find_draft, in_order, present_among

State = TreeVersion.State


def version(state: str, number: int, digest: str = "") -> TreeVersion:
    return TreeVersion(state=state, number=number, digest=digest)


def test_the_draft_is_shown_before_what_waits_before_what_is_in_force():
    live, waiting, draft = (
        version(State.PUBLISHED, 2), version(State.SCHEDULED, 3), version(State.DRAFT, 4)
    )  # fmt: skip

    assert present_among([live, waiting, draft]) == Present(draft, waiting, live, shown=draft)
    assert present_among([live, waiting]).shown is waiting
    assert present_among([live]).shown is live


def test_of_retired_versions_the_newest_is_shown_where_nothing_else_is_there():
    old, new = version(State.RETIRED, 1), version(State.RETIRED, 2)

    assert present_among([old, new]) == Present(shown=new)
    assert present_among([]) == Present()
    assert in_order([old, version(State.PUBLISHED, 3), new])[1:] == [new, old]


@every(
    ("draft", "live", "expected"),
    [("a", "b", True), ("a", "a", False), ("a", None, True), (None, "a", False)],
)
def test_a_draft_has_changes_if_it_differs_from_what_is_in_force(draft, live, expected):
    present = Present(
        draft=version(State.DRAFT, 2, draft) if draft else None,
        live=version(State.PUBLISHED, 1, live) if live else None,
    )

    assert present.has_changes is expected


@pytest.mark.django_db
def test_a_draft_comes_before_the_version_in_force_and_is_found_with_its_tree(
    django_assert_num_queries,
):
    draft = make_draft()
    tree = Tree.objects.get()

    assert tree.versions.draft_or_live() == draft
    with django_assert_num_queries(1):
        found = find_draft(tree)
        assert found.tree is tree
        assert found.updated_by is None
    found.delete()
    assert find_draft(tree) is None
    assert tree.versions.draft_or_live().state == State.PUBLISHED


@pytest.mark.django_db
def test_a_new_draft_is_made_from_what_waits_for_its_time_else_from_what_is_in_force():
    tree = make_tree()
    live = tree.versions.get()
    assert base_of(tree) == live

    draft = open_draft(tree, actor=None, now=NOW)
    draft = save(draft, SetNode("end", retitled(draft.document["nodes"][-1], "Done")))
    schedule(draft, at=LATER + timedelta(days=1), reason="x", actor=None, now=LATER, seen=1)

    assert base_of(tree).number == draft.number
    assert set(tree.versions.present()) == {live, draft}


@pytest.mark.django_db
def test_a_tree_that_was_published_anew_has_one_version_that_counts():
    draft = make_draft()
    draft = save(draft, SetNode("end", retitled(draft.document["nodes"][-1], "Done")))

    publish(draft, reason="x", actor=None, now=LATER, seen=1)

    assert [found.number for found in draft.tree.versions.present()] == [2]
