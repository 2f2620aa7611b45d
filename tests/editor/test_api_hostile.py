"""What nobody means well by: refused with the field named, never a failure, nothing stored."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.asking import errors
from tests.editor.authors import live_tree, outcome, small_document
from tests.editor.scripting import (
    DRAFT,
    TREE,
    TREES,
    author_api,
    change,
    opened,
    opening,
    read,
    saw,
    saw_in_query,
)
from tests.sampling import share
from tests.trees.building import step
from troubleshooting.trees.models import Tree, TreeVersion

pytestmark = pytest.mark.django_db
WRITES = [
    ("post", TREES),
    ("patch", TREE),
    ("post", f"{TREE}rights/"),
    ("post", f"{TREE}causes/"),
    ("put", DRAFT),
    ("patch", DRAFT),
    ("post", f"{DRAFT}undo/"),
    ("post", f"{DRAFT}redo/"),
    ("post", f"{TREE}checks/"),
    ("post", f"{TREE}import/"),
    ("post", f"{TREE}replay/"),
    ("post", f"{TREE}publication/"),
    ("post", f"{TREE}versions/1/restoration/"),
]


@pytest.fixture(scope="module")
def one_api(kept_rows: None) -> APIClient:
    live_tree()
    api = author_api()
    opened(api)
    return api


@pytest.fixture
def api(one_api: APIClient, db: None) -> APIClient:
    """A script that has opened the draft of the small tree, once for all tests."""
    return one_api


def revision() -> int:
    """How often the draft was changed."""
    return TreeVersion.objects.get(state="draft").revision


def send(api: APIClient, method: str, path: str, body: bytes, kind: str = "json") -> Any:
    return api.generic(method.upper(), path, body, content_type=f"application/{kind}")


BAD_JSON = [
    b"{",
    b"nonsense",
    b"\xff\xfe",
    b'{"seen": NaN}',
    b'{"seen": Infinity}',
    b'{"seen": 1e999}',
    b'{"seen": 0, "seen": 1}',
    b'{"reason": "\\ud800"}',
    b'{"reason": "\\u0000"}',
    b"[" * 50_000,
    b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
    b'{"seen": ' + b"9" * 10_000 + b"}",
]


def test_json_that_cannot_be_kept_is_refused(api: APIClient):
    for turn, body in enumerate(BAD_JSON):
        for method, path in share(WRITES, turn, 4):
            answer = send(api, method, path, body)

            told = (answer.status_code, errors(answer))
            assert told == (400, [("parse_error", None)]), (path, body[:20])


def test_a_body_above_two_mebibytes_is_too_large(api: APIClient):
    for method, path in WRITES:
        answer = send(api, method, path, b'{"reason": "' + b"x" * 2 * 1024 * 1024 + b'"}')

        assert (answer.status_code, errors(answer)) == (413, [("too_large", None)]), path


def test_yaml_above_two_mebibytes_is_too_large(api: APIClient):
    answer = send(api, "put", DRAFT + saw_in_query(0), b"a: " + b"x" * 2 * 1024 * 1024, "yaml")

    assert (answer.status_code, errors(answer)) == (413, [("too_large", None)])


def test_a_large_document_under_the_bound_is_taken(api: APIClient):
    wordy = [outcome(f"end_{number}", cure={"en": "x" * 9_000}) for number in range(100)]
    document = {**small_document(), "nodes": [*small_document()["nodes"], *wordy]}

    answer = api.put(DRAFT, {**saw(0), "document": document}, format="json")

    assert answer.status_code == 200, answer.content
    assert read(api, DRAFT)["document"] == document


def test_a_body_that_is_no_map_is_refused(api: APIClient):
    for turn, body in enumerate(["[]", "null", "5", '"x"', "[{}]", "true"]):
        for method, path in share(WRITES, turn, 3):
            answer = send(api, method, path, body.encode())

            assert answer.status_code == 400, (path, body)
            errors(answer)
    assert revision() == 0


@pytest.mark.parametrize("kind", ["xml", "x-www-form-urlencoded"])
def test_other_kinds_of_content_are_not_read(api: APIClient, kind: str):
    for method, path in WRITES:
        answer = send(api, method, path, b"seen=0", kind)

        assert (answer.status_code, errors(answer)) == (415, [("unsupported_media_type", None)])


SEEN: list[tuple[Any, str]] = [
    (None, "null"),
    (-1, "min_value"),
    (2**31, "max_value"),
    (10**17, "max_value"),
    (1, "unknown_revision"),
    ("one", "invalid"),
    (0.5, "invalid"),
    (True, "invalid"),
    ([], "invalid"),
    ({}, "invalid"),
]


STALE_WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("patch", DRAFT, {"operations": [{"do": "delete_node", "key": "wait"}]}),
    ("put", DRAFT, {"document": small_document()}),
    ("post", f"{DRAFT}undo/", {}),
    ("post", f"{DRAFT}redo/", {}),
    ("post", f"{TREE}publication/", {"reason": "Why not"}),
    ("post", f"{TREE}versions/1/restoration/", {}),
    ("post", f"{TREE}import/", {"document": {**small_document(), "start": "when"}}),
]


def test_what_was_seen_has_to_be_a_revision(api: APIClient):
    for turn, (seen, code) in enumerate(SEEN):
        for method, path, more in share(STALE_WRITES, turn, 3):
            body = {**opening(), **more, "seen": seen}
            answer = getattr(api, method)(path, body, format="json")

            told = "required" if seen is None and "import" in path else code
            assert (answer.status_code, errors(answer)) == (400, [(told, "seen")]), (path, seen)
    assert revision() == 0


def test_what_was_seen_has_to_be_named(api: APIClient):
    for method, path, more in STALE_WRITES:
        answer = getattr(api, method)(path, {**opening(), **more}, format="json")

        assert (answer.status_code, errors(answer)) == (400, [("required", "seen")]), path


@pytest.mark.parametrize("query", ["", "?seen=", "?seen=-1", "?seen=x", "?seen=99999999999999"])
def test_throwing_a_draft_away_names_what_was_seen(api: APIClient, query: str):
    answer = api.delete(f"{DRAFT}{query or '?'}&opened_at={opening()['opened_at']}")

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == ["seen"]
    assert revision() == 0


NODE = outcome("new")
WRONG: list[tuple[Any, str]] = [
    (5, "operations.0"),
    (None, "operations.0"),
    ([], "operations.0"),
    ({}, "operations.0.do"),
    ({"do": 5}, "operations.0.do"),
    ({"do": "__init__"}, "operations.0.do"),
    ({"do": ["set_node"]}, "operations.0.do"),
    ({"do": "set_node", "key": "wait"}, "operations.0.entry"),
    ({"do": "set_node", "key": 5, "entry": NODE}, "operations.0.key"),
    ({"do": "set_node", "key": "new", "entry": 5}, "operations.0.entry"),
    ({"do": "set_node", "key": "new", "entry": {}}, "operations.0.entry"),
    ({"do": "set_node", "key": "new", "entry": {**NODE, "kind": []}}, "operations.0.entry"),
    ({"do": "set_node", "key": "new", "entry": {**NODE, "title": "x"}}, "operations.0.entry"),
    ({"do": "set_node", "key": "new", "entry": {**NODE, "options": [5]}}, "operations.0.entry"),
    ({"do": "set_node", "key": "new", "entry": NODE, "was": []}, "operations.0.was"),
    ({"do": "set_node", "key": "new", "entry": NODE, "was": {"key": 1}}, "operations.0.was"),
    ({"do": "add_node", "entry": NODE, "after": 5}, "operations.0.after"),
    ({"do": "add_node", "entry": NODE, "affter": "wait"}, "operations.0.affter"),
    ({"do": "add_node", "entry": NODE, "from": "wait"}, "operations.0.from.non_field_errors"),
    ({"do": "add_node", "entry": NODE, "from": {}}, "operations.0.from.node"),
    ({"do": "add_node", "entry": NODE, "from": {"node": 1}}, "operations.0.from.node"),
    ({"do": "set_meta", "field": "slug", "value": "x"}, "operations.0.field"),
    ({"do": "set_meta", "field": "title"}, "operations.0.value"),
    ({"do": "set_meta", "field": "title", "value": "x"}, "operations.0.value"),
    ({"do": "set_meta", "field": "start", "value": None}, "operations.0.value"),
    ({"do": "set_meta", "field": "start", "value": "x", "was": 5}, "operations.0.was"),
    ({"do": "set_meta", "field": "languages", "value": [5]}, "operations.0.value"),
    ({"do": "delete_node"}, "operations.0.key"),
    ({"do": "delete_node", "key": "x" * 81}, "operations.0.key"),
    ({"do": "move_node", "key": "wait"}, "operations.0.after"),
    ({"do": "rename_key", "old": "wait", "new": {}}, "operations.0.new"),
    ({"do": "duplicate_branch", "key": []}, "operations.0.key"),
    ({"do": "put_before", "key": "wait"}, "operations.0.entry"),
    ({"do": "put_before", "entry": [], "key": "wait"}, "operations.0.entry"),
    ({"do": "paste_list", "text": "", "language": "en"}, "operations.0.text"),
    ({"do": "paste_list", "text": "a", "language": "xx"}, "operations.0.language"),
    ({"do": "paste_list", "text": "a" * 100_001, "language": "en"}, "operations.0.text"),
    ({"do": "replace_text", "find": "", "replace": "a"}, "operations.0.find"),
    ({"do": "replace_text", "find": "a", "replace": 5}, "operations.0.replace"),
    ({"do": "insert_branch", "nodes": []}, "operations.0.nodes"),
    ({"do": "insert_branch", "nodes": {}}, "operations.0.nodes"),
    ({"do": "insert_branch", "nodes": [NODE, 5]}, "operations.0.nodes.1"),
]


@pytest.mark.parametrize(
    ("operation", "field"), WRONG, ids=[f"{number}" for number in range(len(WRONG))]
)
def test_an_operation_with_a_wrong_field_is_refused_at_that_field(
    api: APIClient, operation: Any, field: str
):
    answer = change(api, 0, operation)

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == [field]
    assert revision() == 0


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"do": "set_node", "key": "new", "entry": NODE}, "unknown_node"),
    ({"do": "set_node", "key": "wait", "entry": outcome("late")}, "other_key"),
    ({"do": "add_node", "entry": outcome("wait")}, "key_taken"),
    ({"do": "delete_node", "key": "nowhere"}, "unknown_node"),
    ({"do": "delete_node", "key": "wait", "reroute_to": "nowhere"}, "unknown_node"),
    ({"do": "move_node", "key": "wait", "after": "nowhere"}, "unknown_node"),
    ({"do": "rename_key", "old": "wait", "new": "late"}, "key_taken"),
    ({"do": "rename_key", "old": "wait", "new": "Not A Key"}, "bad_key"),
    ({"do": "put_before", "entry": step("new", yes="late"), "key": "nowhere"}, "unknown_node"),
    ({"do": "put_before", "entry": step("wait", yes="late"), "key": "late"}, "key_taken"),
    ({"do": "put_before", "entry": NODE, "key": "late"}, "outcome_before"),
    ({"do": "duplicate_branch", "key": "nowhere"}, "unknown_node"),
    ({"do": "paste_list", "text": " - \n", "language": "en"}, "nothing_to_paste"),
    ({"do": "insert_branch", "nodes": [NODE, NODE]}, "key_taken"),
    (
        {"do": "add_node", "entry": NODE, "from": {"node": "when", "option": "never"}},
        "unknown_option",
    ),
]


@pytest.mark.parametrize(
    ("operation", "code"), IMPOSSIBLE, ids=[f"{number}" for number in range(len(IMPOSSIBLE))]
)
def test_an_operation_that_cannot_be_made_says_why(
    api: APIClient, operation: dict[str, Any], code: str
):
    answer = change(api, 0, operation)

    assert answer.status_code == 400
    assert [told for told, _attr in errors(answer)] == [code]
    assert revision() == 0


@pytest.mark.parametrize("count", [0, 201])
def test_a_save_makes_some_changes_and_not_too_many(api: APIClient, count: int):
    operation = {"do": "set_meta", "field": "start", "value": "when"}

    answer = change(api, 0, *[operation] * count)

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == ["operations"]


def test_a_field_that_nobody_knows_is_refused(api: APIClient):
    answer = api.post(f"{DRAFT}undo/", {**saw(0), "sene": 0}, format="json")

    assert (answer.status_code, errors(answer)) == (400, [("unknown_field", "sene")])


@pytest.mark.parametrize("opened_at", ["soon", 5, [], "0001-01-01T00:00:00+23:00"])
def test_a_time_of_opening_that_is_none_is_refused(api: APIClient, opened_at: Any):
    answer = api.post(f"{DRAFT}undo/", {**saw(0), "opened_at": opened_at}, format="json")

    assert answer.status_code in (400, 409)
    assert revision() == 0


@pytest.mark.parametrize("slug", ["a" * 5_000, "import", "-", "_"])
def test_any_name_may_be_asked_for(api: APIClient, slug: str):
    assert api.get(f"{TREES}{slug}/").status_code == 404
    assert api.delete(f"{TREES}{slug}/draft/" + saw_in_query(0)).status_code == 404


def test_nothing_of_all_that_made_another_tree(api: APIClient):
    for body in ("{}", json.dumps({"slug": "x"}), json.dumps({"title": {"en": "x"}})):
        assert send(api, "post", TREES, body.encode()).status_code == 400

    assert Tree.objects.count() == 1
