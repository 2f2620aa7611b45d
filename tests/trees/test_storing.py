"""What a stored change is called, how large it is, and what happens when many come at once."""

from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.trees.building import both, chain, outcome
from tests.trees.drafts import (
    LATER,
    NOW,
    make_author,
    make_draft,
    make_tree,
    node_of,
    retitled,
    save,
)
from tests.waiting import backend, wait_until_blocked
from troubleshooting.trees.drafts.services import (
    change_draft,
    next_undo,
    open_draft,
    restore_version,
    summary_of,
    undo,
)
from troubleshooting.trees.drafts.storing import lock_draft, sentence
from troubleshooting.trees.editing.edit import Summary
from troubleshooting.trees.editing.operations import AddNode, PasteList, SetNode
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import TreeLogEntry, TreeVersion

pytestmark = pytest.mark.django_db


def test_a_title_with_percent_signs_is_quoted_as_it_is():
    draft = save(make_draft(), AddNode(outcome("fee", title=both("A fee of 3% (%s) %(node)s"))))

    assert summary_of(next_undo(draft)) == "“A fee of 3% (%s) %(node)s” was added."


def test_a_long_title_is_cut_in_the_name_of_a_change_only():
    draft = save(make_draft(), AddNode(outcome("long", title=both("x" * 1_000))))

    assert len(next_undo(draft).summary) <= 300
    assert summary_of(next_undo(draft)) == f"“{'x' * 100}” was added."
    assert node_of(draft, "long")["title"] == both("x" * 1_000)


def test_a_step_without_a_title_is_called_by_its_key():
    draft = save(make_draft(), AddNode(outcome("nameless", title={})))

    assert summary_of(next_undo(draft)) == "“nameless” was added."


def test_a_summary_takes_the_readers_language_or_else_the_one_there_is():
    one = Summary("“%(node)s” was added.", {"node": {"zh-hans": "到账"}})

    assert sentence(one) == "“到账” was added."
    with translation.override("zh-hans"):
        assert "到账" in sentence(one)
    assert sentence(one, "en") == "“到账” was added."


def test_a_change_weighs_what_it_touched_and_not_the_whole_tree():
    draft = make_draft(chain(400))

    draft = save(draft, SetNode("end", retitled(outcome("end"), "Paid")))

    change = draft.changes.get()
    assert set(change.before["nodes"]) == set(change.after["nodes"]) == {"end"}
    assert len(str(change.before)) + len(str(change.after)) < 1_000


def test_the_digest_tells_a_draft_from_its_past_and_from_other_drafts():
    draft = make_draft()
    digests = [draft.digest]
    for words in ("Paid", "Settled", "Paid"):
        draft = save(draft, SetNode("end", retitled(outcome("end"), words)))
        digests.append(draft.digest)
    draft = undo(draft, seen=draft.revision, actor=None, now=LATER)
    digests.append(draft.digest)

    assert len(set(digests)) == 5
    assert all(len(digest) == 64 for digest in digests)
    assert draft.graph.nodes["end"].title["en"] == node_of(draft, "end")["title"]["en"]


def test_a_draft_near_its_bound_is_still_edited_but_does_not_grow_beyond_it():
    draft = make_draft()
    text = "字" * 690_000
    draft = save(draft, SetNode("end", retitled(outcome("end"), text)))

    with pytest.raises(ValidationError) as refusal:
        save(draft, SetNode("step_0", retitled(node_of(draft, "step_0"), "x" * 100_000)))
    assert refusal.value.code == "too_large"

    draft = save(draft, PasteList(None, "Call", "en"))
    assert node_of(draft, "call")["title"] == {"en": "Call"}


def test_the_log_takes_what_has_no_version_and_no_difference():
    tree, author = make_tree(), make_author()

    entry = write_log(tree, TreeLogEntry.Kind.ANSWERED, actor=author, now=NOW)

    entry.refresh_from_db()
    assert (entry.version, entry.difference, entry.actor) == (None, {}, author)
    assert tree.log.filter(kind="answered").get() == entry


def test_restoring_what_stands_there_already_changes_nothing():
    draft = make_draft()

    restored = restore_version(TreeVersion.objects.get(number=1), actor=None, now=LATER)

    assert (restored.pk, restored.revision) == (draft.pk, 0)
    assert not draft.changes.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_draft_at_once_get_the_same_one():
    tree, barrier = make_tree(), Barrier(2, timeout=20)

    def open_it(_number):
        try:
            barrier.wait()
            return open_draft(tree, actor=None, now=NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        drafts = set(threads.map(open_it, range(2)))

    assert len(drafts) == 1
    assert tree.log.filter(kind="created").count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_who_each_add_a_step_at_once_all_find_it_there():
    draft, barrier = make_draft(), Barrier(8, timeout=20)

    def add(number):
        try:
            barrier.wait()
            new = AddNode(outcome(f"new_{number}"))
            change_draft(draft, [new], seen=0, actor=None, now=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(8)))

    draft.refresh_from_db()
    keys = {entry["key"] for entry in draft.document["nodes"]}
    assert {f"new_{number}" for number in range(8)} <= keys
    assert (draft.revision, draft.cursor, draft.changes.count()) == (8, 8, 8)


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_draft_is_told_who_changed_it_at_that_moment():
    draft, li, mary = make_draft(), make_author("li"), make_author("mary")
    backends: Queue[int] = Queue()

    def lock():
        try:
            with transaction.atomic():
                backends.put(backend())
                locked = lock_draft(draft)
                return locked.revision, locked.updated_by
        finally:
            connection.close()

    save(draft, AddNode(outcome("one")), actor=li)
    draft.refresh_from_db()
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            save(draft, AddNode(outcome("two")), actor=mary)
            found = thread.submit(lock)
            wait_until_blocked(backends.get(timeout=10))

        assert found.result(timeout=10) == (2, mary)


def test_a_document_at_hand_is_not_read_again_unless_it_was_changed():
    draft = make_draft()
    seen = TreeVersion.objects.get(pk=draft.pk)

    with CaptureQueriesContext(connection) as queries:
        locked = lock_draft(seen)
        assert locked.document is seen.document
    assert not any('"document"' in query["sql"] for query in queries.captured_queries)

    save(draft, AddNode(outcome("one")))
    changed = lock_draft(seen)
    assert changed.revision == 1
    assert node_of(changed, "one")["kind"] == "outcome"
