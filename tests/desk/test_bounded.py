"""Pages that read much are stopped by the database itself, and say so."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.editor.authors import SLUG, live_tree
from tests.factories import make_agent, make_case, sign_in
from tests.walks.counting import walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.PAGE_SECONDS = 0.05
    return sign_in(client, make_agent(is_superuser=True))


def slow(table: str) -> None:
    """Let whatever reads a table take five seconds, until the test's transaction is undone."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO kept_rows")
        cursor.execute(
            f"CREATE VIEW {table} AS SELECT kept_rows.*"
            " FROM (SELECT pg_sleep(5)) AS slept LEFT JOIN kept_rows ON true"
        )


@pytest.mark.parametrize(
    ("table", "address"),
    [
        ("cases_case", "/"),
        ("cases_searchentry", "/search/?q=money"),
        ("cases_searchentry", "/go/?where=money"),
        ("cases_case", "/cases/export/csv/"),
        ("cases_case", "/lead/"),
        ("notifications_notification", "/outbox/"),
        ("walks_walk", f"/trees/{SLUG}/statistics/"),
    ],
)
def test_a_page_that_takes_too_long_says_so(desk: Client, table: str, address: str):
    walked(live_tree())
    make_case()
    slow(table)

    answer = desk.get(address)

    assert answer.status_code == 503
    assert "This took too long and was stopped." in answer.text


def test_a_list_of_the_api_that_takes_too_long_says_so(desk: Client):
    make_case()
    slow("cases_case")
    desk.raise_request_exception = False  # the API tells its log of every 5xx

    answer = desk.get("/api/v1/cases/")

    assert answer.status_code == 503
    assert answer.json()["errors"][0]["code"] == "took_too_long"


def test_a_part_that_takes_too_long_leaves_the_page_as_it_is(desk: Client):
    """htmx swaps nothing for a 503; the sentence is said beside what stands there."""
    make_case()
    slow("cases_case")

    answer = desk.get("/?view=overdue", headers={"HX-Request": "true"})

    assert answer.status_code == 503
    assert "took too long" in answer["HX-Trigger"]
