"""Authors see who else is in the tree."""

from datetime import timedelta

import pytest

from tests.trees.building import chain
from tests.trees.drafts import NOW, make_person, make_tree
from troubleshooting.trees.drafts.presence import be_seen, leave, others_here
from troubleshooting.trees.models import TreePresence

pytestmark = pytest.mark.django_db


def seconds(number):
    return NOW + timedelta(seconds=number)


def names(tree, user, now):
    return [(one.user.username, one.node) for one in others_here(tree, user, now)]


def test_others_in_the_same_tree_are_seen_with_their_step():
    tree, li, mary, zoe = make_tree(), *map(make_person, ("li", "mary", "zoe"))

    be_seen(tree, zoe, "", NOW)
    be_seen(tree, mary, "step_0", NOW)
    be_seen(tree, li, "end", NOW)
    be_seen(make_tree(chain(2, slug="other")), mary, "elsewhere", NOW)

    assert names(tree, li, seconds(20)) == [("mary", "step_0"), ("zoe", "")]


def test_being_seen_again_moves_on_and_makes_no_second_row(django_assert_num_queries):
    tree, li, mary = make_tree(), make_person("li"), make_person("mary")

    be_seen(tree, mary, "step_0", NOW)
    with django_assert_num_queries(1):
        be_seen(tree, mary, "end" * 100, seconds(50))

    with django_assert_num_queries(1):
        ((name, node),) = names(tree, li, seconds(100))
    assert (name, node) == ("mary", ("end" * 100)[:200])
    assert TreePresence.objects.count() == 1


def test_who_was_not_seen_for_a_minute_has_gone():
    tree, li, mary = make_tree(), make_person("li"), make_person("mary")
    be_seen(tree, mary, "", NOW)

    assert names(tree, li, seconds(59)) == [("mary", "")]
    assert names(tree, li, seconds(60)) == []


def test_who_leaves_is_gone_at_once():
    tree, li, mary = make_tree(), make_person("li"), make_person("mary")
    be_seen(tree, mary, "", NOW)

    leave(tree, mary)
    leave(tree, mary)

    assert names(tree, li, NOW) == []
