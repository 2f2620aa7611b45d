"""New rows written together: nothing is lost, nothing is half, and all is as if written alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext

from support.cases.models import Case, CaseEvent, SearchEntry, log
from support.customers.models import Customer
from support.notifications.models import Notification
from support.payments.models import Payment, PaymentStatus
from tests.factories import make_case, make_customer, make_payment
from troubleshooting.marks.writing import (
    is_waiting,
    made,
    store,
    store_parent,
    together,
    write_back,
)
from troubleshooting.walks.models import Walk, WalkAnswer

NOW = datetime(2026, 11, 28, 12, 30, 15, 123456, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def values_of(row: Any) -> dict[str, Any]:
    ignored = {"id", "sequence", "updated_at", "created_at", "reference", "dedupe_key", "_state"}
    return {name: value for name, value in vars(row).items() if name not in ignored}


def copied(row: Any, **changed: Any) -> Any:
    """Return a new row with all values of a stored one but those that must be its own."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = {field.attname: getattr(row, field.attname) for field in fields}
    return type(row)(**(values | changed))


@pytest.mark.parametrize(
    "model",
    [
        Case,
        CaseEvent,
        Customer,
        Notification,
        Payment,
        PaymentStatus,
        SearchEntry,
        Walk,
        WalkAnswer,
    ],
)
def test_a_row_begins_as_django_lets_it_begin(model: Any):
    assert values_of(made(model)) == values_of(model())


def test_a_row_is_made_with_what_it_points_to():
    customer = make_customer()

    case = made(Case, customer=customer, subject="Where is it?", tags=["vip"])

    assert (case.customer, case.customer_id, case.payment_id) == (customer, customer.pk, None)
    assert (case.subject, case.tags, made(Case).tags) == ("Where is it?", ["vip"], [])
    with pytest.raises(ValueError, match="must be a"):
        made(Case, customer=case)


def test_rows_of_many_tables_are_one_statement():
    case = make_case()

    with CaptureQueriesContext(connection) as captured, together():
        log(case, CaseEvent.Kind.NOTE, now=NOW, note="first")
        store(SearchEntry(case=case, part=7, words="'one':1"))
        log(case, CaseEvent.Kind.NOTE, now=NOW, note="second")

    assert len(captured) == 1
    assert [line.note for line in case.events.order_by("pk")][-2:] == ["first", "second"]
    assert case.search_entries.get(part=7).words == "'one':1"


@pytest.mark.parametrize("note", ["“引号” \" ' \\ \n {} %s 😀", "null", ""])
def test_a_text_comes_back_as_it_was(note: str):
    case = make_case()

    with together():
        log(case, CaseEvent.Kind.NOTE, now=NOW, note=note, told=[None, 1.5, {"at": note}])

    line = case.events.latest("pk")
    assert (line.note, line.values) == (note, {"told": [None, 1.5, {"at": note}]})
    assert line.happened_at == NOW


def test_every_column_is_what_it_is_when_a_row_is_written_alone():
    payment = make_payment(amount=Decimal("1234567.8901"), counterparty_older_digests=["a", "b"])
    case = make_case(
        payment=payment, solution_time_left=timedelta(days=3, hours=-5, microseconds=7)
    )
    person = copied(case.customer, email="other@example.test")
    person.save()
    alone = [copied(payment, reference="P-1"), copied(case, reference="CW-1", payment_id=None)]
    as_one = [copied(payment, reference="P-2"), copied(case, reference="CW-2", payment_id=None)]

    for row in alone:
        row.save()
    with together():
        store(*as_one)

    for row in (*alone, *as_one):
        assert not row._state.adding
    assert values_of(Payment.objects.get(reference="P-2")) == values_of(
        Payment.objects.get(reference="P-1")
    )
    assert values_of(Case.objects.get(reference="CW-2")) == values_of(
        Case.objects.get(reference="CW-1")
    )


def test_a_row_has_the_id_that_was_kept_at_once_and_others_refer_to_it():
    with transaction.atomic(), together({Customer: 1_000_001, Payment: 1_000_002}):
        person = Customer(name="Nobody", email="n@example.test")
        store_parent(person)
        payment = copied(make_payment(), reference="P-3", customer_id=person.pk)
        store_parent(payment)
        assert (person.pk, payment.pk) == (1_000_001, 1_000_002)
        assert is_waiting(payment)
        assert not Customer.objects.filter(pk=person.pk).exists()

    assert Payment.objects.get(pk=1_000_002).customer.email == "n@example.test"
    assert not is_waiting(payment)


