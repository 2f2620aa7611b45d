"""Who a payment's customer is: found again, brought up to date, never mixed up."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from support.customers.contacts import Contact
from support.customers.models import Customer, SourceId
from support.customers.reading import read_contact
from support.customers.services import record_customer
from tests.database import rows_read
from tests.factories import make_customer

pytestmark = pytest.mark.django_db

ALDER = Contact("Mock Alder", "alder@example.net", "+447700900123", "en-GB")


def record(contact: Contact, source: str = "", **reading: Any) -> Customer:
    return record_customer(read_contact(contact, **reading), source=source)


def statements_of(contact: Contact, source: str = "") -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        record(contact, source)
    return [query["sql"].split()[0] for query in captured]


def test_a_new_contact_becomes_a_customer():
    customer = record(
        Contact("测试甲", "ceshi@example.com", "+86 140 0000 0901", "zh-Hans", "Asia/Shanghai")
    )

    stored = Customer.objects.get()
    assert stored == customer
    assert (stored.name, stored.email, stored.phone) == (
        "测试甲",
        "ceshi@example.com",
        "+8614000000901",
    )
    assert stored.language == "zh-hans"
    assert stored.time_zone == "Asia/Shanghai"


def test_recording_the_same_contact_twice_changes_nothing():
    first = record(ALDER)

    assert record(ALDER).pk == first.pk
    assert Customer.objects.values("name", "phone", "locale").get() == {
        "name": "Mock Alder",
        "phone": "+447700900123",
        "locale": "en-GB",
    }


# One person, several spellings


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Mock Alder", "User1@Example.net"), ("Mock Alder", "user1@example.NET")),
        (("Mock Alder", "a@b.test"), ("ALDER, mock", "a@b.test")),
        (("José Álvarez", "a@b.test"), ("Alvarez Jose", "A@b.test")),
        (("Ｍｏｃｋ Ａｌｄｅｒ", "a@b.test"), ("mock alder", "a@b.test")),
        (("Mock Alder", "a@b.test", "+44 7700 900123"), ("Mock Alder", "a@b.test")),
        (("Mock Alder", "a@b.test"), ("", "a@b.test", "+447700900123")),
        (("Mock Alder", "a@b.test", "+447700900123"), ("Mock Alder", "a@b.test", "07700 900123")),
        (("Mock Alder", "a@b.test", "+447700900123"), ("Mock Alder", "a@b.test", "call me")),
        (("测试辛002", "", "+8614000000002"), ("测试辛002", "N/A", "+86 14000000002")),
        (("Mock Alder", "İ@x.test"), ("Mock Alder", "İ@x.test")),
        (("Mock Alder", "ΟΔΟΣ@x.test"), ("Mock Alder", "ΟΔΟΣ@x.test")),
    ],
)
def test_one_person_in_two_spellings_is_one_customer(first: Any, second: Any):
    known = record(Contact(*first))

    assert record(Contact(*second)) == known
    assert Customer.objects.count() == 1


# Two people, one address


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Mock Alder", "a@b.test"), ("Mock Birch", "a@b.test")),
        (("Mock Alder", "a@b.test"), ("M Alder", "a@b.test")),
        (("Mock Alder", "a@b.test"), ("Mock Adler", "a@b.test")),
        (("张伟", "a@b.test"), ("Zhang Wei", "a@b.test")),
        (("Mock Alder", "a@b.test", "+447700900123"), ("Mock Alder", "a@b.test", "+447700900124")),
        (("Mock Alder", "a@b.test", "+447700900123"), ("Mock Alder", "a@b.test", "07700 900999")),
        (("Mock Alder", "a@b.test", "+447700900123"), ("", "a@b.test", "+447700900999")),
        (("Mock Alder", "a@b.test", "+447700900123"), ("Mock Alder", "", "+447700900123")),
        (("Mock Alder", "", "+447700900123"), ("Mock Birch", "", "+447700900123")),
        (("Mock Alder", "", "+447700900123"), ("", "", "+447700900123")),
        (("Mock Alder",), ("Mock Alder",)),
        ((), ()),
    ],
)
def test_whoever_is_less_alike_is_another_customer(first: Any, second: Any):
    known = record(Contact(*first))

    assert record(Contact(*second)) != known
    assert record(Contact(*second)) != known


def test_who_could_be_either_of_two_is_neither():
    alder = record(Contact("Mock Alder", "a@b.test", "+447700900123"))
    birch = record(Contact("Mock Birch", "a@b.test", "+447700900124"))

    somebody = record(Contact(email="a@b.test"))

    assert somebody not in (alder, birch)
    assert record(Contact(email="a@b.test")) == somebody
    assert record(Contact("Mock Birch", "a@b.test")) == birch


def test_a_shared_address_tells_its_people_apart_however_many_there_are():
    people = [
        Customer(name=f"Mock {number}", email="shop@b.test", phone=f"+4477009{number:05}")
        for number in range(200)
    ]
    Customer.objects.bulk_create(people)

    for number in (0, 99, 199):
        contact = Contact(f"Mock {number}", "Shop@b.test", f"+4477009{number:05}")
        assert record(contact).name == f"Mock {number}"
    assert Customer.objects.count() == 200


# By the source's own id


def test_the_sources_own_id_names_the_same_customer_whatever_else_it_says():
    first = record(Contact("Mock Alder", "a@b.test", customer_id="cus_1"), "stripe")

    again = record(Contact("Mock A. Alder", "new@b.test", customer_id="cus_1"), "stripe")

    first.refresh_from_db()
    assert again == first
    assert (first.name, first.email) == ("Mock A. Alder", "new@b.test")


def test_the_same_id_at_another_source_is_nobody():
    first = record(Contact("Mock Alder", "a@b.test", customer_id="1"), "stripe")

    assert record(Contact("Mock Birch", "b@b.test", customer_id="1"), "adyen") != first
    assert SourceId.objects.count() == 2


def test_who_is_known_by_their_address_is_known_by_their_id_from_then_on():
    first = record(Contact("Mock Alder", "a@b.test"))
    record(Contact("Mock Alder", "a@b.test", customer_id="cus_1"), "stripe")

    assert record(Contact("Somebody", customer_id="cus_1"), "stripe") == first


def test_an_id_alone_is_enough():
    first = record(Contact(customer_id="cus_1"), "stripe")

    assert record(Contact(customer_id="cus_1"), "stripe") == first


# What is kept of them


def test_what_was_not_known_is_added_and_nothing_replaced():
    record(Contact("Mock Alder", "a@b.test"))

    record(Contact("ALDER Mock", "a@b.test", "+447700900123", "zh-Hans"))
    record(Contact("", "a@b.test", "call me", "en-GB"))

    customer = Customer.objects.get()
    assert (customer.name, customer.phone, customer.locale) == (
        "Mock Alder",
        "+447700900123",
        "zh-Hans",
    )


def test_the_time_zone_of_a_known_customer_does_not_follow_the_channel():
    record(Contact("A", "user1@example.net"), zone="Europe/Paris")

    record(Contact("A", "user1@example.net"), zone="Asia/Shanghai")

    assert Customer.objects.get().time_zone == "Europe/Paris"


# What it costs, and who is at it at once


def test_it_costs_one_statement_for_somebody_known_and_two_for_somebody_new():
    assert statements_of(ALDER) == ["SELECT", "INSERT"]
    assert statements_of(ALDER) == ["SELECT"]
    assert statements_of(Contact("Mock Birch", "alder@example.net")) == [
        "SELECT",
        "SELECT",
        "INSERT",
    ]


def test_it_costs_three_statements_for_somebody_new_with_an_id():
    contact = Contact("Mock Alder", "a@b.test", customer_id="cus_1")

    assert statements_of(contact, "stripe") == ["SELECT", "INSERT", "INSERT"]
    assert statements_of(contact, "stripe") == ["SELECT"]


ONE_PERSON = [
    [Contact("Mock Alder", "user1@example.net")] * 8,
    [Contact("Mock Alder", "user1@example.net"), Contact("alder, MOCK", "User1@example.net")] * 4,
    [Contact("Mock Alder", "", "+447700900123")] * 8,
    [Contact(customer_id="cus_1", email=f"user{number}@example.net") for number in range(8)],
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("contacts", ONE_PERSON)
def test_a_new_customer_with_many_payments_at_once_is_one_customer(contacts: list[Contact]):
    together, found, failed = Barrier(8), [], []

    def take_up(contact: Contact) -> None:
        try:
            together.wait(10)
            with transaction.atomic():
                found.append(record(contact, "stripe").pk)
        except Exception as error:  # noqa: BLE001  every failure of a thread is a result here
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=take_up, args=[contact]) for contact in contacts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert failed == []
    assert len(set(found)) == 1
    assert Customer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_at_one_address_at_once_are_two_customers():
    together, failed = Barrier(2), []

    def take_up(name: str) -> None:
        try:
            together.wait(10)
            with transaction.atomic():
                record(Contact(name, "a@b.test"))
        except Exception as error:  # noqa: BLE001  as above
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=take_up, args=[name]) for name in ("Mock Alder", "Mock Birch")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert failed == []
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Mock Alder", "Mock Birch"]


def test_customers_without_address_do_not_stand_in_each_others_way():
    make_customer(email="")
    make_customer(email="")

    assert Customer.objects.filter(email="").count() == 2


def test_customers_are_found_by_an_index_and_not_by_reading_them_all():
    Customer.objects.bulk_create(
        Customer(name=f"Mock {number}", email=f"user{number}@example.net") for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")

    found = Customer.objects.at_address("User7@example.net")

    assert found.get().name == "Mock 7"
    assert "customer_by_email" in found.explain()


def test_whoever_has_an_address_is_found_by_it_though_many_share_their_number():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE customers_customer CASCADE; DISCARD PLANS")
    for number in range(20):  # plans are kept from when there were few
        record(Contact("Mock Birch", f"birch{number}@example.net", ALDER.phone))
    Customer.objects.bulk_create(
        Customer(name=f"Mock {number}", email=f"user{number}@example.net", phone=ALDER.phone)
        for number in range(1000)
    )
    before = rows_read("customers_customer")

    record(ALDER)

    assert rows_read("customers_customer") - before < 10
