"""Importing documents over the API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.asking import client_for, errors
from tests.editor.authors import both, live_tree, small_document
from tests.editor.scripting import (
    DRAFT,
    TREE,
    TREES,
    author_api,
    opened,
    read,
    saw,
    saw_in_query,
    write,
)
from tests.factories import make_agent
from troubleshooting.trees.documents.yaml_text import dump_yaml
from troubleshooting.trees.models import Tree, TreeVersion

pytestmark = pytest.mark.django_db
IMPORT = f"{TREE}import/"
OTHER = {**small_document(), "title": both("Money")}


@pytest.fixture
def api() -> APIClient:
    return author_api()


def test_a_dry_run_says_what_would_change_and_stores_nothing(api: APIClient):
    live_tree()

    told = write(api, IMPORT, {"document": OTHER, "dry_run": True}, code=200)

    assert (told["is_new"], told["errors"], told["draft"]) == (False, 0, None)
    assert {change["node"] for change in told["changes"]} == {""}
    assert not TreeVersion.objects.filter(state="draft").exists()


def test_an_import_becomes_the_draft_and_nothing_that_agents_walk(api: APIClient):
    live = live_tree()

    told = write(api, IMPORT, {"document": OTHER, **saw(0)})

    live.refresh_from_db()
    assert (told["draft"]["revision"], read(api, DRAFT)["document"]) == (1, OTHER)
    assert (live.state, live.document) == ("published", small_document())


def test_an_import_over_a_draft_names_the_revision_that_was_seen(api: APIClient):
    live_tree()
    opened(api)
    write(api, IMPORT, {"document": OTHER, **saw(0)})

    stale = api.post(IMPORT, {"document": small_document(), **saw(0)}, format="json")
    done = write(api, IMPORT, {"document": small_document(), **saw(1)})

    assert (stale.status_code, done["draft"]["revision"]) == (409, 2)


def test_an_import_names_the_draft_that_it_replaces(api: APIClient):
    live_tree()
    draft = opened(api)
    body = {"document": OTHER, "seen": 0}

    unnamed = api.post(IMPORT, body, format="json")
    api.delete(DRAFT + saw_in_query(0))
    gone = api.post(IMPORT, {**body, "opened_at": draft["opened_at"]}, format="json")
    opened(api)
    earlier = api.post(IMPORT, {**body, "opened_at": draft["opened_at"]}, format="json")

    assert (unnamed.status_code, errors(unnamed)) == (400, [("required", "opened_at")])
    for answer in (gone, earlier):
        assert (answer.status_code, errors(answer)) == (409, [("other_draft", None)])
    assert read(api, DRAFT)["revision"] == 0


def test_an_import_over_a_draft_comes_as_yaml_too(api: APIClient):
    live_tree()
    opened(api)

    answer = api.post(
        IMPORT + saw_in_query(0), dump_yaml(OTHER).encode(), content_type="application/yaml"
    )

    assert answer.status_code == 201
    assert read(api, DRAFT)["document"] == OTHER


def test_an_import_comes_as_yaml_with_the_rest_in_the_query(api: APIClient):
    live_tree()

    answer = api.post(
        f"{IMPORT}?seen=0&dry_run=false",
        dump_yaml(OTHER).encode(),
        content_type="application/yaml; charset=utf-8",
    )

    assert answer.status_code == 201
    assert read(api, DRAFT)["document"] == OTHER


def test_an_import_makes_a_tree_that_is_not_there_yet(api: APIClient):
    told = write(api, IMPORT, {"document": OTHER, **saw(0)})

    assert (told["is_new"], read(api, TREE)["live"]) == (True, None)
    assert read(api, DRAFT)["document"] == OTHER


def test_a_new_tree_is_called_what_its_document_says(api: APIClient):
    answer = api.post(f"{TREES}other/import/", {"document": OTHER, **saw(0)}, format="json")

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == ["document"]
    assert not Tree.objects.exists()


def test_a_document_of_another_tree_needs_a_word(api: APIClient):
    live_tree()
    foreign = {**OTHER, "slug": "other"}

    refused = api.post(IMPORT, {"document": foreign, **saw(0)}, format="json")
    write(api, IMPORT, {"document": foreign, **saw(0), "keep_slug": True})

    assert (refused.status_code, errors(refused)) == (400, [("other_slug", None)])
    assert read(api, DRAFT)["document"] == OTHER


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"document": OTHER}, "seen"),
        ({"seen": 0}, "document"),
        ({"document": 5, "seen": 0}, "document"),
        ({"document": OTHER, "seen": 0, "dry_run": "perhaps"}, "dry_run"),
        ({"document": {**OTHER, "format": "casewalk.tree/2"}, "seen": 0}, None),
        ({"document": {**OTHER, "nodes": None}, "seen": 0}, None),
        ({"document": {**OTHER, "nodes": [[]]}, "seen": 0}, None),
        ({"document": {**OTHER, "title": 7}, "seen": 0}, None),
    ],
)
def test_what_no_draft_can_hold_is_refused(api: APIClient, body: Any, field: str | None):
    live_tree()

    answer = api.post(IMPORT, body, format="json")

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == [field]
    assert not TreeVersion.objects.filter(state="draft").exists()


def test_who_may_not_add_trees_imports_no_new_one():
    answer = client_for(make_agent()).post(IMPORT, {"document": OTHER, **saw(0)}, format="json")

    assert answer.status_code == 403
    assert not Tree.objects.exists()
