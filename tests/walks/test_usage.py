"""Which options nobody takes any more."""

from datetime import timedelta

import pytest

from tests.walks.building import NOW, published, tree
from tests.walks.counting import walked
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.services import Choice
from troubleshooting.walks.usage import unused_options, unused_options_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = NOW + 100 * DAY  # the trees of these tests came into force at NOW
LATELY = TODAY - 10 * DAY


def test_options_that_nobody_took_are_named():
    version = published()
    walked(version, ("accepted", "no"), at=LATELY)

    assert unused_options(version.tree, now=TODAY) == {
        ("state", "degraded"), ("state", "down"), ("accepted", "yes"),
        ("reason", "limit"), ("reason", "other"), ("paid", "yes"), ("paid", "no"),
    }  # fmt: skip


def test_an_option_taken_before_these_days_counts_as_unused():
    version = published()
    walked(version, ("accepted", "yes"), at=NOW)
    walked(version, ("accepted", "no"), at=LATELY)

    assert ("accepted", "yes") in unused_options(version.tree, now=TODAY)
    assert ("accepted", "yes") not in unused_options(version.tree, now=TODAY, days=100)


def test_saying_nothing_takes_no_option():
    version = published()
    walked(version, Choice("accepted", kind="cant_say"), at=LATELY)

    assert ("accepted", "yes") in unused_options(version.tree, now=TODAY)


def test_a_tree_that_came_into_force_lately_or_that_nobody_walked_has_none():
    version = published()
    assert unused_options(version.tree, now=TODAY) == frozenset()
    walked(version, at=LATELY)

    assert unused_options(version.tree, now=NOW + 89 * DAY) == frozenset()
    assert unused_options(version.tree, now=TODAY) != frozenset()


def test_an_option_that_is_new_has_time_to_be_taken():
    version = published()
    content = tree()
    label = {"en": "New", "zh-hans": "新"}
    content["nodes"][1]["options"].append({"key": "new", "label": label, "to": "reason"})
    import_tree(content, now=LATELY)
    walked(version, ("accepted", "no"), at=LATELY)

    assert ("accepted", "new") not in unused_options(version.tree, now=TODAY)
    later = LATELY + 95 * DAY
    walked(version, ("accepted", "no"), at=later - DAY)
    assert ("accepted", "new") in unused_options(version.tree, now=later)


def test_many_trees_are_asked_about_in_one_query(django_assert_num_queries):
    first = published()
    second = published({**tree(), "slug": "refund"})
    walked(first, ("accepted", "no"), at=LATELY)
    walked(second, ("accepted", "yes"), at=LATELY)

    with django_assert_num_queries(1):
        found = unused_options_of([first.tree_id, second.tree_id], now=TODAY)

    assert ("accepted", "yes") in found[first.tree_id] - found[second.tree_id]
    assert ("accepted", "no") in found[second.tree_id] - found[first.tree_id]
