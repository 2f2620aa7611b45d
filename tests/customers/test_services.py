"""Who a payment's customer is: found again, brought up to date, never mixed up."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from support.customers.contacts import Contact
from support.customers.models import Customer
from support.customers.services import record_customer
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def test_a_new_contact_becomes_a_customer():
    customer = record_customer(
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


def test_the_same_address_in_other_case_is_the_same_customer():
    first = record_customer(Contact("Mock Alder", "User1@Example.net"))

    assert record_customer(Contact("Mock Alder", "user1@example.NET")) == first
    assert Customer.objects.count() == 1


def test_recording_the_same_contact_twice_changes_nothing():
    contact = Contact("Mock Alder", "user1@example.net", "+447700900123", "en-GB")
    first = record_customer(contact)

    second = record_customer(contact)

    assert second.pk == first.pk
    assert Customer.objects.values("name", "phone", "locale").get() == {
        "name": "Mock Alder",
        "phone": "+447700900123",
        "locale": "en-GB",
    }


def test_what_is_newer_replaces_what_we_knew():
    record_customer(Contact("Mock Alder", "user1@example.net", "+447700900123", "en-GB"))

    record_customer(Contact("Mock A. Alder", "user1@example.net", "+447700900124", "zh-Hans"))

    customer = Customer.objects.get()
    assert (customer.name, customer.phone, customer.language) == (
        "Mock A. Alder",
        "+447700900124",
        "zh-hans",
    )


def test_what_is_missing_now_is_not_forgotten():
    record_customer(Contact("Mock Alder", "user1@example.net", "+447700900123", "zh-Hans"))

    record_customer(Contact(email="user1@example.net", phone="call me"))

    customer = Customer.objects.get()
    assert (customer.name, customer.phone, customer.locale) == (
        "Mock Alder",
        "+447700900123",
        "zh-Hans",
    )


def test_the_time_zone_of_a_known_customer_does_not_follow_the_channel():
    record_customer(Contact("A", "user1@example.net", time_zone="Europe/Paris"))

    record_customer(Contact("A", "user1@example.net", time_zone="Asia/Shanghai"))

    assert Customer.objects.get().time_zone == "Europe/Paris"


def test_somebody_without_address_is_found_by_number_and_name_together():
    first = record_customer(Contact("测试辛002", "", "+8614000000002"))

    assert record_customer(Contact("测试辛002", "", "+86 14000000002")) == first
    assert record_customer(Contact("测试辛003", "", "+8614000000002")) != first


def test_a_number_of_somebody_with_an_address_is_not_enough_to_be_him():
    known = make_customer(name="Mock Alder", email="a@example.net", phone="+447700900123")

    other = record_customer(Contact("Mock Alder", "", "+447700900123"))

    assert other != known


def test_a_name_alone_is_nobody_we_know():
    first = record_customer(Contact("Mock Alder"))
    second = record_customer(Contact("Mock Alder"))

    assert first != second
    assert not first.is_reachable


def test_the_database_refuses_a_second_customer_at_the_same_address():
    make_customer(email="a@example.net")

    with pytest.raises(IntegrityError, match="customer_email_once"), transaction.atomic():
        make_customer(email="A@EXAMPLE.net")


def test_customers_without_address_do_not_stand_in_each_others_way():
    make_customer(email="")
    make_customer(email="")

    assert Customer.objects.filter(email="").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_new_customer_with_many_payments_at_once_is_one_customer():
    together, found, failed = Barrier(8), [], []

    def record() -> None:
        try:
            together.wait(10)
            found.append(record_customer(Contact("Mock Alder", "user1@example.net")).pk)
        except Exception as error:  # noqa: BLE001  every failure of a thread is a result here
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=record) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert failed == []
    assert len(set(found)) == 1
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("address", ["İ@x.test", "IŞIK@x.test", "ΟΔΟΣ@x.test"])
def test_an_address_is_one_customers_whatever_its_small_letters_are(address):
    first = record_customer(Contact(name="Mock Alder", email=address))

    assert record_customer(Contact(name="Mock Alder", email=address)) == first
    assert Customer.objects.at_address(address).get() == first


def test_a_customer_is_found_by_an_index_and_not_by_reading_them_all():
    Customer.objects.bulk_create(
        Customer(name=f"Mock {number}", email=f"user{number}@example.net") for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")

    found = Customer.objects.at_address("User7@example.net")

    assert found.get().name == "Mock 7"
    assert "customer_email_once" in found.explain()
