"""A case that is locked while somebody else changes what it points to."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Queue

import pytest
from django.db import connection, transaction

from support.cases.models import Case
from support.cases.services import lock_case
from tests.factories import make_case, make_customer, make_payment
from tests.waiting import backend, wait_until_blocked
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db(transaction=True)


def make_cause(slug: str) -> Cause:
    return Cause.objects.create(slug=slug, disclosure="open", typical_minutes=5, typical_share=0.1)


@contextmanager
def locked_once_changed(case: Case, **changes: object) -> Iterator["Future[Case]"]:
    """Let another connection wait for the case while it is changed; give what it locked."""
    backends: Queue[int] = Queue()

    def lock() -> Case:
        try:
            with transaction.atomic():
                backends.put(backend())
                return lock_case(case)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**changes)
            found = thread.submit(lock)
            wait_until_blocked(backends.get(timeout=10))
        yield found


def test_a_cause_found_at_that_moment_is_there():
    case, cause = make_case(), make_cause("found-just-now")

    with locked_once_changed(case, cause=cause) as found:
        locked = found.result(timeout=10)

    assert (locked.cause_id, locked.cause) == (cause.pk, cause)


def test_a_cause_changed_at_that_moment_is_the_new_one():
    case, cause = make_case(cause=make_cause("before")), make_cause("after")

    with locked_once_changed(case, cause=cause) as found:
        locked = found.result(timeout=10)

    assert (locked.cause_id, locked.cause) == (cause.pk, cause)


def test_a_payment_named_at_that_moment_is_there_with_its_channel():
    customer = make_customer()
    case, payment = make_case(customer=customer, payment=None), make_payment(customer=customer)

    with locked_once_changed(case, payment=payment) as found:
        locked = found.result(timeout=10)

    assert locked.payment == payment
    assert locked.payment.channel == payment.channel


def test_a_case_given_to_another_customer_at_that_moment_is_still_found():
    case, other = make_case(), make_customer(name="Mary Wang", email="mary@example.test")

    with locked_once_changed(case, customer=other) as found:
        locked = found.result(timeout=10)

    assert locked.customer == other
