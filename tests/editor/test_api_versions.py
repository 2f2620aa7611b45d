"""Versions, exports, checks, differences and the log, over the API."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.asking import client_for, errors
from tests.editor.authors import both, live_tree, outcome, small_document, step
from tests.editor.scripting import (
    DRAFT,
    TREE,
    author_api,
    changed,
    opened,
    read,
    retitle,
    saw,
    saw_in_query,
    step_of,
    write,
)
from tests.factories import make_agent
from troubleshooting.trees.documents.yaml_text import dump_yaml, load_yaml
from troubleshooting.trees.models import TreeLogEntry, TreeVersion

pytestmark = pytest.mark.django_db


def republished(english: str) -> TreeVersion:
    """Put another version in force, whose first step has another title."""
    document = small_document()
    document["nodes"][0]["title"] = both(english)
    return live_tree(document)


def test_all_versions_are_listed_with_the_newest_first(api: APIClient):
    republished("Is it there?")
    opened(api)

    rows = read(api, f"{TREE}versions/")["results"]

    assert [(row["number"], row["state"], row["open_walks"]) for row in rows] == [
        (3, "draft", 0), (2, "published", 0), (1, "retired", 0),
    ]  # fmt: skip
    assert "document" not in rows[0]


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_takes_the_same_queries_however_many_versions_there_are(
    api: APIClient, count: int, django_assert_num_queries: Any
):
    for number in range(count - 1):
        republished(f"Wording {number}")

    with django_assert_num_queries(4):
        assert len(read(api, f"{TREE}versions/")["results"]) == count


@pytest.mark.parametrize(("name", "number"), [("1", 1), ("2", 2), ("live", 2), ("draft", 3)])
def test_a_version_is_opened_by_its_number_or_by_what_it_is(api: APIClient, name: str, number: int):
    republished("Is it there?")
    opened(api)

    shown = read(api, f"{TREE}versions/{name}/")

    assert shown["number"] == number
    title = step_of(shown["document"], "arrived")["title"]["en"]
    assert title == ("arrived" if number == 1 else "Is it there?")


@pytest.mark.parametrize("name", ["0", "9", "scheduled", "nothing", "99999999999999999999", "-1"])
def test_a_version_that_is_not_there_is_not_found(api: APIClient, name: str):
    answer = api.get(f"{TREE}versions/{name}/")

    assert (answer.status_code, errors(answer)) == (404, [("not_found", None)])


def test_an_exported_version_is_the_document_alone(api: APIClient, live: TreeVersion):
    as_json = api.get(f"{TREE}versions/live/", {"as": "json"})
    as_yaml = api.get(f"{TREE}versions/live/", {"as": "yaml"})

    assert json.loads(as_json.content) == live.document
    assert load_yaml(as_yaml.content) == live.document
    assert as_yaml["content-type"].startswith("application/yaml")


def test_a_version_is_drawn_as_mermaid_in_the_readers_language(api: APIClient):
    drawn = api.get(
        f"{TREE}versions/live/", {"as": "mermaid"}, headers={"accept-language": "zh-hans"}
    )

    assert drawn["content-type"].startswith("text/vnd.mermaid")
    assert "flowchart TD" in drawn.content.decode()
    assert "(中)" in drawn.content.decode().replace("#40;", "(").replace("#41;", ")")


def test_another_form_than_those_offered_is_refused_at_its_field(api: APIClient):
    answer = api.get(f"{TREE}versions/live/", {"as": "pdf"})

    assert (answer.status_code, errors(answer)) == (400, [("invalid_choice", "as")])


def test_a_version_is_restored_as_a_draft(api: APIClient, live: TreeVersion):
    republished("Is it there?")

    restored = write(api, f"{TREE}versions/1/restoration/", saw(0))

    assert restored["undo"] == "Version 1 was restored."
    assert read(api, DRAFT)["document"] == live.document


def test_what_is_restored_over_is_the_draft_that_was_seen(api: APIClient):
    republished("Is it there?")
    restoration, draft = f"{TREE}versions/1/restoration/", opened(api)
    api.delete(DRAFT + saw_in_query(0))
    seen = {"seen": 0, "opened_at": draft["opened_at"]}

    gone = api.post(restoration, seen, format="json")
    opened(api)
    earlier, unnamed = (api.post(restoration, body, format="json") for body in (seen, {"seen": 0}))

    for answer in (gone, earlier):
        assert (answer.status_code, errors(answer)) == (409, [("other_draft", None)])
    assert (unnamed.status_code, errors(unnamed)) == (400, [("required", "opened_at")])
    assert read(api, DRAFT)["revision"] == 0


# Checks


def test_a_sound_version_has_no_errors(api: APIClient):
    shown = read(api, f"{TREE}checks/", version="live")

    assert shown["errors"] == 0
    assert {problem["severity"] for problem in shown["problems"]} <= {"warning"}


def test_what_is_wrong_with_the_draft_is_told_at_its_step(api: APIClient):
    document = opened(api)["document"]
    entry = step_of(document, "when")
    entry["options"][0]["to"] = ""
    changed(api, 0, {"do": "set_node", "key": "when", "entry": entry})

    shown = read(api, f"{TREE}checks/")

    worst = shown["problems"][0]
    assert (shown["errors"] > 0, worst["severity"], worst["node"]) == (True, "error", "when")
    assert "“when”" in worst["sentence"]
    assert read(api, f"{TREE}checks/", version="1")["errors"] == 0


def test_problems_are_told_in_the_readers_language(api: APIClient):
    broken = {**small_document(), "start": "nowhere"}

    told = [
        api.post(
            f"{TREE}checks/", {"document": broken}, format="json",
            headers={"accept-language": language},
        ).json()["problems"][0]
        for language in ("en", "zh-hans")
    ]  # fmt: skip

    assert told[0]["code"] == told[1]["code"] == "no_start"
    assert told[0]["sentence"] != told[1]["sentence"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (7, "not_a_document"),
        ([], "not_a_document"),
        ({}, "wrong_format"),
        ({**small_document(), "nodes": 5}, "no_nodes"),
        (
            {**small_document(), "nodes": [5, None, {"key": 5}, {"key": "a", "title": 5}]},
            "no_start",
        ),
        (
            {**small_document(), "nodes": [{"key": "a", "kind": [], "title": {"en": [1]}}]},
            "no_start",
        ),
    ],
    ids=["number", "list", "empty", "nodes", "entries", "kinds"],
)
def test_any_document_is_checked_without_being_stored(api: APIClient, document: Any, code: str):
    shown = write(api, f"{TREE}checks/", {"document": document}, code=200)

    assert code in {problem["code"] for problem in shown["problems"]}
    assert shown["errors"] >= 1
    assert TreeVersion.objects.count() == 1


def test_a_document_is_checked_as_yaml_too(api: APIClient):
    text = dump_yaml({**small_document(), "start": "nowhere"})

    answer = api.post(f"{TREE}checks/", text.encode(), content_type="application/yaml")

    assert answer.status_code == 200
    assert "no_start" in {problem["code"] for problem in answer.json()["problems"]}


def test_an_agent_may_check_documents(live: TreeVersion):
    shown = write(client_for(make_agent()), f"{TREE}checks/", {"document": {}}, code=200)

    assert shown["errors"] >= 1


# Differences


def test_the_difference_says_in_words_what_publishing_would_change(api: APIClient):
    document = opened(api)["document"]
    entry = step_of(document, "when")
    entry["options"][0]["to"] = "late"
    changed(api, 0, {"do": "set_node", "key": "when", "entry": entry})

    shown = read(api, f"{TREE}diff/")

    assert (shown["from"]["number"], shown["to"]["state"]) == (1, "draft")
    [change] = shown["changes"]
    assert (change["node"], change["old"], change["new"]) == ("when", "wait", "late")
    assert "“when”" in change["sentence"]
    assert "“late”" in change["sentence"]


def test_any_two_versions_can_be_compared(api: APIClient):
    republished("Is it there?")

    shown = read(api, f"{TREE}diff/", **{"from": "2", "to": "1"})

    assert [change["new"] for change in shown["changes"]] == ["arrived", "arrived(中)"]
    assert (shown["from"]["number"], shown["to"]["number"]) == (2, 1)


def test_a_tree_that_was_never_in_force_differs_from_nothing():
    api = author_api()
    new = {"slug": "payout", "title": {"en": "Payout", "zh-hans": "出款"}}
    write(api, "/api/v1/trees/", new)

    shown = read(api, f"{TREE}diff/")

    assert shown["from"] is None
    added = [change["node"] for change in shown["changes"] if change["kind"] == "node_added"]
    assert added == ["first_question", "end"]


def test_versions_that_are_not_there_cannot_be_compared(api: APIClient):
    assert api.get(f"{TREE}diff/", {"from": "7"}).status_code == 404
    assert api.get(f"{TREE}diff/", {"to": "x" * 300}).status_code == 404


# The log


def test_the_log_tells_everything_that_was_done_with_the_difference(api: APIClient):
    document = opened(api)["document"]
    changed(api, 0, retitle(document, "arrived", "Is it there?"))

    newest = read(api, f"{TREE}log/")["results"][0]
    entry = read(api, f"{TREE}log/{newest['id']}/")

    assert (newest["kind"], newest["actor"], newest["version"]) == ("edited", "script", 2)
    assert newest["sentence"] == "“Is it there?” was changed: Title (English), Title (中文)."
    assert "difference" not in newest
    before = entry["difference"]["before"]["nodes"]["arrived"]["entry"]
    assert before == step_of(document, "arrived")


def test_the_log_comes_in_pages_with_the_same_queries(
    api: APIClient, django_assert_num_queries: Any
):
    opened(api)
    for seen, entry in enumerate((step("more", yes="wait"), outcome("end"))):
        changed(api, seen, {"do": "add_node", "entry": entry})
    entries = list(TreeLogEntry.objects.filter(kind="edited")) * 29
    for entry in entries:
        entry.pk = None
    TreeLogEntry.objects.bulk_create(entries)

    with django_assert_num_queries(4):
        first = read(api, f"{TREE}log/")

    second = api.get(first["next"]).json()
    assert (len(first["results"]), len(second["results"])) == (50, 11)
    assert second["results"][-1]["kind"] == "created"


@pytest.mark.parametrize("number", ["999999", "99999999999999999999"])
def test_a_log_entry_of_no_tree_is_not_found(api: APIClient, number: str):
    assert api.get(f"{TREE}log/{number}/").status_code == 404


def test_a_log_entry_of_another_tree_is_not_found(api: APIClient):
    write(api, "/api/v1/trees/", {"slug": "other", "title": {"en": "Other"}})
    entry = read(api, "/api/v1/trees/other/log/")["results"][0]

    assert api.get(f"{TREE}log/{entry['id']}/").status_code == 404
