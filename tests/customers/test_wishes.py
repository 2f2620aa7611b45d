"""How customers want to be written to, and where their clock stands."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from support.customers.contacts import Contact
from support.customers.reading import read_contact, zone_of_phone
from support.customers.services import Wishes, record_customer, set_wishes
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def test_a_wish_changes_what_it_names_and_nothing_else():
    customer = make_customer(quiet_from=time(22), quiet_until=time(7))

    set_wishes(customer, Wishes(wants_sms=False, only_essential=True))

    customer.refresh_from_db()
    assert (customer.wants_sms, customer.wants_email, customer.only_essential) == (
        False, True, True,
    )  # fmt: skip
    assert (customer.quiet_from, customer.quiet_until) == (time(22), time(7))
    assert customer.locale == "en-GB"


def test_the_same_wish_again_changes_nothing(django_assert_num_queries):
    customer = make_customer()
    set_wishes(customer, Wishes(wants_email=False))

    with django_assert_num_queries(3):  # two of them are the savepoint
        set_wishes(customer, Wishes(wants_email=False))


@pytest.mark.parametrize(
    ("wished", "stored"),
    [
        ((time(21), time(8)), (time(21), time(8))),
        ((time(0), time(0)), (None, None)),
        ((time(9), time(9)), (None, None)),
    ],
)
def test_quiet_hours_come_in_pairs_and_the_same_time_twice_ends_them(wished, stored):
    customer = make_customer(quiet_from=time(1), quiet_until=time(2))

    set_wishes(customer, Wishes(quiet_hours=wished))

    customer.refresh_from_db()
    assert (customer.quiet_from, customer.quiet_until) == stored


def test_language_and_zone_are_wishes_too():
    customer = set_wishes(make_customer(), Wishes(language="zh-hans", time_zone="Asia/Shanghai"))

    assert (customer.language, customer.time_zone) == ("zh-hans", "Asia/Shanghai")


def test_the_language_he_has_already_keeps_his_region():
    customer = set_wishes(make_customer(locale="en-GB"), Wishes(language="en"))

    assert customer.locale == "en-GB"


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (Wishes(language="tlh"), "language"),
        (Wishes(time_zone="Mars/Olympus"), "time_zone"),
        (Wishes(time_zone=""), "time_zone"),
    ],
)
def test_what_there_is_not_is_refused(wishes: Wishes, code: str):
    customer = make_customer()

    with pytest.raises(ValidationError) as refusal:
        set_wishes(customer, wishes)

    assert refusal.value.code == code


# The clock of somebody whose zone nobody told


@pytest.mark.parametrize(
    ("phone", "zone"),
    [
        ("+8613800000001", "Asia/Shanghai"),
        ("+33612345678", "Europe/Paris"),
        ("+85261234567", "Asia/Hong_Kong"),
        ("+12125550123", "America/New_York"),
        ("+61412345678", ""),  # a mobile number: Australia has many zones
        ("+8614000000901", "Asia/Shanghai"),  # given to nobody, but China has one time
        ("+447911123456", "Europe/London"),  # shared with islands whose clocks go alike
        ("+447700900123", ""),  # reserved for fiction
        ("", ""),
    ],
)
def test_a_number_tells_the_zone_where_there_is_only_one(phone: str, zone: str):
    assert zone_of_phone(phone) == zone


@pytest.mark.parametrize(
    ("phone", "locale", "told", "zone"),
    [
        ("+8613800000001", "en-GB", "", "Asia/Shanghai"),
        ("+8613800000001", "en-GB", "Europe/Paris", "Europe/Paris"),
        ("138 0000 0001", "", "", "Asia/Shanghai"),
        ("+61412345678", "en-GB", "", "Europe/London"),
        ("+61412345678", "en", "", "Asia/Tokyo"),
        ("no number", "zh_CN", "", "Asia/Shanghai"),
        ("", "", "PRC", "PRC"),
        ("", "", "no zone", "Asia/Tokyo"),
    ],
)
def test_somebody_lives_where_they_say_or_their_phone_or_locale_or_else_their_channel_is(
    phone: str, locale: str, told: str, zone: str
):
    contact = Contact(phone=phone, locale=locale, time_zone=told)

    assert read_contact(contact, country="CN", zone="Asia/Tokyo").time_zone == zone


def test_where_nothing_tells_a_zone_it_is_utc():
    assert read_contact(Contact(), zone="Mars/Olympus").time_zone == "UTC"


def test_a_customer_we_know_keeps_his_zone():
    make_customer(name="", phone="", email="a@b.example", time_zone="Europe/London")

    known = record_customer(read_contact(Contact(email="a@b.example", phone="+8613800000001")))

    assert known.time_zone == "Europe/London"


def test_a_language_and_a_zone_that_somebody_chose_come_before_what_payments_say():
    known = make_customer(email="a@b.example", locale="en-GB")
    set_wishes(known, Wishes(language="zh-hans", time_zone="PRC"))

    told = Contact(known.name, "a@b.example", known.phone, "en-GB", "Europe/London")
    again = record_customer(read_contact(told))

    assert again == known
    assert (again.language, again.contact.time_zone) == ("zh-hans", "PRC")


def test_what_no_database_takes_is_left_out_of_a_contact():
    contact = Contact("A\0 \ud800B\n", "a\0@b.test", "\0", "en\0", "U\0TC", "1\0")

    assert record_customer(read_contact(contact)).name == "A B"
