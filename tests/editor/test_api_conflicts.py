"""Two scripts at one draft: nobody's text is lost, and each conflict shows both."""

import pytest
from rest_framework.test import APIClient

from tests.editor.authors import both, live_tree, outcome, small_document
from tests.editor.scripting import (
    DRAFT,
    TREE,
    author_api,
    change,
    changed,
    opened,
    read,
    retitle,
    saw,
    saw_in_query,
    write,
)
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def live() -> TreeVersion:
    return live_tree()


@pytest.fixture
def ann() -> APIClient:
    return author_api("ann")


@pytest.fixture
def bob() -> APIClient:
    return author_api("bob")


def test_the_same_text_changed_by_two_is_a_conflict_with_both_texts(ann: APIClient, bob: APIClient):
    document = opened(ann)["document"]
    changed(ann, 0, retitle(document, "arrived", "Ann's words"))

    answer = change(bob, 0, retitle(document, "arrived", "Bob's words"))

    assert answer.status_code == 409
    told = answer.json()
    assert (told["errors"][0]["code"], told["revision"]) == ("stale", 1)
    english = next(found for found in told["conflicts"] if found["part"] == "title.en")
    assert english["when"]
    assert {name: english[name] for name in ("node", "yours", "theirs", "who")} == {
        "node": "arrived", "yours": "Bob's words", "theirs": "Ann's words", "who": "ann",
    }  # fmt: skip
    assert read(bob, DRAFT)["revision"] == 1


def test_other_parts_changed_by_two_are_both_kept(ann: APIClient, bob: APIClient):
    document = opened(ann)["document"]
    changed(ann, 0, retitle(document, "arrived", "Ann's words"))

    after = changed(bob, 0, retitle(document, "when", "Bob's words"))

    titles = [entry["title"]["en"] for entry in read(bob, DRAFT)["document"]["nodes"]]
    assert after["revision"] == 2
    assert titles[:2] == ["Ann's words", "Bob's words"]


def test_with_the_revision_of_the_conflict_the_next_try_succeeds(ann: APIClient, bob: APIClient):
    document = opened(ann)["document"]
    changed(ann, 0, retitle(document, "arrived", "Ann's words"))
    stale = change(bob, 0, retitle(document, "arrived", "Bob's words")).json()

    changed(bob, stale["revision"], retitle(document, "arrived", "Bob's words"))

    assert read(bob, DRAFT)["document"]["nodes"][0]["title"]["en"] == "Bob's words"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("put", "draft/", {"document": {**small_document(), "title": both("Other")}}),
        ("delete", "draft/{query}", {}),
        ("post", "draft/undo/", {}),
        ("post", "draft/redo/", {}),
        ("post", "publication/", {"reason": "Why not"}),
        ("post", "versions/1/restoration/", {}),
        ("post", "import/", {"document": {**small_document(), "title": both("Other")}}),
    ],
)
def test_what_concerns_the_whole_draft_is_refused_if_anything_changed(
    ann: APIClient, bob: APIClient, method: str, path: str, body: dict[str, object]
):
    document = opened(ann)["document"]
    changed(ann, 0, retitle(document, "arrived", "Ann's words"))

    address = TREE + path.format(query=saw_in_query(0))
    answer = getattr(bob, method)(address, {**saw(0), **body}, format="json")

    assert answer.status_code == 409, answer.content
    assert [found["node"] for found in answer.json()["conflicts"]] == ["arrived"]
    assert read(bob, DRAFT)["revision"] == 1


def test_another_draft_than_the_one_that_was_seen_is_not_changed(ann: APIClient, bob: APIClient):
    seen = opened(ann)
    assert bob.delete(DRAFT + saw_in_query(0)).status_code == 204
    again = opened(bob)
    operation = {"do": "add_node", "entry": outcome("new")}

    lost = change(ann, 0, operation, opened_at=seen["opened_at"])
    kept = change(ann, 0, operation, opened_at=again["opened_at"])

    assert lost.status_code == 409
    assert lost.json()["errors"][0]["code"] == "other_draft"
    assert kept.status_code == 200


def test_a_conflict_is_told_in_the_readers_language(ann: APIClient, bob: APIClient):
    document = opened(ann)["document"]
    changed(ann, 0, retitle(document, "arrived", "Ann's words"))
    body = {**saw(0), "operations": [retitle(document, "arrived", "Bob's words")]}

    english = bob.patch(DRAFT, body, format="json").json()["errors"][0]["detail"]

    assert english == (
        "Somebody changed the same meanwhile. Nothing was stored; both texts are in “conflicts”."
    )


def test_what_was_taken_out_is_shown_as_nothing(ann: APIClient, bob: APIClient):
    document = opened(ann)["document"]
    changed(ann, 0, {"do": "delete_node", "key": "wait"})

    answer = change(bob, 0, retitle(document, "wait", "Wait a little"))

    found = answer.json()["conflicts"][0]
    assert (answer.status_code, found["node"], found["part"], found["theirs"]) == (
        409, "wait", "", None,
    )  # fmt: skip
    assert found["yours"]["title"]["en"] == "Wait a little"


def test_restoring_over_a_draft_that_was_seen_keeps_it_for_undo(ann: APIClient, live: TreeVersion):
    document = opened(ann)["document"]
    changed(ann, 0, retitle(document, "arrived", "Ann's words"))

    restored = write(ann, f"{TREE}versions/1/restoration/", saw(1))

    assert restored["revision"] == 2
    assert read(ann, DRAFT)["document"] == live.document
    write(ann, f"{DRAFT}undo/", saw(2), code=200)
    assert read(ann, DRAFT)["document"]["nodes"][0]["title"]["en"] == "Ann's words"
