"""A day of an editor, by a script: from nothing to a tree in force, and what agents say of it."""

from typing import Any

import pytest
from django.utils import timezone

from tests.editor.authors import outcome, step
from tests.editor.publishing import closed_walk
from tests.editor.scripting import DRAFT, TREE, TREES, author_api, changed, read, saw, write
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import StepReport

pytestmark = pytest.mark.django_db
SLUG = "payout"


def test_a_script_does_what_an_editor_does_from_nothing_to_a_closed_report():
    api = author_api()
    made = write(api, TREES, {"slug": SLUG, "title": {"en": "Payout", "zh-hans": "出款"}})
    assert (made["live"], made["draft"]["revision"]) == (None, 0)

    draft = read(api, DRAFT)
    question: Any = step("arrived", yes="end", no="late")
    draft = changed(
        api,
        draft["revision"],
        {"do": "add_node", "entry": outcome("late", status="open")},
        {"do": "add_node", "entry": question, "from": {"node": "first_question", "option": "yes"}},
        {"do": "set_meta", "field": "start", "value": "arrived"},
        {"do": "delete_node", "key": "first_question"},
    )
    assert draft["undo"] == "“late” was added."
    assert read(api, f"{TREE}checks/")["errors"] == 0

    changes = read(api, f"{TREE}diff/")["changes"]
    assert {change["kind"] for change in changes} >= {"node_added", "start"}
    done = write(api, f"{TREE}publication/", {**saw(draft["revision"]), "reason": "It begins."})
    assert (done["version"]["state"], done["version"]["number"], done["moved"]) == (
        "published", 1, 0,
    )  # fmt: skip

    version = TreeVersion.objects.get()
    walk = closed_walk(version, ("arrived", "no"))
    report = StepReport.objects.create(
        walk=walk, node="arrived", note="Ask for the day.", reported_at=timezone.now()
    )
    document = write(api, DRAFT)["document"]
    entry = next(node for node in document["nodes"] if node["key"] == "arrived")
    entry["options"][1]["to"] = "end"
    draft = changed(api, 0, {"do": "set_node", "key": "arrived", "entry": entry})
    replayed = write(api, f"{TREE}replay/", {"limit": 100}, code=200)
    assert replayed["counts"] == {"same": 0, "other": 1, "stops": 0, "asks": 0}
    assert replayed["differing"][0]["after"]["key"] == "end"

    numbers = read(api, f"{TREE}statistics/")
    assert {row["node"]: row["visits"] for row in numbers["nodes"]} == {"arrived": 1, "late": 1}

    assert [row["note"] for row in read(api, f"{TREE}reports/")["results"]] == ["Ask for the day."]
    closed = write(api, f"{TREE}reports/{report.pk}/closing/", {"mended": True})
    assert (closed["mended_in"], closed["closed_by"]) == (2, "script")
    assert read(api, f"{TREE}reports/")["results"] == []
    kinds = [line["kind"] for line in read(api, f"{TREE}log/")["results"]]
    assert kinds == ["answered", "edited", "created", "published", "edited", "created"]
