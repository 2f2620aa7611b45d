"""Whose case it is, by events as they come: nobody's messages move to somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from support.cases.links import link_for
from support.cases.models import Case, CaseEvent
from support.customers.contacts import Contact
from support.customers.models import Customer
from support.customers.services import Wishes, set_wishes
from support.intake.hearing import hear
from support.notifications.models import Notification, State
from support.payments.news import PaymentNews
from support.sources.kinds.base import Reading
from support.sources.models import Source
from tests.factories import NOW, follow_up, payment_event
from tests.intake.signing import send
from tests.reference import load_reference
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db

VICTIM = {
    "name": "Mock Alder",
    "email": "alder@example.org",
    "phone": "+8614000000901",
    "locale": "zh-Hans",
}


def case_of(event: Any) -> Case:
    return Case.objects.get(payment__reference=event["payment"]["reference"])


def messages_of(case: Case) -> list[tuple[Any, ...]]:
    rows = Notification.objects.filter(thread=case.reference).order_by("sequence")
    return list(rows.values_list("pk", "address", "language", "context", "state", "time_zone"))


def link_of(case: Case) -> str:
    url = link_for(case, NOW).url
    return url[url.index("/s/") :]


ATTACKS = [
    {"name": "Mock Thief", "phone": "+447700900666", "locale": "en-GB"},
    {"phone": "+447700900666", "locale": "en-GB"},
    {"name": "Mock Thief", "locale": "en-GB"},
    {"name": "", "phone": "", "locale": "en-GB"},
    {"email": "ALDER@example.ORG", "locale": "en-GB"},
    {"phone": "07700 900666", "locale": "en-GB"},
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_another_payments_data_move_no_message_link_or_language(
    tree: TreeVersion, client: Client, attack: dict[str, str]
):
    event = payment_event(customer=VICTIM)
    send(event)
    case = case_of(event)
    before, link, page = messages_of(case), link_of(case), client.get(link_of(case)).text

    other = payment_event(customer=VICTIM | attack)
    send(other)

    case.refresh_from_db()
    assert messages_of(case) == before
    assert link_of(case) == link
    assert client.get(link)["Content-Language"] == "zh-Hans"
    assert client.get(link).text[:200] == page[:200]
    assert (case.contact.email, case.contact.phone) == ("alder@example.org", "+8614000000901")
    contact = case_of(other).contact
    told = Notification.objects.filter(thread=case_of(other).reference)
    assert {row.address for row in told} == {contact.email, contact.phone} - {""}
    assert {row.language for row in told} == {"en"}


def test_two_people_at_one_address_are_told_by_their_own_numbers(tree: TreeVersion):
    alder = payment_event(customer=VICTIM)
    birch = payment_event(customer=VICTIM | {"name": "Mock Birch", "phone": "+8614000000902"})
    send(alder)
    send(birch)

    assert case_of(alder).customer != case_of(birch).customer
    for event in (alder, birch):
        sms = Notification.objects.get(thread=case_of(event).reference, channel="sms")
        assert sms.address == event["payment"]["customer"]["phone"]


def test_one_person_in_two_spellings_is_one_customer(tree: TreeVersion):
    first = payment_event(customer=VICTIM | {"name": "José Álvarez"})
    second = payment_event(
        customer=VICTIM | {"name": "ALVAREZ, Jose", "email": "Alder@Example.org", "phone": ""}
    )
    send(first)
    send(second)

    assert Customer.objects.count() == 1
    assert case_of(second).contact.name == "ALVAREZ, Jose"
    assert case_of(second).contact.phone == ""


def test_a_corrected_typo_reaches_the_open_case_and_what_still_waits(
    tree: TreeVersion, client: Client
):
    wrong = VICTIM | {"email": "adler@example.org"}
    event = payment_event(customer=wrong)
    send(event)
    case = case_of(event)
    old_link = link_of(case)

    send(follow_up(event, customer=VICTIM))

    case.refresh_from_db()
    mail = Notification.objects.get(thread=case.reference, channel="email")
    assert case.contact.email == mail.address == "alder@example.org"
    assert mail.state == State.QUEUED
    assert client.get(old_link).status_code == 410
    assert client.get(link_of(case)).status_code == 200
    assert mail.context["status_url"].endswith(link_of(case))
    line = case.events.get(kind=CaseEvent.Kind.CONTACT)
    assert line.values == {"changes": [["email", "a•••@example.org", "a•••@example.org"]]}
    assert Customer.objects.get().email == "alder@example.org"


def test_the_same_contact_again_corrects_nothing(tree: TreeVersion):
    event = payment_event(customer=VICTIM)
    send(event)
    case = case_of(event)
    before, link = messages_of(case), link_of(case)

    spelled = {"name": "ALDER Mock", "email": "Alder@Example.org", "phone": "+86 140 0000 0901"}
    send(follow_up(event, customer=VICTIM | spelled))
    send(follow_up(event, customer={"locale": "zh-Hans"}))

    assert not case.events.filter(kind=CaseEvent.Kind.CONTACT).exists()
    assert (messages_of(case), link_of(case)) == (before, link)


def test_what_has_left_stays_where_it_went(tree: TreeVersion):
    event = payment_event(customer=VICTIM)
    send(event)
    case = case_of(event)
    Notification.objects.filter(channel="email").update(state="sent", sent_at=NOW)

    send(follow_up(event, customer=VICTIM | {"email": "new@example.org"}))

    rows = Notification.objects.filter(thread=case.reference, channel="email")
    assert rows.get(state="sent").address == "alder@example.org"


def test_a_number_is_read_with_the_country_of_its_channel_and_kept_as_sent(tree: TreeVersion):
    national = payment_event(customer=VICTIM | {"phone": "140 0000 0901"})
    unusable = payment_event(customer=VICTIM | {"phone": "ring twice", "email": "b@example.org"})
    send(national)
    send(unusable)

    contact = case_of(national).contact
    assert (contact.phone, contact.phone_said) == ("+8614000000901", "140 0000 0901")
    assert not contact.has_unusable_phone
    contact = case_of(unusable).contact
    assert (contact.phone, contact.phone_said) == ("", "ring twice")
    assert contact.has_unusable_phone


def test_an_unusable_correction_takes_no_numbers_place(tree: TreeVersion):
    event = payment_event(customer=VICTIM)
    send(event)

    send(follow_up(event, customer=VICTIM | {"phone": "12 34 567 890 123 456 789"}))

    contact = case_of(event).contact
    assert (contact.phone, contact.has_unusable_phone) == ("+8614000000901", True)
    sms = Notification.objects.get(channel="sms")
    assert sms.address == "+8614000000901"


def test_what_somebody_chose_wins_over_what_payments_say(tree: TreeVersion):
    first = payment_event(customer=VICTIM)
    send(first)
    set_wishes(Customer.objects.get(), Wishes(language="en", time_zone="Europe/London"))

    second = payment_event(customer=VICTIM)
    send(second)

    told = Notification.objects.filter(thread=case_of(second).reference)
    assert {(row.language, row.customer.contact.time_zone) for row in told} == {
        ("en", "Europe/London")
    }


def test_no_correction_by_news_older_than_what_is_known(tree: TreeVersion):
    event = payment_event(customer=VICTIM)
    event["occurred_at"] = NOW.isoformat()
    send(event)

    older = follow_up(event, customer=VICTIM | {"email": "older@example.org"})
    older["occurred_at"] = (NOW - timedelta(days=1)).isoformat()
    send(older)

    assert case_of(event).contact.email == "alder@example.org"


def test_a_door_reads_national_numbers_in_its_sources_country():
    load_reference()
    source = Source.objects.create(slug="house", name="House", kind="casewalk", country="GB")
    news = PaymentNews(
        "PAY-1",
        status="failed",
        channel="demo-cn-instant",
        contact=Contact(**VICTIM | {"phone": "07700 900123"}),
    )

    hear(source, "evt-1", Reading(type="payment.failed", news=(news,)), now=NOW)

    assert Case.objects.get().contact.phone == "+447700900123"