def test_the_second_row_of_a_table_with_one_id_is_written_at_once():
    with together({Customer: 1_000_001}):
        first, second = Customer(name="First"), Customer(name="Second")
        store_parent(first)
        store_parent(second)
        assert Customer.objects.filter(pk=second.pk).exists()

    assert Customer.objects.get(pk=1_000_001).name == "First"


def test_what_changes_of_a_waiting_case_is_written_with_it():
    case = copied(make_case(), reference="CW-4", payment_id=None, customer_id=make_customer().pk)

    with together({Case: 1_000_001}):
        store_parent(case)
        case.fall_silent(NOW)

    assert Case.objects.get(pk=1_000_001).silent_since == NOW


def test_nothing_is_written_when_the_door_fails():
    case = make_case()

    def fail() -> None:
        with together():
            log(case, CaseEvent.Kind.NOTE, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not case.events.filter(kind=CaseEvent.Kind.NOTE).exists()


def test_what_a_column_cannot_hold_is_refused():
    case = make_case()

    for note in ("\0", "x"):
        with pytest.raises(DataError), transaction.atomic(), together():
            store(CaseEvent(case=case, kind="x" * 21, note=note, happened_at=NOW))


def test_the_same_message_twice_is_refused():
    person = make_customer()
    rows = [
        Notification(customer=person, event="case-opened", channel="email", dedupe_key="one",
                     not_before=NOW, expires_at=NOW, created_at=NOW, updated_at=NOW)
        for _time in range(2)
    ]  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic(), together():
        store(*rows)


def test_without_a_door_rows_are_written_at_once_and_know_their_ids():
    case = make_case()

    line = log(case, CaseEvent.Kind.NOTE, now=NOW)

    assert CaseEvent.objects.get(pk=line.pk) == line


def test_some_fields_of_a_row_are_written_back_and_no_others():
    payment, other = make_payment(), make_payment()
    payment.customer, payment.amount = other.customer, None
    payment.told_contact, payment.unread = {"name": "李 “雷”"}, [{"field": "amount"}]
    payment.failure_message = "not asked to be written"

    with CaptureQueriesContext(connection) as captured:
        write_back(payment, "customer", "amount", "told_contact", "unread")

    stored = Payment.objects.get(pk=payment.pk)
    assert len(captured) == 1
    assert (stored.customer, stored.amount) == (other.customer, None)
    assert stored.told_contact == {"name": "李 “雷”"}
    assert stored.unread == [{"field": "amount"}]
    assert stored.failure_message != payment.failure_message
    assert Payment.objects.get(pk=other.pk).told_contact != stored.told_contact


def test_a_time_that_moves_with_every_change_moves():
    payment = make_payment()
    before = payment.updated_at

    write_back(payment, "status", "updated_at")

    assert Payment.objects.get(pk=payment.pk).updated_at > before


def test_what_is_written_back_waits_and_goes_with_the_new_rows():
    case, payment = make_case(), make_payment()
    payment.failure_message = "told before"

    with CaptureQueriesContext(connection) as captured, together():
        log(case, CaseEvent.Kind.NOTE, now=NOW, note="line")
        write_back(payment, "failure_message", "told_contact")
        payment.told_contact = {"name": "told later"}
        assert len(captured) == 0

    stored = Payment.objects.get(pk=payment.pk)
    assert len(captured) == 1
    assert stored.failure_message == "told before"
    assert stored.told_contact == {"name": "told later"}
    assert case.events.latest("pk").note == "line"


def test_rows_may_be_written_back_without_a_new_one():
    first, second = make_payment(), make_payment()
    first.failure_message, second.failure_message = "first", "second"

    with CaptureQueriesContext(connection) as captured, together():
        write_back(first, "failure_message")
        write_back(second, "failure_message")

    assert len(captured) == 1
    for payment in (first, second):
        assert Payment.objects.get(pk=payment.pk).failure_message == payment.failure_message


def test_a_row_is_written_back_once_for_a_statement_would_lose_one_of_two():
    payment = make_payment()

    with together():
        write_back(payment, "status")
        with pytest.raises(ValueError, match="already"):
            write_back(Payment.objects.get(pk=payment.pk), "failure_code")
