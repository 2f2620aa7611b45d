"""What events, answers and messages write is indexed once: each index is paid for each time."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# Whole, plain indexes with which another one of the same table begins.
TWICE = """
    SELECT one.indexrelid::regclass::text
    FROM pg_index AS one JOIN pg_index AS other USING (indrelid)
    WHERE one.indrelid = ANY(%s::regclass[]) AND one.indexrelid <> other.indexrelid
        AND NOT one.indisunique AND one.indexprs IS NULL AND other.indexprs IS NULL
        AND one.indpred IS NULL AND other.indpred IS NULL
        AND (other.indkey::int2[])[0:one.indnkeyatts - 1]
            = (one.indkey::int2[])[0:one.indnkeyatts - 1]
        AND (other.indclass::oid[])[0:one.indnkeyatts - 1]
            = (one.indclass::oid[])[0:one.indnkeyatts - 1]
"""
WRITTEN = [
    "customers_customer", "payments_payment", "payments_paymentstatus", "cases_case",
    "cases_searchentry", "cases_caseevent", "cases_message", "cases_mention", "cases_statuslink",
    "walks_walk", "walks_walkanswer", "guidance_casewalk", "notifications_notification",
    "intake_paymentevent",
]  # fmt: skip


def test_no_index_is_the_beginning_of_another():
    with connection.cursor() as cursor:
        cursor.execute(TWICE, [WRITTEN])
        found = [name for (name,) in cursor.fetchall()]

    assert found == []


def test_one_that_is_would_be_found():
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX walk_of_answer ON walks_walkanswer (walk_id)")
        cursor.execute(TWICE, [WRITTEN])

        assert cursor.fetchall() == [("walk_of_answer",)]
