"""Publishing at a time: frozen until then, in force by the clock, or withdrawn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from tests.trees.building import chain, document, jump, outcome, step
from tests.trees.drafts import LATER, NOW, make_author, make_draft
from tests.trees.publishers import (
    MONDAY,
    changed,
    make_publisher,
    put_off,
    refusal_of,
    states,
)
from troubleshooting.trees.drafts.services import (
    open_draft,
    replace_document,
)
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.publishing.services import (
    publish_due,
    unschedule,
)
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.trees.tasks import publish_due as publish_due_task
from troubleshooting.trees.versions import scheduled_version

pytestmark = pytest.mark.django_db


def test_a_scheduled_version_waits_frozen_and_comes_in_force_at_its_time():
    publisher = make_publisher()
    draft = changed(make_draft())

    version = put_off(draft, publisher)

    assert (version.state, version.scheduled_for) == ("scheduled", MONDAY)
    assert scheduled_version(draft.tree) == version
    assert refusal_of(changed, draft, "Too late") == "no_draft"
    assert publish_due(MONDAY - timedelta(seconds=1)) == []
    assert publish_due(MONDAY) == [version]
    live = TreeVersion.objects.published("payout")
    assert (live, live.published_at) == (version, MONDAY)
    assert (live.published_by, live.scheduled_for) == (publisher, None)
    assert live.note == "From Monday."
    assert publish_due(MONDAY) == []


def test_the_timetable_publishes_what_is_due():
    draft = put_off(changed(make_draft()), at=LATER + timedelta(minutes=1))

    publish_due_task()

    assert TreeVersion.objects.published("payout") == draft


def test_nothing_is_scheduled_for_a_time_that_has_passed():
    assert refusal_of(put_off, changed(make_draft()), at=LATER) == "time_has_passed"


def test_one_version_at_a_time_is_scheduled():
    draft = put_off(changed(make_draft()))
    second = changed(open_draft(draft.tree, actor=None, now=LATER), "Second")

    assert refusal_of(put_off, second) == "scheduled_already"


def test_a_withdrawn_version_is_the_draft_again():
    author = make_author()
    draft = put_off(changed(make_draft()))
    publisher = make_publisher()

    withdrawn = unschedule(draft, actor=publisher, now=LATER)

    assert (withdrawn, withdrawn.state, withdrawn.scheduled_for) == (draft, "draft", None)
    assert publish_due(MONDAY) == []
    assert changed(withdrawn, "Changed again", author).revision == 2
    kinds = list(draft.tree.log.values_list("kind", flat=True))
    assert kinds[:3] == ["edited", "unscheduled", "scheduled"]
    assert refusal_of(unschedule, draft, actor=publisher, now=LATER) == "not_scheduled"


def test_a_version_withdrawn_while_another_draft_is_there_stays_in_the_log():
    scheduled = put_off(changed(make_draft(), "Kept in the log"))
    draft = open_draft(scheduled.tree, actor=None, now=LATER)

    assert unschedule(scheduled, actor=None, now=LATER) is None

    entry = draft.tree.log.first()
    assert entry.kind == "unscheduled"
    assert entry.difference["document"]["nodes"][0]["title"]["en"] == "Kept in the log"
    assert states(draft.tree) == [(1, "published"), (3, "draft")]
    restored = replace_document(
        draft, entry.difference["document"], seen=0, actor=None, now=LATER, kind="restored"
    )
    assert restored.document["nodes"][0]["title"]["en"] == "Kept in the log"


def test_only_who_may_publish_withdraws_a_schedule():
    draft = put_off(changed(make_draft()))

    with pytest.raises(PermissionDenied):
        unschedule(draft, actor=make_author(), now=LATER)


def test_a_scheduled_version_with_errors_by_then_is_withdrawn_and_the_log_says_why():
    import_tree(chain(1, slug="bank"), now=NOW)
    draft = make_draft()
    jumping = document(step("a", yes="b"), jump("b", "bank", "end"), outcome("end"))
    draft = replace_document(draft, jumping, seen=0, actor=None, now=LATER)
    draft = put_off(draft)
    TreeVersion.objects.filter(tree__slug="bank").update(state="retired")

    assert publish_due(MONDAY) == []

    draft.refresh_from_db()
    assert draft.state == "draft"
    entry = draft.tree.log.first()
    assert (entry.kind, entry.actor) == ("unscheduled", None)
    assert "“b” names the tree “bank”, which does not exist." in entry.difference["reason"]
    assert TreeVersion.objects.published("payout").number == 1


@pytest.mark.django_db(transaction=True)
def test_two_clocks_publish_a_due_version_once():
    draft = put_off(changed(make_draft()))
    barrier = Barrier(2)

    def tick(_number):
        try:
            barrier.wait(timeout=10)
            return len(publish_due(MONDAY))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        counts = list(threads.map(tick, range(2)))

    assert sorted(counts) == [0, 1]
    assert draft.tree.log.filter(kind="published").count() == 1
