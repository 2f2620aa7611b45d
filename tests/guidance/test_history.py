"""Old answers are read in the words of the version they were given in."""

from datetime import timedelta

import pytest

from support.guidance.services import start_walk
from support.guidance.version_at import guide_in_time
from tests.factories import NOW, make_case
from tests.reference import publish
from tests.trees.building import document, outcome, step
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.moving import move_walks, plan_moves

pytestmark = pytest.mark.django_db

SLUG = "payout-not-received"


def guide(*nodes):
    return document(*nodes, slug=SLUG)


def titled(key, title):
    return {**step(key, yes="end"), "title": {"en": title, "zh-hans": title}}


def minutes(number):
    return NOW + timedelta(minutes=number)


def title_at(case, moment, key="asked"):
    graph = guide_in_time(case).graph_at(moment)
    return graph.nodes[key].title["en"] if key in graph.nodes else None


def test_a_case_without_a_walk_has_no_guide():
    assert guide_in_time(make_case()).graph_at(NOW) is None


def test_before_and_after_a_move_the_words_are_those_of_their_time():
    import_tree(guide(titled("asked", "Old words"), outcome("end")), now=NOW)
    case = make_case()
    start_walk(case, now=NOW)
    content = guide(titled("asked", "New words"), outcome("end"))
    version = import_tree(content, now=minutes(5)).version

    move_walks(plan_moves(version.tree, version), actor=None, now=minutes(6))

    said = [title_at(case, minutes(number)) for number in (-1, 0, 5, 6, 9)]
    assert said == ["Old words", "Old words", "Old words", "New words", "New words"]


def test_a_step_that_the_new_version_does_not_have_is_still_called_by_its_name():
    spare = {**step("asked", yes="end", no="gone")}
    content = guide(spare, titled("gone", "Gone since"), outcome("end"))
    import_tree(content, now=NOW)
    case = make_case()
    start_walk(case, now=NOW)
    version = import_tree(
        guide(step("asked", yes="end", no="end"), outcome("end")), now=minutes(5)
    ).version

    move_walks(plan_moves(version.tree, version), actor=None, now=minutes(6))

    assert title_at(case, minutes(1), "gone") == "Gone since"
    assert title_at(case, minutes(7), "gone") is None


def test_a_walk_begun_anew_leaves_the_words_of_the_one_before():
    publish(guide(titled("asked", "First"), outcome("end")))
    case = make_case()
    start_walk(case, now=NOW)
    publish(guide(titled("asked", "Second"), outcome("end")))
    start_walk(case, now=minutes(10))

    assert [title_at(case, minutes(number)) for number in (0, 9, 10)] == [
        "First",
        "First",
        "Second",
    ]


def test_it_takes_the_same_number_of_queries_for_any_number_of_walks(django_assert_num_queries):
    publish(guide(titled("asked", "First"), outcome("end")))
    case = make_case()
    for number in range(4):
        start_walk(case, now=minutes(number))

    with django_assert_num_queries(2):
        guide_in_time(case)
