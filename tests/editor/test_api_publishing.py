"""Publishing, scheduling, replaying and moving walks, over the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.api.asking import client_for, errors
from tests.editor.publishing import closed_walk, open_walk
from tests.editor.scripting import (
    DRAFT,
    TREE,
    author_api,
    changed,
    opened,
    opening,
    read,
    saw,
    step_of,
    write,
)
from tests.factories import make_agent
from troubleshooting.trees.models import Tree, TreeRight, TreeVersion
from troubleshooting.trees.publishing.services import publish_due

pytestmark = pytest.mark.django_db
PUBLICATION = f"{TREE}publication/"


@pytest.fixture
def draft(api: APIClient) -> Any:
    """A draft in which "today" leads to another outcome."""
    entry = step_of(opened(api)["document"], "when")
    entry["options"][0]["to"] = "late"
    operations = [
        {"do": "set_node", "key": "when", "entry": entry},
        {"do": "delete_node", "key": "wait"},
    ]
    return changed(api, 0, *operations)


def states() -> list[tuple[int, str]]:
    return list(TreeVersion.objects.order_by("number").values_list("number", "state"))


def test_a_draft_is_published_with_a_reason(api: APIClient, draft: Any):
    done = write(api, PUBLICATION, {**saw(1), "reason": " New rules. "})

    assert (done["version"]["number"], done["version"]["reason"], done["moved"]) == (
        2, "New rules.", 0,
    )  # fmt: skip
    assert done["version"]["published_by"] == "script"
    assert states() == [(1, "retired"), (2, "published")]
    assert api.get(DRAFT).status_code == 404


def test_walks_move_if_that_is_wished(api: APIClient, live: TreeVersion, draft: Any):
    staying, moving = open_walk(live, ("arrived", "yes"), ("when", "today")), open_walk(live)

    done = write(api, PUBLICATION, {**saw(1), "reason": "New rules.", "move_walks": True})

    moving.refresh_from_db()
    staying.refresh_from_db()
    assert done["moved"] >= 1
    assert moving.version.number == 2


def test_the_same_key_publishes_once(api: APIClient, draft: Any):
    body, headers = {**saw(1), "reason": "New rules."}, {"Idempotency-Key": "publish-1"}

    first = api.post(PUBLICATION, body, format="json", headers=headers)
    second = api.post(PUBLICATION, body, format="json", headers=headers)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["Idempotency-Replayed"] == "true"
    assert states() == [(1, "retired"), (2, "published")]


def test_every_error_of_the_document_is_told_when_it_is_refused(api: APIClient, draft: Any):
    entry = step_of(read(api, DRAFT)["document"], "when")
    entry["options"][0]["to"] = "nowhere"
    changed(api, 1, {"do": "set_node", "key": "when", "entry": entry})

    answer = api.post(PUBLICATION, {**saw(2), "reason": "New rules."}, format="json")

    assert answer.status_code == 400
    problems = read(api, f"{TREE}checks/")["problems"]
    blocking = [problem["code"] for problem in problems if problem["severity"] == "error"]
    assert [code for code, _attr in errors(answer)] == blocking != []
    assert states() == [(1, "published"), (2, "draft")]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"seen": 1}, ("required", "reason")),
        ({"seen": 1, "reason": ""}, ("blank", "reason")),
        ({"seen": 1, "reason": " "}, ("reason_needed", None)),
        ({"seen": 1, "reason": "x" * 1001}, ("max_length", "reason")),
        ({"seen": 1, "reason": 5}, ("invalid", "reason")),
        ({"seen": 1, "reason": "A", "at": "soon"}, ("invalid", "at")),
        ({"seen": 1, "reason": "A", "at": "2020-01-01T00:00:00Z"}, ("time_has_passed", None)),
        ({"seen": 1, "reason": "A", "move_walks": "often"}, ("invalid", "move_walks")),
        (
            {"seen": 1, "reason": "A", "at": "2999-01-01T00:00:00Z", "move_walks": True},
            ("invalid", "move_walks"),
        ),
    ],
)
def test_a_publication_that_lacks_something_is_refused(
    api: APIClient, draft: Any, body: Any, told: tuple[str, str | None]
):
    answer = api.post(PUBLICATION, {**opening(), **body}, format="json")

    assert (answer.status_code, errors(answer)) == (400, [told])
    assert states() == [(1, "published"), (2, "draft")]


def test_without_a_draft_there_is_nothing_to_publish(api: APIClient):
    body = {"seen": 0, "opened_at": "2026-01-05T08:00:00Z", "reason": "A"}
    answer = api.post(PUBLICATION, body, format="json")

    assert answer.status_code == 404


def test_who_wrote_the_draft_does_not_publish_where_a_second_person_is_asked_for(
    api: APIClient, draft: Any
):
    Tree.objects.update(needs_second_person=True)

    refused = api.post(PUBLICATION, {**saw(1), "reason": "A"}, format="json")
    done = write(author_api("second"), PUBLICATION, {**saw(1), "reason": "A"})

    assert (refused.status_code, errors(refused)) == (400, [("second_person", None)])
    assert done["version"]["published_by"] == "second"


def test_who_may_edit_does_not_publish(live: TreeVersion, draft: Any):
    editor = make_agent("eve")
    TreeRight.objects.create(tree=live.tree, user=editor, level="edit")

    answer = client_for(editor).post(PUBLICATION, {**saw(1), "reason": "A"}, format="json")

    assert (answer.status_code, errors(answer)) == (403, [("permission_denied", None)])


def test_a_scheduled_version_comes_in_force_at_its_time(api: APIClient, draft: Any):
    at = timezone.now() + timedelta(hours=1)

    waiting = write(
        api, PUBLICATION, {**saw(1), "reason": "Monday", "at": at.isoformat()}, code=202
    )

    assert (waiting["version"]["state"], waiting["moved"]) == ("scheduled", 0)
    assert read(api, TREE)["scheduled"]["scheduled_for"] == waiting["version"]["scheduled_for"]
    publish_due(at)
    assert states() == [(1, "retired"), (2, "published")]


def test_a_withdrawn_version_is_the_draft_again(api: APIClient, draft: Any):
    at = timezone.now() + timedelta(hours=1)
    write(api, PUBLICATION, {**saw(1), "reason": "Monday", "at": at.isoformat()}, code=202)

    answer = api.delete(PUBLICATION)

    assert answer.status_code == 200
    assert (answer.json()["draft"]["number"], answer.json()["scheduled"]) == (2, None)
    assert api.delete(PUBLICATION).status_code == 404


# What publishing would do


def test_a_replay_shows_which_walks_come_out_otherwise(
    api: APIClient, live: TreeVersion, draft: Any
):
    closed_walk(live, ("arrived", "no"), subject="CW-SAME0001")
    closed_walk(live, ("arrived", "yes"), ("when", "today"), subject="CW-OTHER001")

    shown = write(api, f"{TREE}replay/", {}, code=200)

    assert (shown["total"], shown["counts"]) == (
        2, {"same": 1, "other": 1, "stops": 0, "asks": 0},
    )  # fmt: skip
    [row] = shown["differing"]
    assert (row["case"], row["before"]["key"], row["after"]["key"]) == (
        "CW-OTHER001", "wait", "late",
    )  # fmt: skip
    assert (row["result"], row["version"]) == ("other", 1)


def test_a_replay_through_the_version_in_force_changes_nothing(
    api: APIClient, live: TreeVersion, draft: Any
):
    closed_walk(live, ("arrived", "yes"), ("when", "today"))

    shown = write(api, f"{TREE}replay/", {"version": "live", "limit": 1}, code=200)

    assert (shown["counts"]["same"], shown["differing"]) == (1, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [({"limit": 0}, "limit"), ({"limit": 1001}, "limit"), ({"version": 2}, "version")],
)
def test_a_replay_of_nonsense_is_refused(api: APIClient, body: Any, field: str):
    answer = api.post(f"{TREE}replay/", body, format="json")

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == [field]


@pytest.mark.parametrize("count", [1, 12])
def test_a_replay_takes_the_same_queries_however_many_walks_there_are(
    api: APIClient, live: TreeVersion, draft: Any, count: int, django_assert_num_queries: Any
):
    for number in range(count):
        closed_walk(live, ("arrived", "no"), subject=f"CW-{number:08}")
    write(api, f"{TREE}replay/", {}, code=200)  # graphs are read once a process

    with django_assert_num_queries(6):
        assert write(api, f"{TREE}replay/", {}, code=200)["total"] == count


def test_the_plan_names_every_open_walk(api: APIClient, live: TreeVersion, draft: Any):
    open_walk(live, subject="CW-BEGUN001")
    open_walk(live, ("arrived", "yes"), subject="CW-SECOND01")

    plan = read(api, f"{TREE}open-walks/")

    assert (plan["version"], plan["total"]) == (2, 2)
    rows = [*plan["as_they_are"], *plan["movable"], *plan["staying"]]
    assert {(row["case"], row["present"]["key"]) for row in rows} == {
        ("CW-BEGUN001", "arrived"), ("CW-SECOND01", "when"),
    }  # fmt: skip


def test_walks_can_move_later(api: APIClient, live: TreeVersion, draft: Any):
    walk = open_walk(live)
    write(api, PUBLICATION, {**saw(1), "reason": "New rules."})

    first, second = write(api, f"{TREE}moves/"), write(api, f"{TREE}moves/")

    walk.refresh_from_db()
    assert (first, second) == ({"moved": 1}, {"moved": 0})
    assert walk.version.number == 2


def test_a_draft_that_jumps_in_a_circle_can_be_neither_replayed_nor_planned(
    api: APIClient, live: TreeVersion
):
    closed_walk(live, ("arrived", "no"))
    opened(api)
    jump = {
        "key": "around", "kind": "jump", "title": {"en": "Around"}, "tree": "payout", "to": "late",
    }  # fmt: skip
    changed(api, 0, {"do": "add_node", "entry": jump})

    for answer in (
        api.post(f"{TREE}replay/", {}, format="json"),
        api.get(f"{TREE}open-walks/"),
    ):
        assert (answer.status_code, errors(answer)) == (400, [("unwalkable", None)])
