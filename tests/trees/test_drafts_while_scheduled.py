"""Drafts that are begun while a version waits for its time: what waits is never lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.trees.building import chain
from tests.trees.drafts import LATER, NOW, make_draft, make_tree, node_of, retitled
from tests.trees.publishers import (
    MONDAY,
    changed,
    make_publisher,
    put_off,
    put_out,
    refusal_of,
    states,
)
from troubleshooting.trees.drafts.services import (
    change_draft,
    discard_draft,
    open_draft,
    restore_version,
    undo,
)
from troubleshooting.trees.editing.operations import SetNode
from troubleshooting.trees.exchange.exporting import as_yaml
from troubleshooting.trees.exchange.importing import import_draft, plan_import
from troubleshooting.trees.models import Tree
from troubleshooting.trees.publishing.services import publish_due, unschedule
from troubleshooting.trees.versions import live_version, scheduled_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduled():
    return put_off(changed(make_draft(), "From Monday on"))


def title_of(version, key="step_0"):
    return node_of(version, key)["title"]["en"]


def opened(scheduled):
    return open_draft(scheduled.tree, actor=None, now=LATER)


def test_a_draft_begins_with_what_is_scheduled(scheduled):
    draft = opened(scheduled)

    assert title_of(draft) == "From Monday on"
    assert draft.based_on == scheduled
    assert states(draft.tree) == [(1, "published"), (2, "scheduled"), (3, "draft")]


def test_without_a_schedule_a_draft_begins_with_what_is_in_force():
    tree = make_tree()

    draft = open_draft(tree, actor=None, now=LATER)

    assert draft.based_on == live_version(tree)


def test_a_draft_is_not_published_before_what_is_scheduled(scheduled):
    draft = changed(opened(scheduled), "Today already")

    assert refusal_of(put_out, draft) == "scheduled_already"

    assert live_version(draft.tree).number == 1
    assert scheduled_version(draft.tree) == scheduled
    draft.refresh_from_db()
    assert (draft.state, title_of(draft)) == ("draft", "Today already")


def test_what_was_scheduled_and_what_came_after_it_come_in_force_one_after_the_other(scheduled):
    draft = opened(scheduled)
    entry = retitled(node_of(draft, "step_1"), "Written meanwhile")
    written = SetNode("step_1", entry)
    draft = change_draft(draft, [written], seen=0, actor=None, now=LATER)

    assert publish_due(MONDAY) == [scheduled]
    published = put_out(draft)

    assert (title_of(published), title_of(published, "step_1")) == (
        "From Monday on",
        "Written meanwhile",
    )
    assert states(draft.tree) == [(1, "retired"), (2, "retired"), (3, "published")]


def test_a_withdrawn_schedule_goes_on_in_the_draft_that_was_made_from_it(scheduled):
    draft = opened(scheduled)

    assert unschedule(scheduled, actor=None, now=LATER) is None

    draft.refresh_from_db()
    assert draft.based_on is None
    assert title_of(draft) == "From Monday on"
    assert title_of(put_out(draft)) == "From Monday on"
    assert states(draft.tree) == [(1, "retired"), (3, "published")]


def test_a_schedule_that_is_withdrawn_by_the_clock_leaves_its_draft(scheduled):
    draft = opened(scheduled)
    broken = {**scheduled.document, "start": "nowhere"}
    type(scheduled).objects.filter(pk=scheduled.pk).update(document=broken)

    assert publish_due(MONDAY) == []

    draft.refresh_from_db()
    assert title_of(draft) == "From Monday on"
    assert states(draft.tree) == [(1, "published"), (3, "draft")]


def test_a_draft_thrown_away_leaves_the_schedule(scheduled):
    draft = opened(scheduled)

    discard_draft(draft, seen=0, actor=None, now=LATER)

    assert states(draft.tree) == [(1, "published"), (2, "scheduled")]
    assert opened(scheduled).based_on == scheduled


def test_the_version_in_force_can_be_restored_over_what_is_scheduled(scheduled):
    live = live_version(scheduled.tree)

    draft = restore_version(live, actor=None, now=LATER)

    assert title_of(draft) == title_of(live) != "From Monday on"
    undone = undo(draft, seen=draft.revision, actor=None, now=NOW)
    assert title_of(undone) == "From Monday on"


def test_who_wrote_what_was_withdrawn_is_no_second_person_for_it():
    author, other = make_publisher("li"), make_publisher("mary")
    draft = changed(make_draft(), "By li", author)
    Tree.objects.update(needs_second_person=True)
    scheduled = put_off(draft, other)
    draft = opened(scheduled)
    unschedule(scheduled, actor=other, now=LATER)

    assert refusal_of(put_out, draft, author) == "second_person"
    assert title_of(put_out(draft, other)) == "By li"


@pytest.mark.django_db(transaction=True)
def test_a_draft_opened_while_another_is_scheduled_begins_with_one_or_the_other():
    """Whichever comes first, the draft that is opened holds what was scheduled."""
    draft = changed(make_draft(), "From Monday on")
    barrier = Barrier(2)

    def work(act):
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        acts = [lambda: put_off(draft), lambda: opened(draft)]
        _scheduled, found = threads.map(work, acts)

    found.refresh_from_db()
    assert title_of(found) == "From Monday on"
    assert scheduled_version(draft.tree) == draft


def test_a_document_is_imported_over_what_is_scheduled(scheduled):
    plan = plan_import(as_yaml(chain(5)), tree=scheduled.tree, actor=None)

    draft = import_draft(plan, seen=plan.seen, version=plan.version, actor=None, now=LATER)

    assert draft.document == chain(5)
    assert draft.based_on == scheduled
    assert states(draft.tree) == [(1, "published"), (2, "scheduled"), (3, "draft")]
