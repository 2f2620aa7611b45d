"""Customers who may be the same: joined by a person, parted again to the letter."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.joining import join_customers, joins_of, may_be_the_same, part_customers
from support.cases.locked import lock_case
from support.cases.models import Case, CaseEvent
from support.cases.telling.messages_of_case import tell_customer
from support.customers.contacts import Contact
from support.customers.models import Customer, CustomerJoin
from support.customers.reading import read_contact
from support.customers.services import Wishes, record_customer, set_wishes
from support.notifications.addresses.unsubscribing import customer_of, unsubscribe_url
from support.notifications.models import Notification
from support.payments.models import Payment
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SHARED = "shared@example.net"


def alder(**overrides: Any) -> Case:
    return make_case(customer=make_customer(name="Mock Alder", email=SHARED, **overrides))


def birch(**overrides: Any) -> Case:
    return make_case(
        customer=make_customer(name="M Alder", email="Shared@Example.net", **overrides)
    )


def everything() -> dict[str, Any]:
    """Everything that a joining may change, but for its own record and the timeline."""
    return {
        "customers": list(Customer.objects.order_by("pk").values()),
        "payments": list(Payment.objects.order_by("pk").values("pk", "customer_id")),
        "cases": list(Case.objects.order_by("pk").values("pk", "customer_id", "contact_email")),
        "messages": list(Notification.objects.order_by("pk").values("pk", "customer_id")),
    }


def test_who_shares_an_address_may_be_the_same_and_others_are_not():
    case, other = alder(), birch()
    caller = make_case(customer=make_customer(name="Mock Fir", phone=case.contact.phone))
    make_case()

    found = may_be_the_same(case)

    assert [(one.customer, one.reference) for one in found] == [
        (caller.customer, caller.reference),
        (other.customer, other.reference),
    ]
    assert [(one.shares_email, one.shares_phone) for one in found] == [
        (False, True),
        (True, False),
    ]


def test_a_case_that_was_told_another_address_is_looked_at_too():
    case, other = alder(), make_case()
    Case.objects.filter(pk=other.pk).update(contact_email=SHARED.upper())

    assert [one.customer for one in may_be_the_same(case)] == [other.customer]


def test_nobody_is_found_by_an_address_that_nobody_has():
    case = make_case(customer=make_customer(email="", phone=""))
    make_case(customer=make_customer(email="", phone=""))

    assert may_be_the_same(case) == []


def test_the_list_is_short_and_costs_one_query_however_many_there_are():
    case = alder()
    for _number in range(12):
        birch()

    with CaptureQueriesContext(connection) as captured:
        found = may_be_the_same(case)

    assert (len(captured), len(found)) == (1, 5)


def test_joining_brings_payments_cases_and_messages_together():
    case, other = alder(), birch()
    tell_customer(lock_case(other), "solution", context={}, now=NOW)
    agent = make_agent("amy")

    join = join_customers(case, other.customer, actor=agent, now=LATER)

    assert (join.joined_by, join.joined_at) == (agent, LATER)
    kept = Customer.objects.get(pk=case.customer_id)
    for model in (Payment, Case, Notification):
        assert set(model.objects.values_list("customer", flat=True)) == {kept.pk}
    other.refresh_from_db()
    assert other.contact.email == "Shared@Example.net"  # each case keeps what it was told
    for one in (case, other):
        line = one.events.get(kind=CaseEvent.Kind.JOINED)
        assert (line.actor, line.happened_at) == (agent, LATER)
    assert may_be_the_same(case) == []
    assert joins_of(other) == [join]


def test_undoing_puts_everything_back_as_it_was():
    case, other = alder(), birch(wants_sms=False, quiet_from=time(22), quiet_until=time(7))
    make_payment(customer=other.customer)
    tell_customer(lock_case(other), "solution", context={}, now=NOW)
    agent = make_agent("amy")
    before = everything()

    join = join_customers(case, other.customer, actor=agent, now=LATER)
    assert everything() != before
    part_customers(case, join, actor=agent, now=LATER)

    assert everything() == before
    join.refresh_from_db()
    assert (join.undone_by, join.undone_at) == (agent, LATER)
    assert joins_of(case) == []
    assert [one.customer for one in may_be_the_same(case)] == [other.customer]


def test_of_the_wishes_of_both_the_more_reserved_hold():
    case = alder(only_essential=True)
    other = birch(wants_email=False, quiet_from=time(22), quiet_until=time(7))

    join_customers(case, other.customer, actor=make_agent("amy"), now=LATER)

    kept = Customer.objects.get(pk=case.customer_id)
    assert (kept.only_essential, kept.wants_email, kept.wants_sms) == (True, False, True)
    assert (kept.quiet_from, kept.quiet_until) == (time(22), time(7))


def test_a_wish_made_since_survives_the_undoing():
    case, other, agent = alder(), birch(wants_sms=False), make_agent("amy")
    join = join_customers(case, other.customer, actor=agent, now=LATER)
    set_wishes(case.customer, Wishes(quiet_hours=(time(1), time(2)), wants_email=False))

    part_customers(case, join, actor=agent, now=LATER)

    kept = Customer.objects.get(pk=case.customer_id)
    assert (kept.wants_sms, kept.wants_email, kept.quiet_from) == (True, False, time(1))


def test_payments_of_either_go_to_the_one_they_are_now():
    case, other = alder(), birch()
    join_customers(case, other.customer, actor=make_agent("amy"), now=LATER)

    for name in ("Mock Alder", "M Alder"):
        again = record_customer(read_contact(Contact(name, SHARED)))
        assert again == case.customer


def test_a_case_opened_since_goes_back_with_the_one_it_speaks_of():
    case, other, agent = alder(), birch(), make_agent("amy")
    join = join_customers(case, other.customer, actor=agent, now=LATER)
    contact = other.told_contact
    since = {}
    for one in (case, other):
        contact = one.told_contact
        made = make_case(customer=case.customer, now=LATER + timedelta(hours=1))
        Case.objects.filter(pk=made.pk).update(
            contact_name=contact.name, contact_email=contact.email, contact_phone=contact.phone
        )
        since[one.pk] = made

    part_customers(case, join, actor=agent, now=LATER)

    for one in (case, other):
        made = Case.objects.select_related("payment").get(pk=since[one.pk].pk)
        assert made.customer_id == one.customer_id
        assert made.payment.customer_id == one.customer_id


def test_the_link_to_leave_of_either_speaks_for_both():
    case, other = alder(), birch()
    join_customers(case, other.customer, actor=make_agent("amy"), now=LATER)

    token = unsubscribe_url(other.customer_id).rstrip("/").rpartition("/")[2]

    assert customer_of(token) == case.customer


def test_joins_can_be_undone_in_any_order():
    case, other, agent = alder(), birch(), make_agent("amy")
    third = make_case(customer=make_customer(name="Mock Fir", email=SHARED))
    before = everything()
    first = join_customers(other, third.customer, actor=agent, now=LATER)
    other.refresh_from_db()
    second = join_customers(case, other.customer, actor=agent, now=LATER)
    assert set(Case.objects.values_list("customer", flat=True)) == {case.customer_id}

    part_customers(case, first, actor=agent, now=LATER)
    part_customers(case, second, actor=agent, now=LATER)

    assert everything() == before


@pytest.mark.parametrize("wrong", ["self", "twice", "unlike", "backwards"])
def test_what_can_not_be_joined_is_refused(wrong: str):
    case, other, agent = alder(), birch(), make_agent("amy")
    whom = {"self": case.customer, "unlike": make_customer()}.get(wrong, other.customer)
    if wrong in ("twice", "backwards"):
        join_customers(case, other.customer, actor=agent, now=LATER)

    with pytest.raises(ValidationError) as refusal:
        join_customers(case, whom, actor=agent, now=LATER)

    assert refusal.value.code == ("unlike" if wrong == "unlike" else "joined")


def test_undoing_twice_is_refused():
    case, other, agent = alder(), birch(), make_agent("amy")
    join = join_customers(case, other.customer, actor=agent, now=LATER)
    part_customers(case, join, actor=agent, now=LATER)

    with pytest.raises(ValidationError) as refusal:
        part_customers(case, join, actor=agent, now=LATER)

    assert refusal.value.code == "parted"
    assert CustomerJoin.objects.count() == 1


def test_who_is_alike_is_looked_up_by_each_address():
    """The page of every case asks: no look may read all customers or cases from the newest on."""
    case = make_case()
    Customer.objects.bulk_create(
        Customer(email=f"user{number}@example.net") for number in range(900)
    )
    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(keep):
        assert may_be_the_same(case) == []
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer; SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {asked[0][0]}", asked[0][1])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    for index in ("customer_by_email", "customer_by_phone", "case_by_email", "case_by_phone"):
        assert f"Scan using {index}" in plan or f"Scan on {index}" in plan, plan
    # Who was found is looked up by key, however many customers there are.
    assert not any(how in plan for how in ("Merge Join", "Hash Join")), plan
    assert len(asked) == 1
