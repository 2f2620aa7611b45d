"""Counting and paging a view enters an index in its order, however many cases there are."""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from support.cases.models import Case, CaseQuerySet, Status
from support.cases.viewing.conditions import Asking
from support.cases.viewing.counts import counts_by
from support.cases.viewing.views import BUILT_IN, View
from support.payments.models import Channel
from tests.causes.test_models import make_cause
from tests.factories import NOW, make_agent, make_case, make_channel

MANY = 3_000
# What differs in the copies, by column; each number n makes one. Some of all kinds, most of them
# nobody's.
COPIED = {
    "reference": "'CW-' || n",
    "payment_id": "NULL",
    "status": "(ARRAY['new', 'open', 'waiting_customer', 'waiting_bank'])[1 + n %% 4]",
    "due_at": "now() + (n - 500) * interval '1 minute'",
    "wakes_at": "CASE WHEN n %% 20 = 0 THEN now() + n * interval '1 minute' END",
    "unreached_since": "CASE WHEN n %% 20 = 1 THEN now() - n * interval '1 minute' END",
    "heard_at": "CASE WHEN n %% 20 = 2 THEN now() END",
    "outcome_since": "CASE WHEN n %% 20 = 3 THEN now() END",
}


def copy_case(case: Case) -> None:
    columns = [
        field.column for field in Case._meta.concrete_fields if field.column not in ("id", *COPIED)
    ]
    kept = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_case ({', '.join(COPIED)}, {kept}) SELECT "
            f"{', '.join(COPIED.values())}, {kept} FROM cases_case, generate_series(1, %s) AS n "
            "WHERE id = %s",
            [MANY, case.pk],
        )
        cursor.execute("ANALYZE cases_case")


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes_of(part)


def plan_of(cases: CaseQuerySet) -> dict[str, Any]:
    sql, params = cases.values("pk")[:100].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        told = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan


@pytest.mark.django_db
def test_every_view_is_counted_by_an_index_in_its_order():
    copy_case(make_case(status=Status.OPEN))
    asking = Asking(make_agent(), NOW)

    for view in BUILT_IN:
        if view.slug in ("mine", "team"):  # there are few, or none
            continue
        kinds = {node["Node Type"] for node in nodes_of(plan_of(view.in_order(asking)))}
        assert kinds <= {"Limit", "Index Scan", "Index Only Scan", "Incremental Sort"}, view.slug


# From the cause, or from the payments of the channel to their cases.
BY_CAUSE = {
    "case_of_cause", "cases_case_cause_id_28cf075a", "payment_on_channel",
    "cases_case_payment_id_69d6c399",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", [{}, {"channel": "nowhere"}, {"status": "open"}])
def test_cases_of_a_cause_are_read_without_the_others(wanted: dict[str, str]):
    case = make_case(status=Status.OPEN)
    copy_case(case)
    cause = make_cause("limit")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET cause_id = %s WHERE id %% 5 = 0", [cause.pk])
        cursor.execute("ANALYZE cases_case")
    view = View("", "", wanted={"cause": "limit", **wanted})

    plan = plan_of(view.in_order(Asking(make_agent(), NOW)))

    nodes = list(nodes_of(plan))
    read = {node.get("Index Name") for node in nodes}
    scanned = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
    assert read & BY_CAUSE
    assert "cases_case" not in scanned


@pytest.mark.django_db
def test_a_channel_that_is_renamed_or_made_anew_is_found_by_its_code():
    case = make_case()
    asking = Asking(make_agent(), NOW)
    channel = case.payment.channel
    by_code = View("", "", wanted={"channel": channel.code})
    assert by_code.cases(asking).get() == case

    case.payment.channel = make_channel(code="other")
    case.payment.save()
    channel.delete()
    Channel.objects.filter(code="other").update(code=channel.code)

    assert by_code.cases(asking).get() == case
    assert counts_by({"": by_code.counting(asking)}) == {"": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("has_cases", [False, True])
def test_an_empty_table_of_cases_is_not_believed_to_stay_empty(*, has_cases: bool):
    counted = import_module("support.cases.migrations.0034_whose_counted").COUNTED
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_case CASCADE; DROP STATISTICS case_whose_counted")
        if has_cases:
            make_case()
        cursor.execute(counted)
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'cases_case'")

        assert cursor.fetchone()[0] == (1 if has_cases else -1)
