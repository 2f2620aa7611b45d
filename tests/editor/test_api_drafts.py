"""Drafts over the API: opened, changed by every operation, undone, replaced, thrown away."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.asking import client_for, errors
from tests.editor.authors import both, draft_of, outcome, small_document
from tests.editor.scripting import (
    DRAFT,
    TREE,
    change,
    changed,
    opened,
    opening,
    read,
    retitle,
    saw,
    saw_in_query,
    step_of,
    write,
)
from tests.factories import make_agent
from tests.trees.building import step
from troubleshooting.trees.documents.yaml_text import dump_yaml
from troubleshooting.trees.models import TreeRight, TreeVersion

pytestmark = pytest.mark.django_db


def test_there_is_no_draft_until_somebody_opens_one(api: APIClient):
    answer = api.get(DRAFT)

    assert (answer.status_code, errors(answer)) == (404, [("not_found", None)])
    assert "POST" in answer.json()["errors"][0]["detail"]


def test_a_draft_is_opened_once_as_a_copy_of_the_version_in_force(
    api: APIClient, live: TreeVersion
):
    first, second = api.post(DRAFT), api.post(DRAFT)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() == read(api, DRAFT)
    assert first.json()["document"] == live.document
    assert (first.json()["revision"], first.json()["opened_by"]) == (0, "script")
    assert (first.json()["undo"], first.json()["redo"]) == (None, None)


def test_a_change_makes_a_revision_and_says_what_undoing_takes_back(api: APIClient):
    draft = opened(api)

    after = changed(api, 0, retitle(draft["document"], "arrived", "Is it there?"))

    assert (after["revision"], after["undo"]) == (
        1,
        "“Is it there?” was changed: Title (English), Title (中文).",
    )
    assert "document" not in after
    entry = step_of(read(api, DRAFT)["document"], "arrived")
    assert entry["title"]["en"] == "Is it there?"


def test_what_was_undone_is_told_in_the_readers_language(api: APIClient):
    draft = opened(api)
    changed(api, 0, retitle(draft["document"], "arrived", "Is it there?"))

    shown = api.get(DRAFT, headers={"accept-language": "zh-hans"}).json()

    assert "Is it there?(新)" in shown["undo"]


OPERATIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({"do": "set_meta", "field": "title", "value": both("Money")}, []),
    ({"do": "set_meta", "field": "languages", "value": ["en"]}, []),
    ({"do": "set_meta", "field": "start", "value": "when", "was": "arrived"}, []),
    ({"do": "add_node", "entry": outcome("new")}, ["new"]),
    (
        {
            "do": "add_node",
            "entry": outcome("new"),
            "after": "arrived",
            "from": {"node": "when", "option": "today"},
        },
        ["new"],
    ),
    ({"do": "delete_node", "key": "wait"}, []),
    ({"do": "delete_node", "key": "wait", "reroute_to": "late"}, []),
    ({"do": "delete_branch", "key": "when", "reroute_to": "late"}, []),
    ({"do": "move_node", "key": "late", "after": None}, []),
    ({"do": "move_node", "key": "arrived", "after": "late"}, []),
    ({"do": "rename_key", "old": "wait", "new": "be_patient"}, ["be_patient"]),
    ({"do": "put_before", "entry": step("new", yes="late"), "key": "arrived"}, ["new"]),
    ({"do": "put_before", "entry": step("new", yes="late"), "key": "late"}, ["new"]),
    ({"do": "duplicate_branch", "key": "when"}, ["when_2", "wait_2"]),
    (
        {"do": "paste_list", "text": "- Call the bank\n- Is it there?", "language": "en"},
        ["call_the_bank", "is_it_there"],
    ),
    ({"do": "replace_text", "find": "For you", "replace": "To you"}, []),
    ({"do": "replace_text", "find": "Please", "replace": "", "language": "en"}, []),
    (
        {"do": "insert_branch", "nodes": [outcome("wait"), outcome("far")], "after": "when"},
        ["wait_2", "far"],
    ),
]


@pytest.mark.parametrize(
    ("operation", "keys"), OPERATIONS, ids=[f"{n}" for n in range(len(OPERATIONS))]
)
def test_every_operation_of_the_editor_can_be_written_and_undone(
    api: APIClient, operation: dict[str, Any], keys: list[str]
):
    before = opened(api)["document"]

    changed(api, 0, operation)

    after = read(api, DRAFT)["document"]
    known = {entry["key"] for entry in before["nodes"]}
    assert after != before
    assert {entry["key"] for entry in after["nodes"]} - known == set(keys)
    undone = write(api, f"{DRAFT}undo/", saw(1), code=200)
    assert (undone["revision"], undone["undo"]) == (2, None)
    assert read(api, DRAFT)["document"] == before


def test_a_new_step_is_put_at_the_end_of_the_way_that_it_names(api: APIClient):
    opened(api)
    way = {"node": "when", "option": "today"}

    changed(api, 0, {"do": "add_node", "entry": outcome("new"), "after": "when", "from": way})

    document = read(api, DRAFT)["document"]
    assert step_of(document, "when")["options"][0]["to"] == "new"
    assert [entry["key"] for entry in document["nodes"]][:3] == ["arrived", "when", "new"]


def test_several_operations_are_made_together_or_not_at_all(api: APIClient):
    opened(api)
    good = {"do": "add_node", "entry": outcome("new")}

    answer = change(api, 0, good, {"do": "delete_node", "key": "nowhere"})

    assert answer.status_code == 400
    assert errors(answer) == [("unknown_node", None)]
    assert read(api, DRAFT)["revision"] == 0


def test_undo_and_redo_walk_through_the_changes(api: APIClient):
    draft = opened(api)
    changed(api, 0, retitle(draft["document"], "arrived", "Is it there?"))

    undone = write(api, f"{DRAFT}undo/", saw(1), code=200)
    redone = write(api, f"{DRAFT}redo/", saw(2), code=200)

    assert (undone["undo"], undone["redo"]) == (
        None,
        "“Is it there?” was changed: Title (English), Title (中文).",
    )
    assert (redone["revision"], redone["redo"]) == (3, None)
    assert step_of(read(api, DRAFT)["document"], "arrived")["title"]["en"] == "Is it there?"


@pytest.mark.parametrize(
    ("step", "code"), [("undo", "nothing_to_undo"), ("redo", "nothing_to_redo")]
)
def test_where_nothing_is_left_to_step_to_it_says_so(api: APIClient, step: str, code: str):
    opened(api)

    answer = api.post(f"{DRAFT}{step}/", saw(0), format="json")

    assert (answer.status_code, errors(answer)) == (400, [(code, None)])


def test_a_whole_document_replaces_the_draft_as_one_change(api: APIClient, live: TreeVersion):
    opened(api)
    document = {**small_document(), "title": both("Money")}

    answer = api.put(DRAFT, {**saw(0), "document": document}, format="json")

    assert answer.status_code == 200
    assert (answer.json()["revision"], read(api, DRAFT)["document"]) == (1, document)
    write(api, f"{DRAFT}undo/", saw(1), code=200)
    assert read(api, DRAFT)["document"] == live.document


def test_a_whole_document_may_come_as_yaml(api: APIClient):
    opened(api)
    document = {**small_document(), "title": both("Money")}

    answer = api.put(
        DRAFT + saw_in_query(0), dump_yaml(document).encode(), content_type="application/yaml"
    )

    assert answer.status_code == 200
    assert read(api, DRAFT)["document"] == document


def test_broken_yaml_is_refused_with_its_line(api: APIClient):
    opened(api)
    text = dump_yaml(small_document()) + "again: &name x\nagain2: *name\n"

    answer = api.put(DRAFT + saw_in_query(0), text.encode(), content_type="application/yaml")

    assert (answer.status_code, errors(answer)) == (400, [("parse_error", None)])
    line = text.splitlines().index("again: &name x") + 1
    assert answer.json()["errors"][0]["detail"].startswith(f"Line {line}: ")
    assert read(api, DRAFT)["revision"] == 0


@pytest.mark.parametrize(
    ("query", "missing"),
    [("", ["seen", "opened_at"]), ("?seen=0", ["opened_at"])],
)
def test_yaml_without_what_was_seen_is_refused_at_that_field(
    api: APIClient, query: str, missing: list[str]
):
    opened(api)
    text = dump_yaml(small_document()).encode()

    answer = api.put(DRAFT + query, text, content_type="application/yaml")

    told = [("required", name) for name in missing]
    assert (answer.status_code, errors(answer)) == (400, told)


def test_the_moment_of_opening_can_stand_in_an_address_as_it_is_told(api: APIClient):
    api.cookies["time_zone"] = "Asia/Shanghai"
    draft = opened(api)

    thrown_away = api.delete(f"{DRAFT}?seen=0&opened_at={draft['opened_at']}")

    assert draft["opened_at"].endswith("Z")
    assert thrown_away.status_code == 204


def test_a_draft_that_is_thrown_away_can_be_had_back(api: APIClient):
    draft = opened(api)
    changed(api, 0, retitle(draft["document"], "arrived", "Is it there?"))

    assert api.delete(DRAFT + saw_in_query(1)).status_code == 204
    assert api.get(DRAFT).status_code == 404

    lost = read(api, f"{TREE}log/")["results"][0]
    assert lost["kind"] == "discarded"
    kept = read(api, f"{TREE}log/{lost['id']}/")["difference"]["document"]
    write(api, f"{TREE}log/{lost['id']}/recovery/", saw(0))
    assert read(api, DRAFT)["document"] == kept
    assert step_of(kept, "arrived")["title"]["en"] == "Is it there?"


def test_what_was_thrown_away_comes_back_over_the_draft_that_was_seen_alone(api: APIClient):
    draft = opened(api)
    changed(api, 0, retitle(draft["document"], "arrived", "Is it there?"))
    api.delete(DRAFT + saw_in_query(1))
    recovery = f"{TREE}log/{read(api, f'{TREE}log/')['results'][0]['id']}/recovery/"
    earlier, document = saw(0), opened(api)["document"]
    changed(api, 0, retitle(document, "arrived", "Written meanwhile?"))

    unnamed, stale = (api.post(recovery, body, "json") for body in (earlier, saw(0)))
    write(api, recovery, saw(1))

    assert (unnamed.status_code, errors(unnamed)) == (400, [("required", "opened_at")])
    assert stale.status_code == 409
    assert [found["node"] for found in stale.json()["conflicts"]] == ["arrived"]
    assert step_of(read(api, DRAFT)["document"], "arrived")["title"]["en"] == "Is it there?"


def test_a_log_entry_without_a_document_gives_nothing_back(api: APIClient):
    opened(api)
    entry = read(api, f"{TREE}log/")["results"][0]

    assert api.post(f"{TREE}log/{entry['id']}/recovery/", saw(0), "json").status_code == 404
    assert api.get(f"{TREE}log/{entry['id']}/recovery/").status_code == 405


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "draft/", None),
        ("put", "draft/", {"seen": 0, "document": small_document()}),
        ("patch", "draft/", {"seen": 0, "operations": [{"do": "delete_node", "key": "wait"}]}),
        ("delete", "draft/{query}", None),
        ("post", "draft/undo/", {"seen": 0}),
        ("post", "publication/", {"seen": 0, "reason": "Why not"}),
        ("post", "versions/1/restoration/", {"seen": 0}),
        ("post", "import/", {"seen": 0, "document": small_document()}),
        ("post", "moves/", None),
        ("post", "replay/", {}),
        ("get", "open-walks/", None),
    ],
)
def test_who_may_only_view_changes_nothing(api: APIClient, method: str, path: str, body: Any):
    draft = opened(api)
    changed(api, 0, retitle(draft["document"], "arrived", "Is it there?"))
    viewer = client_for(make_agent())

    address = TREE + path.format(query=saw_in_query(0))
    answer = getattr(viewer, method)(address, body and {**opening(), **body}, format="json")

    assert (answer.status_code, errors(answer)) == (403, [("permission_denied", None)])
    assert read(api, DRAFT)["revision"] == 1


def test_a_translator_changes_texts_of_one_language_and_nothing_else(
    api: APIClient, live: TreeVersion
):
    document = opened(api)["document"]
    translator = make_agent("tao")
    TreeRight.objects.create(tree=live.tree, user=translator, level="translate", language="zh-hans")
    theirs = client_for(translator)
    entry = step_of(document, "arrived")
    chinese = {**entry, "title": {**entry["title"], "zh-hans": "到账了吗？"}}

    refused = change(theirs, 0, retitle(document, "arrived", "Is it there?"))
    made = change(theirs, 0, {"do": "set_node", "key": "arrived", "entry": chinese})

    assert (refused.status_code, made.status_code) == (403, 200)
    draft = draft_of(live)
    assert draft is not None
    assert step_of(draft.document, "arrived") == chinese
