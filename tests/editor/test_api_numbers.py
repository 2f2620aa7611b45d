"""Statistics and the reports of agents, over the API."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.asking import client_for, errors
from tests.editor.authors import live_tree, small_document
from tests.editor.publishing import closed_walk
from tests.editor.scripting import TREE, opened, read, write
from tests.factories import NOW, make_agent
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import StepReport

pytestmark = pytest.mark.django_db


def reported(
    version: TreeVersion, node: str = "when", note: str = "Ask again.", at: datetime = NOW
) -> StepReport:
    walk = closed_walk(version, ("arrived", "no"))
    return StepReport.objects.create(
        walk=walk, node=node, note=note, actor=make_agent(), reported_at=at
    )


def test_the_numbers_of_every_step_are_told(api: APIClient, live: TreeVersion):
    closed_walk(live, ("arrived", "no"))
    closed_walk(live, ("arrived", "yes"), ("when", "today"))

    shown = read(api, f"{TREE}statistics/")

    rows = {row["node"]: row for row in shown["nodes"]}
    assert (shown["version"], shown["since"], shown["until"]) == (1, None, None)
    assert {key: row["visits"] for key, row in rows.items()} == {
        "arrived": 2, "late": 1, "wait": 1, "when": 1,
    }  # fmt: skip
    assert (rows["late"]["exits"], rows["late"]["confirmed_share"]) == (1, None)


def test_only_walks_of_the_period_are_counted(api: APIClient, live: TreeVersion):
    closed_walk(live, ("arrived", "no"))
    later = (NOW + timedelta(days=1)).isoformat()

    assert read(api, f"{TREE}statistics/", since=later)["nodes"] == []
    assert len(read(api, f"{TREE}statistics/", until=later, version="1")["nodes"]) == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"until": "2026-13-01"}, "until"),
        ({"form": "since"}, "form"),
        ({"version": "draft"}, "version"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(api: APIClient, query: Any, field: str):
    opened(api)

    answer = api.get(f"{TREE}statistics/", query)

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == [field]


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_time_are_periods_too(api: APIClient, live: TreeVersion, until: str):
    closed_walk(live, ("arrived", "no"))

    shown = read(api, f"{TREE}statistics/", until=until)

    assert len(shown["nodes"]) == (2 if until.startswith("9") else 0)


def test_open_and_closed_reports_are_listed_apart(api: APIClient, live: TreeVersion):
    first = reported(live, note="First")
    reported(live, note="Second", at=NOW + timedelta(hours=1))
    write(api, f"{TREE}reports/{first.pk}/closing/", {"answer": "It is right."})

    [waiting] = read(api, f"{TREE}reports/")["results"]
    [closed] = read(api, f"{TREE}reports/", closed="true")["results"]

    assert (waiting["note"], waiting["closed_at"], waiting["version"]) == ("Second", None, 1)
    assert (closed["note"], closed["answer"], closed["mended_in"]) == (
        "First", "It is right.", None,
    )  # fmt: skip
    assert closed["case"] == first.walk.subject


@pytest.mark.parametrize("count", [1, 12])
def test_reports_take_the_same_queries_however_many_there_are(
    api: APIClient, live: TreeVersion, count: int, django_assert_num_queries: Any
):
    for _number in range(count):
        reported(live)

    with django_assert_num_queries(4):
        assert len(read(api, f"{TREE}reports/")["results"]) == count


def test_a_report_is_closed_by_the_draft_that_mends_it(api: APIClient, live: TreeVersion):
    report = reported(live)
    number = opened(api)["number"]

    closed = write(api, f"{TREE}reports/{report.pk}/closing/", {"mended": True})

    assert (closed["mended_in"], closed["closed_by"]) == (number, "script")


@pytest.mark.parametrize("body", [{}, {"answer": " "}, {"mended": False}])
def test_a_report_is_not_closed_without_words_or_a_change(
    api: APIClient, live: TreeVersion, body: Any
):
    report = reported(live)

    answer = api.post(f"{TREE}reports/{report.pk}/closing/", body, format="json")

    assert (answer.status_code, errors(answer)) == (400, [("required", None)])


def test_a_report_is_closed_once(api: APIClient, live: TreeVersion):
    report = reported(live)
    write(api, f"{TREE}reports/{report.pk}/closing/", {"answer": "It is right."})

    answer = api.post(
        f"{TREE}reports/{report.pk}/closing/", {"answer": "It is not."}, format="json"
    )

    report.refresh_from_db()
    assert (answer.status_code, errors(answer)) == (400, [("closed", None)])
    assert report.answer == "It is right."


def test_a_report_of_another_tree_is_not_found(api: APIClient, live: TreeVersion):
    other = live_tree({**small_document(), "slug": "other"})
    report = reported(other)

    for number in (report.pk, 999_999, 10**20):
        answer = api.post(
            f"{TREE}reports/{number}/closing/", {"answer": "It is right."}, format="json"
        )
        assert answer.status_code == 404


def test_who_may_only_view_closes_nothing(live: TreeVersion):
    report = reported(live)

    answer = client_for(make_agent()).post(
        f"{TREE}reports/{report.pk}/closing/", {"answer": "It is right."}, format="json"
    )

    report.refresh_from_db()
    assert answer.status_code == 403
    assert report.closed_at is None
