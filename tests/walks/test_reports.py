"""What agents say is wrong with a step, and how authors close it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.trees.drafts import make_author, make_person
from tests.walks.building import LATER, NOW, agent, published, started, tree
from troubleshooting.trees.drafts.services import discard_draft, open_draft
from troubleshooting.trees.models import TreeLogEntry, TreeVersion
from troubleshooting.walks.models import StepReport, Walk
from troubleshooting.walks.reports import close_report, count_open_reports, reports_of
from troubleshooting.walks.services import report_step, start_walk

pytestmark = pytest.mark.django_db


def reported(walk: Walk, note: str = "The bank changed its hours.") -> StepReport:
    return report_step(walk, "accepted", actor=agent(), note=note, now=NOW)


def closed(report: StepReport, **by: Any) -> StepReport:
    return close_report(report, **{"actor": None, "now": LATER} | by)


def test_a_report_is_closed_by_words_and_the_log_tells_so():
    report, author = reported(started()), make_author()

    closed(report, answer=" The hours are still the same. ", actor=author)

    report.refresh_from_db()
    assert (report.closed_at, report.closed_by) == (LATER, author)
    assert (report.answer, report.closed_in) == ("The hours are still the same.", None)
    entry = TreeLogEntry.objects.get(kind="answered")
    assert (entry.tree.slug, entry.actor) == ("payout", author)
    assert entry.difference["node"] == "accepted"
    assert entry.difference["reason"] == "The hours are still the same."


def test_a_report_is_closed_by_the_draft_that_mends_it():
    walk = started()
    report = reported(walk)
    draft = open_draft(walk.version.tree, actor=None, now=NOW)

    closed(report, version=draft)

    assert list(reports_of(walk.version.tree)) == []
    assert reports_of(walk.version.tree, closed=True).get().closed_in == draft


def test_a_report_is_open_again_once_the_draft_that_mended_it_is_thrown_away():
    walk = started()
    mended, answered = reported(walk), reported(walk)
    draft = open_draft(walk.version.tree, actor=None, now=NOW)
    closed(mended, version=draft)
    closed(answered, version=draft, answer="I changed the words.")

    discard_draft(draft, seen=draft.revision, actor=None, now=LATER)

    tree_of_walk = walk.version.tree
    assert list(reports_of(tree_of_walk)) == [mended]
    assert list(reports_of(tree_of_walk, closed=True)) == [answered]
    closed(mended, answer="It stays.")
    assert not reports_of(tree_of_walk).exists()


def test_a_report_is_closed_once():
    report = closed(reported(started()), answer="First")

    with pytest.raises(ValidationError, match="already"):
        closed(report, answer="Second")

    report.refresh_from_db()
    assert report.answer == "First"


def test_a_report_is_not_closed_without_a_word_or_a_change():
    report = reported(started())

    with pytest.raises(ValidationError) as refused:
        closed(report, answer="  ")

    assert refused.value.code == "required"
    report.refresh_from_db()
    assert report.closed_at is None


def test_a_version_of_another_tree_mends_nothing_here():
    report = reported(started())
    other = published({**tree(), "slug": "refund"})

    with pytest.raises(ValidationError) as refused:
        closed(report, version=other)

    assert refused.value.code == "other_tree"


def test_who_may_not_edit_the_tree_closes_nothing():
    report = reported(started())

    with pytest.raises(PermissionDenied):
        closed(report, answer="No.", actor=make_person("reader", is_staff=True))

    assert not TreeLogEntry.objects.filter(kind="answered").exists()


def test_reports_belong_to_the_tree_of_their_walk():
    walk = started()
    other = published({**tree(), "slug": "refund"})
    elsewhere = start_walk(other, subject="CW-TEST0002", facts={}, now=NOW)
    reported(walk)
    closed(reported(elsewhere), answer="Seen.")
    reported(elsewhere, "Another")
    reported(elsewhere, "One more")

    assert [row.note for row in reports_of(other.tree)] == ["One more", "Another"]
    counts = count_open_reports([walk.version.tree, other.tree])
    assert counts == {walk.version.tree_id: 1, other.tree_id: 2}


def test_the_list_reads_no_documents_and_asks_once(django_assert_num_queries):
    walk = started()
    for number in range(5):
        reported(walk, f"Report {number}")

    with django_assert_num_queries(1):
        rows = list(reports_of(walk.version.tree))
        shown = [(row.walk.version.number, str(row.actor), row.closed_in) for row in rows]

    assert len(shown) == 5
    assert rows[0].walk.version.get_deferred_fields() == {"document", "subtrees"}


def test_closing_in_a_version_in_force_names_it():
    walk = started()
    report = closed(reported(walk), version=walk.version)

    report.refresh_from_db()
    assert report.closed_in is not None
    assert report.closed_in.state == TreeVersion.State.PUBLISHED
