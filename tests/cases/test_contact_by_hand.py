"""How a customer is reached, corrected by a person: what waits follows, and it stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.cases.correcting import correct_contact, edit_contact
from support.cases.links import link_for
from support.cases.locked import lock_case
from support.cases.merging.services import merge_cases
from support.cases.models import Case, StatusLink
from support.cases.telling.messages_of_case import tell_customer
from support.customers.contacts import Contact
from support.customers.reading import read_contact
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_case, make_customer

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def told(**said: str) -> Case:
    customer = make_customer(name="Mock Alder", email="old@example.net", phone="+447700900001")
    return make_case(customer=customer, **said)


def edit(case: Case, email: str = "new@example.net", phone: str = "+447700900001") -> Case:
    typed = Contact(name="Mock Alder", email=email, phone=phone)
    return edit_contact(case, typed, now=LATER, actor=make_agent())


def test_what_waits_goes_to_the_new_address_and_the_timeline_keeps_the_old_one_masked():
    case = told()
    tell_customer(case, "case-opened", now=NOW)

    edit(case)

    rows = Notification.objects.values_list("channel", "address")
    assert {*rows} == {("email", "new@example.net"), ("sms", "+447700900001")}
    line = case.events.get(kind="contact")
    assert [name for name, *_shown in line.values["changes"]] == ["email"]
    assert "old@example.net" not in str(line.values)
    assert line.actor is not None


def test_links_that_were_sent_to_the_old_address_end_also_those_of_what_was_merged():
    case = told()
    merged = make_case(customer=case.customer, payment=None)
    for one in (case, merged):
        link_for(one, NOW)
    merge_cases(case, merged, now=NOW, actor=make_agent())

    edit(case)

    assert StatusLink.objects.filter(case__in=[case, merged], revoked_at=None).count() == 0


def test_an_address_that_is_taken_away_is_written_to_no_more():
    case = told()
    tell_customer(case, "case-opened", now=NOW)

    case = edit(case, phone="")

    assert case.contact.phone == ""
    states = Notification.objects.values_list("channel", "state")
    assert {*states} == {("email", "queued"), ("sms", "cancelled")}


@pytest.mark.parametrize(
    ("typed", "field"), [({"email": "nobody"}, "email"), ({"phone": "call me"}, "phone")]
)
def test_an_address_that_is_none_is_refused_and_nothing_changes(typed: dict[str, str], field: str):
    case = told()

    with pytest.raises(ValidationError) as refused:
        edit(case, **typed)

    assert list(refused.value.message_dict) == [field]
    assert not case.events.filter(kind="contact").exists()


def test_the_same_again_changes_nothing():
    case = told()

    edit(case, email="old@example.net")

    assert not case.events.filter(kind="contact").exists()


def test_a_source_that_repeats_itself_does_not_undo_what_a_person_corrected():
    case = edit(told(), phone="+33612345678")
    assert case.contact.time_zone == "Europe/Paris"
    said = read_contact(Contact("Mock A. Alder", "old@example.net", "+447700900001"))

    correct_contact(lock_case(case), said, now=LATER)

    case.refresh_from_db()
    assert (case.contact.email, case.contact.phone) == ("new@example.net", "+33612345678")
    assert case.contact.time_zone == "Europe/Paris"


def test_a_new_phone_of_another_country_brings_its_clock():
    assert edit(told(), phone="+8613800000000").contact.time_zone == "Asia/Shanghai"
