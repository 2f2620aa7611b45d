"""What runs by the clock reads what is due, however much there is that is not.

Lines of timelines are left out: they are counted by blocks of the table, a small one whole.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.utils import timezone
from psycopg import Rollback

from config.celery import app
from config.timetable import TIMETABLE
from support.cases.models import Case, Status
from support.cases.telling.messages_of_case import tell_customer
from support.guidance.models import CaseWalk
from support.notifications.models import Notification
from support.payments.models import Payment
from tests.cases.viewing.test_plans import nodes_of
from tests.desk.walking import make_walk
from tests.factories import make_agent, make_case
from troubleshooting.walks.models import Walk

pytestmark = pytest.mark.django_db

MANY = 3_000
COUNTING = {"keep-counts"}  # counts all there is, and that only once an hour
FEW = 60  # rows that a task may look at in one statement while nothing is due
LATER = "now() + interval '30 days' + n * interval '1 second'"
BEFORE = "now() - interval '10 days' - n * interval '1 second'"
WALK = "md5('walk' || n)::uuid"
# What differs in the copies, each number n makes one: of all kinds that some task waits for, later.
CASES = {
    "id": "1000000 + n", "reference": "'CW-' || n", "payment_id": "NULL",
    "status": "(ARRAY['new', 'open', 'waiting_customer', 'waiting_bank', 'resolved'])[1 + n %% 5]",
    "resolved_at": "CASE WHEN n %% 5 = 4 THEN now() END",
    "ending": "CASE WHEN n %% 5 = 4 THEN 'credited' ELSE '' END",
    "assignee_id": "CASE WHEN n %% 3 = 0 THEN (SELECT min(id) FROM auth_user WHERE is_active) END",
    "bank_due_at": f"CASE WHEN n %% 5 = 3 THEN {LATER} END",
    "follow_up_at": f"CASE WHEN n %% 5 = 2 THEN {LATER} END",
    "wakes_at": f"CASE WHEN n %% 10 = 1 THEN {LATER} END",
    "next_answer_due_at": f"CASE WHEN n %% 10 = 6 THEN {LATER} END",
    "first_answer_due_at": LATER, "solution_due_at": LATER, "due_at": LATER,
    "opened_at": "now()",
}  # fmt: skip
COPIED: dict[type[models.Model], dict[str, str]] = {
    Payment: {"id": "1000000 + n", "reference": "'PAY-B' || n", "late_at": LATER},
    Case: CASES,
    Walk: {"id": WALK, "subject": "'CW-' || n", "started_at": BEFORE},
    CaseWalk: {
        "id": "1000000 + n", "case_id": "1000000 + n", "walk_id": WALK, "read_again_at": LATER,
    },
    Notification: {
        "id": "md5('n' || n)::uuid", "sequence": "1000000 + n", "thread": "'CW-' || n",
        "state": "'sent'", "sent_at": "now()", "handed_at": "now()", "reason": "''",
        "stands_in_for_id": "NULL", "superseded_by_id": "NULL", "dedupe_key": "'key-' || n",
        "message_id": "'<' || n || '@x>'",
    },
}  # fmt: skip


def copy_all() -> None:
    """Make many of each, of which nothing is due."""
    make_agent()
    make_agent(is_active=False)
    case, _walk = make_walk(case=make_case(status=Status.OPEN))
    tell_customer(case, "bank-overdue", now=timezone.now(), occasion="copied")
    with connection.cursor() as cursor:
        # What the triggers of the first ones did is copied; for each copy they would look at all.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model, changes in COPIED.items():
            copy(cursor, model, changes)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE")


def copy(cursor: Any, model: type[models.Model], changes: dict[str, str]) -> None:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    values = {field.column: changes.get(field.column, f'"{field.column}"') for field in fields}
    one = model._default_manager.order_by("pk").first()
    assert one is not None, model
    assert changes.keys() <= values.keys()
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} "
        f"FROM {table}, generate_series(1, %s) AS n WHERE {table}.id = %s",
        [MANY, one.pk],
    )


@contextmanager
def looked_at(rows: Counter[str]) -> Iterator[None]:
    """Count for each statement the most rows of a copied table that were looked at."""
    tables = {model._meta.db_table for model in COPIED}

    def explain(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if sql.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            for node in nodes_of(plan_of(sql, params)):
                if node.get("Relation Name") in tables:
                    rows[sql] = max(rows[sql], rows_of(node))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(explain):
        yield


def plan_of(sql: str, params: Any) -> dict[str, Any]:
    """Do it, see how, and take it back."""
    with connection.connection.cursor() as cursor, connection.connection.transaction() as began:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        told = cursor.fetchone()[0]
        raise Rollback(began)
    found = json.loads(told) if isinstance(told, str) else told
    plan: dict[str, Any] = found[0]["Plan"]
    return plan


def rows_of(node: dict[str, Any]) -> int:
    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    each = node["Actual Rows"] + sum(node.get(name, 0) for name in removed)
    return int(each * node["Actual Loops"])


def test_no_task_looks_at_what_is_not_due():
    app.loader.import_default_modules()
    copy_all()
    found: dict[str, Counter[str]] = {}

    assert all(TIMETABLE[name]["schedule"] >= timedelta(hours=1) for name in COUNTING)
    for name, entry in TIMETABLE.items():
        if name in COUNTING:
            continue
        task = app.tasks[entry["task"]]
        task()  # what is due, if anything, is done
        found[name] = Counter()
        with looked_at(found[name]):
            task()

    assert {
        name: large
        for name, rows in found.items()
        if (large := {sql: count for sql, count in rows.items() if count > FEW})
    } == {}
