"""What an event costs: its statements, without the savepoints of a test."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.calendars.services import exceptions_of, forget_calendars
from tests.factories import payment_event
from tests.intake.signing import new_event_id, post, signed

pytestmark = pytest.mark.django_db


def statements_of(event: Any) -> tuple[dict[str, Any], list[str]]:
    forget_calendars()  # or what was read may end to be new in the midst of it
    exceptions_of("CN")
    body = json.dumps(event).encode()
    headers = signed(body, new_event_id())
    with CaptureQueriesContext(connection) as captured:
        answer = post(body, headers).json()
    return answer, without_savepoints(captured)


def without_savepoints(captured: CaptureQueriesContext) -> list[str]:
    asked = [query["sql"] for query in captured]
    return [sql for sql in asked if "SAVEPOINT" not in sql]


def test_an_event_that_decides_a_new_case_costs_4_statements(tree: Any):
    statements_of(payment_event())  # the tree is read once by a process

    answer, statements = statements_of(payment_event())

    assert answer["automatic"]
    assert len(statements) == 4


def test_an_event_whose_case_waits_for_a_person_costs_4_statements(tree: Any):
    silence = {"failure_scheme": "", "failure_code": "", "failure_message": ""}
    statements_of(payment_event())

    answer, statements = statements_of(payment_event(**silence, bank_latency_ms=None))

    assert answer["waiting_at"]
    assert len(statements) == 4


def test_the_same_event_again_reads_its_answer_alone(tree: Any):
    event, event_id = json.dumps(payment_event()).encode(), new_event_id()
    first = post(event, signed(event, event_id))

    with CaptureQueriesContext(connection) as captured:
        again = post(event, signed(event, event_id))

    assert again.json() == first.json()
    (taken,) = without_savepoints(captured)
    assert taken.split()[0] == "INSERT"
