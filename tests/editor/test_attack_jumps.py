"""Who has a right on one tree reads no other through a jump, wherever its target is opened."""

from typing import Any

import pytest

from tests.editor.attacking import OTHER, SLUG, World, make_people
from tests.editor.authors import change, live_tree, make_author, small_document
from tests.editor.publishing import closed_walk, open_walk
from tests.editor.test_attack_rights import API, PAGES, send
from tests.factories import NOW
from tests.sampling import share
from tests.trees.building import both, document, for_customers, jump, outcome, step
from troubleshooting.trees.drafts.services import discard_draft, open_draft
from troubleshooting.trees.editing.operations import SetMeta
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.services import report_step

pytestmark = pytest.mark.django_db

SECRET = "Xanadu"


def secret_step(key: str, **ways: str) -> dict[str, Any]:
    entry = for_customers(step(f"{SECRET.lower()}_{key}", **ways))
    entry["title"] = entry["customer"]["title"] = both(f"{SECRET} {key}")
    entry["options"] = [
        {**option, "label": both(f"{SECRET} {option['key']}")} for option in entry["options"]
    ]
    return entry


def publish_secret(no: str) -> None:
    """Put the other tree in force; its first step leads on or to the end."""
    end = {**outcome("xanadu_end", status="open"), "title": both(f"{SECRET} end")}
    end["cure"] = both(f"{SECRET} cure")
    live_tree(
        document(
            secret_step("first", yes="xanadu_second", no=no),
            secret_step("second", yes="xanadu_end", no="xanadu_end"),
            end,
            slug=OTHER,
            title=both(f"{SECRET} tree"),
        )
    )


@pytest.fixture(scope="module")
def one_world(kept_rows: None) -> World:
    """A tree that begins with a jump; walks stand, end and are reported behind it."""
    publish_secret(no="xanadu_end")
    import_tree(
        document(jump("over", OTHER, "late"), outcome("late", status="open"), slug=SLUG), now=NOW
    )
    first = TreeVersion.objects.published(SLUG)
    tree, author = first.tree, make_author("boss")
    open_walk(first, ("over.xanadu_first", "yes"))
    walk = open_walk(first, ("over.xanadu_first", "yes"), subject="CW-OPEN0002")
    report = report_step(walk, "over.xanadu_second", actor=None, note="Unclear", now=NOW)
    closed_walk(first, ("over.xanadu_first", "no"))
    publish_secret(no="xanadu_second")  # where a replay then waits
    discard_draft(open_draft(tree, actor=author, now=NOW), seen=0, actor=author, now=NOW)
    thrown_away = tree.log.get(kind="discarded")
    change(tree, author, SetMeta("title", both("Payouts")))
    draft = change(tree, author, SetMeta("title", both("Payments")))
    people = make_people(tree)
    return World(tree, draft, report, thrown_away, people, tree.rights.earliest("pk"))


READS = [case for case in (*PAGES, *API) if case[1] == "get" and case[2] != "nobody"]
POSTS = [
    ("api-tree-trial", {}),
    ("api-tree-trial", {"version": "live"}),
    ("api-tree-replay", {}),
    ("api-tree-replay", {"version": "live"}),
    ("api-tree-checks", {"document": small_document()}),
    ("api-report-closing", {"answer": "It stays."}),
]
QUERIES = [
    ("tree-edit", "?node=over"), ("tree-edit", "?q=first"), ("tree-part", "?node=over"),
    ("tree-try", "?version=1"), ("tree-try", "?as=customer"), ("tree-version", ""),
    ("tree-export", "?version=1"), ("tree-print", "?version=1"), ("tree-compare", "?from=1&to=2"),
    ("tree-statistics", "?show=1"), ("tree-statistics-csv", "?version=1"),
    ("tree-reports", "?closed"), ("tree-node", ""),
]  # fmt: skip


def read_by(world: World, who: str, *, turn: int = 0, of: int = 1) -> list[tuple[Any, str]]:
    """Return everything that somebody can read, or one of so many shares of it."""
    read = [(case, send(world, who, case)) for case in share(READS, turn, of)]
    browser, api = world.page_client(who), world.api_client(who)
    read += [
        ((name, query), browser.get(world.address(name) + query))
        for name, query in share(QUERIES, turn, of)
    ]
    read += [
        ((name, body), api.post(world.address(name), body, format="json"))
        for name, body in share(POSTS, turn, of)
    ]
    return [(case, answer.content.decode()) for case, answer in read]


def test_nothing_of_the_tree_behind_a_jump_is_read(world: World):
    for case, content in read_by(world, "publisher"):
        assert SECRET.lower() not in content.lower(), case


@pytest.mark.parametrize(("turn", "who"), [*enumerate(["viewer", "translator", "writer"])])
def test_nor_by_who_may_do_less(world: World, turn: int, who: str):
    for case, content in read_by(world, who, turn=turn, of=3):
        assert SECRET.lower() not in content.lower(), case


def test_who_may_see_both_reads_what_stands_behind_the_jump(world: World):
    where = {case for case, content in _named(world, "reader") if SECRET in content}

    assert {"tree-try", "tree-reports", "tree-edit", "api-tree-trial", "api-tree-replay"} <= where


def _named(world: World, who: str) -> list[tuple[str, str]]:
    made = world.tree.rights.create(user=world.people[who], level="publish")
    assert made.pk
    return [(case[0], content) for case, content in read_by(world, who)]


def test_a_walk_is_told_to_stand_behind_the_jump(world: World):
    page = world.page_client("publisher").get(world.address("tree-replay")).content.decode()
    walks = world.api_client("publisher").get(world.address("api-open-walks")).json()

    assert "A step of a tree that you may not see" in page
    stands = [walk["present"] for part in ("as_they_are", "movable") for walk in walks[part]]
    assert {(one["key"], one["title"]) for one in stands} == {
        ("over", "A step of a tree that you may not see")
    }


def test_a_trial_passes_the_tree_that_may_not_be_seen(world: World):
    api = world.api_client("viewer")

    shown = api.post(world.address("api-tree-trial"), {}, format="json").json()

    assert shown["agent"]["path"] == []
    assert shown["agent"]["outcome"]["node"] == "late"
