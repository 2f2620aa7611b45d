"""Messages that still wait follow their customer."""

import pytest

from support.customers.contacts import KnownContact
from support.notifications.models import Notification, State
from support.notifications.outbox.readdressing import readdress
from tests.notifications.making import NOW, make_customer, make_notification

pytestmark = pytest.mark.django_db

THREAD = "CW-4T7KQ2MZ"
NEW = KnownContact("Li Mei", "mei@example.test", "+8613800000009", time_zone="Asia/Shanghai")
WORDS = {"customer_name": "Li Mei", "status_url": "https://pay.casewalk.example/s/new/"}


def follow(contact: KnownContact = NEW) -> int:
    return readdress(THREAD, contact, words=lambda: WORDS, now=NOW)


def claimed(**overrides: object) -> Notification:
    return make_notification(state="claimed", lease_until=NOW, claimed_by="w", **overrides)


def test_what_waits_gets_the_new_address_zone_name_and_link():
    mail, sms = make_notification(), make_notification(channel="sms")

    assert follow() == 2

    mail.refresh_from_db()
    sms.refresh_from_db()
    assert (mail.address, sms.address) == ("mei@example.test", "+8613800000009")
    assert mail.time_zone == "Asia/Shanghai"
    assert {name: mail.context[name] for name in WORDS} == WORDS
    assert mail.context["amount"] == "1,200.00 CNY"


def test_a_channel_without_a_new_address_keeps_its_own():
    sms = make_notification(channel="sms")

    follow(KnownContact("Li Mei", "mei@example.test"))

    sms.refresh_from_db()
    assert sms.address == "+8613800000001"


@pytest.mark.parametrize("state", ["sent", "delivered", "failed", "cancelled", "superseded"])
def test_what_left_or_never_will_stays(state: str):
    row = make_notification(state=state, sent_at=NOW, reason="refused")

    assert follow() == 0
    row.refresh_from_db()
    assert row.address == "li@example.test"


def test_other_threads_and_codes_stay():
    other = make_notification(thread="CW-OTHER000")
    code = make_notification(event="contact-code", context={"code": "123456"})

    assert follow() == 0
    for row in (other, code):
        row.refresh_from_db()
        assert row.address == "li@example.test"


def test_what_is_with_a_provider_goes_to_the_new_address_if_it_is_sent_once_more():
    row = claimed()

    assert follow() == 1
    row.refresh_from_db()
    assert (row.address, row.state) == ("mei@example.test", State.CLAIMED)


def test_of_two_on_their_way_to_one_address_one_waits():
    someone = make_customer(email="mei@example.test", phone="+8613800000009")
    claimed(customer=someone, thread="CW-OTHER000")
    make_customer()
    row = claimed(customer=make_customer())

    assert follow() == 0
    row.refresh_from_db()
    assert row.address == "li@example.test"
    assert Notification.objects.filter(state=State.CLAIMED).count() == 2
