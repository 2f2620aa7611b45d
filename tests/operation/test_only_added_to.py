"""Rows that are only added to: the database itself refuses to change them."""

import pytest
from django.db import ProgrammingError, connection, transaction

from support.cases.models import CaseEvent
from support.guidance.services import start_walk
from support.notifications.models import Attempt
from tests.factories import NOW, make_agent, make_case
from tests.notifications.making import make_notification
from troubleshooting.trees.models import Tree, TreeLogEntry

pytestmark = pytest.mark.django_db

KEPT = {
    "cases_caseevent": "note",
    "trees_treelogentry": "kind",
    "notifications_attempt": "words",
}


def test_no_statement_changes_or_deletes_a_kept_row(tree, client):
    case = make_case()
    start_walk(case, now=NOW)
    TreeLogEntry.objects.create(tree=Tree.objects.all()[0], kind="created", happened_at=NOW)
    row = make_notification()
    Attempt.objects.create(notification=row, number=1, started_at=NOW, ended_at=NOW, ok=True)

    statements = {
        "walks_walkanswer": ["UPDATE walks_walkanswer SET note = 'x'"],
        **{
            table: [f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"]
            for table, column in KEPT.items()
        },
    }
    for table, tried in statements.items():
        for statement in tried:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone()[0] > 0, table
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(statement)


def test_a_user_who_goes_leaves_the_timeline_behind():
    agent = make_agent()
    case = make_case()
    event = CaseEvent.objects.create(case=case, kind="note", actor=agent, happened_at=NOW)

    agent.delete()

    event.refresh_from_db()
    assert event.actor is None
