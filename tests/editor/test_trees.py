"""The list of trees, and beginning a new one."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.editor.authors import (
    change,
    live_tree,
    make_author,
    save,
    signed_in,
    small_document,
)
from tests.factories import NOW, make_agent
from tests.trees.building import both, outcome
from troubleshooting.trees.editing.operations import AddNode, SetMeta
from troubleshooting.trees.models import Tree
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import abandon, start_walk

pytestmark = pytest.mark.django_db


def listed(client, query=""):
    answer = client.get("/trees/" + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_tree_is_listed_with_its_state_walks_and_who_changed_it(editor):
    live = live_tree()
    for number in range(3):
        walk = start_walk(live, subject=f"CW-{number}", facts={}, now=NOW)
    abandon(walk, reason="A test", actor=None, now=NOW)

    page = listed(editor)
    assert "Payout" in page
    assert "Published v1" in page
    assert "1 warning" in page  # its bank's end tells nobody
    assert figures(page)[:2] == ["4", "2"], "steps, and walks under way"

    save(editor, "arrived", title__en="Changed")
    page = listed(editor)
    assert "Unpublished changes" in page
    assert "Ann Author" in page


def test_recent_walks_are_counted_with_how_many_reached_an_outcome(editor):
    live, now = live_tree(), timezone.now()
    walks = [start_walk(live, subject=f"CW-{n}", facts={}, now=now) for n in range(3)]
    Walk.objects.filter(pk=walks[0].pk).update(started_at=now - timedelta(days=31))
    Walk.objects.filter(pk=walks[1].pk).update(state="concluded", outcome_node="late", ended_at=now)

    assert figures(listed(editor)) == ["4", "2", "2", "50%"]


@pytest.mark.parametrize(
    ("show", "slugs"),
    [
        ("", ["changed", "lost", "payout"]),
        ("nonsense", ["changed", "lost", "payout"]),
        ("published", ["changed", "lost", "payout"]),
        ("changes", ["changed", "lost"]),
        ("unpublished", []),
        ("scheduled", []),
        ("errors", ["lost"]),
        ("warnings", ["changed", "lost", "payout"]),
        ("feedback", []),
    ],
)
def test_trees_are_filtered_by_state_and_by_what_is_wrong(editor, author, show, slugs):
    live_tree()
    change(live_tree(named("changed")).tree, author, SetMeta("title", both("Changed")))
    change(live_tree(named("lost")).tree, author, AddNode(outcome("lost", hint="?")))

    page = listed(editor, f"?show={show}")

    assert re.findall(r'data-row href="/trees/([a-z]+)/', page) == slugs
    assert "Unpublished changes (2)" in page
    assert ("No tree is like this." in page) == (not slugs)


def test_trees_are_sorted_by_name_by_walks_and_by_the_last_change(editor, author):
    for slug in ("a", "b", "c"):
        live = live_tree(named(slug))
    start_walk(live, subject="CW-1", facts={}, now=timezone.now())
    tree = Tree.objects.get(slug="b")
    change(tree, author, SetMeta("title", both("B")))
    tree.versions.filter(state="draft").update(updated_at=timezone.now() + timedelta(days=1))

    orders = {
        sort: re.findall(r'data-row href="/trees/([a-z]+)/', listed(editor, f"?sort={sort}"))
        for sort in ("", "walks", "changed")
    }

    assert (orders[""], orders["walks"][0]) == (["a", "b", "c"], "c")
    assert orders["changed"][0] == "b"


def named(slug):
    return {**small_document(), "slug": slug, "title": both(slug)}


def figures(page):
    cells = re.findall(r'<td class="amount"[^>]*>(.*?)</td>', page)
    return [re.sub(r"<[^>]+>", "", cell) for cell in cells]


def test_errors_and_warnings_are_those_of_the_draft(editor, author):
    live = live_tree()
    change(live.tree, author, AddNode(outcome("lost", hint="?")))

    page = listed(editor)

    assert "1 error" in page
    assert "2 warnings" in page


def test_trees_are_found_by_title_in_any_language_and_by_name(editor):
    live_tree()
    live_tree({**small_document(), "slug": "refund", "title": both("Refund late")})

    assert "refund" in listed(editor, "?q=REFUND late")
    assert "/trees/payout/" not in listed(editor, "?q=refund")
    assert "/trees/refund/" in listed(editor, "?q=late(中)")
    assert "No tree is called so." in listed(editor, "?q=zzz")


def test_htmx_gets_the_list_alone(editor):
    live_tree()

    page = editor.get("/trees/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in page
    assert "Payout" in page


def test_the_number_of_queries_is_the_same_for_one_tree_and_for_many(editor, author):
    counts = []

    for names in (["a"], ["b", "c", "d", "e", "f", "g"]):
        for name in names:
            live = live_tree({**small_document(), "slug": name})
            change(live.tree, author, SetMeta("title", both(name)))
        for _visit in range(2):  # what was checked once is remembered
            with CaptureQueriesContext(connection) as queries:
                listed(editor)
            counts.append(len(queries))

    assert counts[0] == counts[2]
    assert counts[1] == counts[3] < 12


def test_an_empty_list_says_so(editor):
    assert "There are no trees yet." in listed(editor)


def test_a_new_tree_begins_with_a_draft_and_is_opened(editor):
    answer = editor.post(
        "/trees/new/",
        {"slug": "Bank-Holiday", "title.en": "Bank holiday", "title.zh-hans": "银行假日"},
    )

    assert answer.status_code == 302
    assert answer.url == "/trees/bank-holiday/edit/"
    page = editor.get(answer.url).content.decode()
    assert "Draft, never published" in page
    assert "What do we ask first?" in page
    assert Tree.objects.get().title == {"en": "Bank holiday", "zh-hans": "银行假日"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"slug": "", "title.en": "A"}, "This field is required."),
        ({"slug": "no such!", "title.en": "A"}, "small letters, digits and hyphens"),
        ({"slug": "fine"}, "Please give the tree a title."),
        ({"slug": "payout", "title.en": "Again"}, "already exists"),
    ],
)
def test_a_new_tree_that_can_not_be_made_says_why_and_keeps_what_was_written(editor, fields, said):
    live_tree()

    answer = editor.post("/trees/new/", fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{fields.get("title.en", "")}"' in page
    assert Tree.objects.count() == 1


def test_who_may_not_add_trees_is_refused_and_not_offered_it(db):
    client = signed_in(make_agent("reader"))

    assert "/trees/new/" not in listed(client)
    assert client.get("/trees/new/").status_code == 403
    assert client.post("/trees/new/", {"slug": "a", "title.en": "A"}).status_code == 403
    assert "/trees/new/" in listed(signed_in(make_author("ann2")))
