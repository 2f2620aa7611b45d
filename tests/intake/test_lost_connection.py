"""Connections that the database closed between two requests, as it does when it is restarted."""

import json
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from support.intake.models import PaymentEvent
from tests.factories import payment_event
from tests.intake.signing import post, signed
from tests.reference import load_reference
from troubleshooting.marks.asking import Question
from web.again import again_after_deadlock

pytestmark = pytest.mark.django_db(transaction=True)


def begin_request(*, is_closed: bool = False) -> None:
    """Leave a connection as Django leaves it at the beginning of a request."""
    database: Any = connection
    database.ensure_connection()
    if is_closed:
        end_connection()
    database.health_check_done = False


def end_connection() -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        ended = [connection.connection.info.backend_pid, 10_000]
        cursor.execute("SELECT pg_terminate_backend(%s, %s)", ended)
    other.close()


def test_an_event_over_a_closed_connection_is_taken_all_the_same():
    load_reference()
    body = json.dumps(payment_event()).encode()
    begin_request(is_closed=True)

    assert post(body, signed(body, "evt_restart")).status_code == 202
    assert PaymentEvent.objects.get().answer["case"]


def test_no_event_asks_beforehand_whether_its_connection_lives(monkeypatch: pytest.MonkeyPatch):
    load_reference()
    asked = Mock(return_value=True)
    monkeypatch.setattr(DatabaseWrapper, "is_usable", asked)
    body = json.dumps(payment_event()).encode()
    begin_request()

    assert post(body, signed(body, "evt_alive")).status_code == 202
    asked.assert_not_called()


def test_what_meets_a_closed_connection_again_and_again_is_raised():
    done = []

    @transaction.atomic
    def lose() -> None:
        done.append(PaymentEvent.objects.count())
        end_connection()
        PaymentEvent.objects.count()

    begin_request()
    with pytest.raises(OperationalError):
        again_after_deadlock(lose)
    assert done == [0, 0]


def test_an_error_over_a_connection_that_lives_is_raised_at_once():
    done = []

    @transaction.atomic
    def fail() -> None:
        done.append(True)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)")

    begin_request()
    with pytest.raises(OperationalError):
        again_after_deadlock(fail)
    assert done == [True]


def test_a_cursor_that_is_kept_asks_nothing_of_a_closed_connection():
    events = Question(lambda pk: PaymentEvent.objects.filter(pk=pk))
    assert events.ask(1) == []

    begin_request(is_closed=True)
    assert events.ask(1) == []
