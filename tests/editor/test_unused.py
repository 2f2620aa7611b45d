"""Options that nobody takes are warned of in the tray, in the list of trees and by the command."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.editor.authors import SLUG, change, live_tree, small_document
from tests.editor.publishing import page_of, retitled
from tests.walks.counting import walked
from troubleshooting.trees.unused_options import unused_options_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def old_tree(slug=SLUG):
    """A tree in force for long; somebody takes only one way through it."""
    version, now = live_tree({**small_document(), "slug": slug}), timezone.now()
    version.tree.versions.update(published_at=now - 200 * DAY)
    walked(version, ("arrived", "yes"), ("when", "today"), at=now - 5 * DAY)
    return version


def test_the_tray_names_the_options_that_nobody_took(editor):
    old_tree()

    page = page_of(editor, f"/trees/{SLUG}/edit/?node=when")

    assert "Nobody took the option" in page
    assert "3 warnings" in page_of(editor, "/trees/")


def test_the_warning_goes_on_in_the_draft(editor, author):
    version = old_tree()
    change(version.tree, author, retitled())

    assert "Nobody took the option" in page_of(editor, f"/trees/{SLUG}/publish/")


def test_a_tree_in_force_since_yesterday_is_not_warned_of(editor):
    version = live_tree()
    walked(version, ("arrived", "yes"), at=timezone.now() - DAY)

    assert "Nobody took the option" not in page_of(editor, f"/trees/{SLUG}/edit/")


def test_the_command_warns_as_well(editor):
    old_tree()
    out = StringIO()

    call_command("check_tree", SLUG, stdout=out)

    assert "unused_option arrived" in out.getvalue()


def test_what_was_found_is_asked_for_once_an_hour(django_assert_num_queries):
    first, now = old_tree(), timezone.now()
    trees = [first.tree_id]

    with django_assert_num_queries(1):
        found = unused_options_of(trees, now=now)
    with django_assert_num_queries(0):
        again = unused_options_of(trees, now=now)

    assert found == again == {first.tree_id: {("arrived", "no"), ("when", "earlier")}}


def test_the_list_of_trees_asks_once_for_all_old_trees(editor):
    counts = []
    for slugs in (["a"], ["b", "c", "d"]):
        for slug in slugs:
            old_tree(slug)
        with CaptureQueriesContext(connection) as queries:
            page_of(editor, "/trees/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
