"""Statements whose plans are kept: at the hot doors alone, and through a change of the tables."""

import json
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext
from psycopg._queries import _query2pg as query2pg

from tests.api.asking import V1, client_for
from tests.factories import make_agent, payment_event
from tests.intake.signing import new_event_id, post, signed
from troubleshooting.marks.asking import MOST_CURSORS, TIMES, keep_plans, lines_of, plans_kept

pytestmark = pytest.mark.django_db


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def ask(question: str, times: int = TIMES + 1) -> None:
    for _time in range(times):
        with connection.cursor() as cursor:
            cursor.execute(question, [1])


def send_event() -> dict[str, Any]:
    body = json.dumps(payment_event()).encode()
    answer = post(body, signed(body, new_event_id()))
    assert answer.status_code == 202
    return dict(answer.json())


def test_plans_are_kept_within_and_nowhere_else():
    with plans_kept():
        ask("SELECT 'within' = %s::text")
    ask("SELECT 'without' = %s::text")

    assert any("within" in statement for statement in kept())
    assert not any("without" in statement for statement in kept())


@pytest.mark.parametrize("pooled", [False, True])
def test_what_is_kept_is_planned_once_but_behind_a_pooler(pooled, monkeypatch):
    rows = " UNION ALL ".join(["SELECT id FROM cases_case WHERE id = %s"] * 12)
    with transaction.atomic(), plans_kept():
        monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", pooled)
        ask("SELECT set_config('plan_cache_mode', 'auto', %s = 0)", 1)
        keep_plans(connection)
        for _time in range(TIMES * 3):
            lines_of(rows, [1] * 12)
        told = "SELECT custom_plans = 0 FROM pg_prepared_statements WHERE statement LIKE %s"
        assert lines_of(told, ["SELECT id FROM cases_case WHERE%"]) == [(not pooled,)]


def test_what_was_asked_is_told_as_well_once_its_plan_is_kept():
    with plans_kept(), CaptureQueriesContext(connection) as asked:
        ask("SELECT 'told' = %s::text")

    told = ["SELECT 'told' = $1::text"] * (TIMES + 1)
    by_another_way = "psycopg tells what was asked by another way: mend _TellingCursor"
    assert [query["sql"] for query in asked] == told, by_another_way


def test_a_long_statement_is_taken_apart_once():
    long = f"SELECT %s::int  -- {'long ' * 1_000}"
    before = query2pg.cache_info().hits
    with plans_kept():
        for number in range(3):
            assert lines_of(long, [number]) == [(number,)]

    by_another_way = "psycopg takes statements apart by another way: mend _KeptQuery"
    assert query2pg.cache_info().hits == before + 2, by_another_way


def test_a_statement_is_told_each_time_by_whoever_asks_then():
    with plans_kept():
        lines_of("SELECT %s::int", [1])  # its cursor is kept from now on
        with CaptureQueriesContext(connection) as asked:
            assert lines_of("SELECT %s::int", [2]) == [(2,)]

    assert [query["sql"] for query in asked] == ["SELECT $1::int"]


def test_a_statement_can_be_asked_again_after_it_was_refused():
    with plans_kept():
        with pytest.raises(DataError), transaction.atomic():
            lines_of("SELECT 1 / %s::int", [0])

        assert lines_of("SELECT 1 / %s::int", [1]) == [(1,)]


def test_no_more_cursors_are_kept_than_plans():
    with plans_kept():
        for number in range(MOST_CURSORS + 2):
            lines_of(f"SELECT {number} + %s::int", [1])

    assert 0 < len(connection.connection.kept_cursors) <= MOST_CURSORS


@pytest.mark.django_db(transaction=True)
def test_cursors_that_are_kept_go_with_their_connection():
    with plans_kept():
        lines_of("SELECT %s::int", [1])
    connection.close()

    with plans_kept():
        assert lines_of("SELECT %s::int", [2]) == [(2,)]


def test_whose_token_it_is_has_a_plan_that_is_kept():
    script = client_for(make_agent())

    for _request in range(TIMES + 1):
        assert script.get(f"{V1}channels/").status_code == 200

    assert any("knox_authtoken" in statement for statement in kept())


def test_none_is_kept_behind_a_pooler(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)

    with plans_kept():
        ask("SELECT 'pooled' = %s::text")

    assert not any("pooled" in statement for statement in kept())


def test_events_come_in_while_tables_get_new_columns(tree: Any):
    """As in a rolling update: the old processes go on with the plans that they have."""
    for _event in range(TIMES + 2):
        send_event()
    tables = [
        "intake_paymentevent", "customers_customer", "payments_payment", "cases_case",
        "walks_walk", "walks_walkanswer", "notifications_notification", "cases_caseevent",
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN is_new boolean NOT NULL DEFAULT false")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    assert send_event()["automatic"]
