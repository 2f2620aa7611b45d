"""The contact that a case was told is its own, whoever opened it and whatever else is known."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from support.cases.correcting import correct_contact
from support.cases.links import link_for
from support.cases.locked import lock_case
from support.cases.models import Case, CaseEvent, StatusLink
from support.cases.opening import Opening
from support.cases.overdue import tell_overdue_banks
from support.cases.search.indexing import take_in_changes
from support.cases.services import open_case, send_reply
from support.cases.telling.broadcasts import count_listeners, tell_all
from support.cases.telling.message_words import message_context
from support.customers.contacts import Contact, KnownContact
from support.customers.models import Customer
from support.customers.reading import read_contact
from support.notifications.models import Notification
from support.notifications.outbox.broadcasts import Draft
from support.notifications.services import retry_notification, send_by_other_channel
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment

pytestmark = pytest.mark.django_db

TOLD = Contact("王芳", "wang@example.org", "+8614000000901", "yue-Hant-HK")


def told_case(contact: Contact = TOLD, **customer: Any) -> Case:
    """Open a case that was told something else than its customer's row says."""
    payment = make_payment(customer=make_customer(**customer))
    opening = Opening("Late", contact=read_contact(contact, zone="Europe/Paris"))
    case, _is_new = open_case(payment.customer, opening=opening, now=NOW, payment=payment)
    return Case.objects.select_related("customer", "payment__channel").get(pk=case.pk)


def correct(case: Case, contact: Contact, **reading: Any) -> bool:
    return correct_contact(lock_case(case), read_contact(contact, **reading), now=NOW)


def reply(case: Case) -> list[Notification]:
    context = message_context(case, now=NOW)
    send_reply(case, "It is on its way.", now=NOW, actor=make_agent(), context=context)
    return list(Notification.objects.filter(thread=case.reference).order_by("channel"))


# Where messages go


def test_messages_go_where_the_case_was_told_in_its_language_and_zone():
    case = told_case()

    mail, sms = reply(case)

    assert (mail.address, sms.address) == ("wang@example.org", "+8614000000901")
    assert {mail.language, sms.language} == {"zh-hans"}
    assert {mail.time_zone, sms.time_zone} == {"Asia/Shanghai"}
    assert mail.context["customer_name"] == "王芳"


def test_a_case_without_a_contact_of_its_own_keeps_its_customers():
    customer = make_customer(locale="zh-CN", time_zone="Asia/Shanghai")
    case = make_case(customer=customer)
    Customer.objects.filter(pk=customer.pk).update(email="other@example.net", locale="en")

    case = Case.objects.select_related("customer").get(pk=case.pk)

    assert (case.contact.email, case.contact.language) == (customer.email, "zh-hans")


def test_a_second_case_of_a_payment_keeps_what_the_first_was_told():
    case = told_case()
    Case.objects.filter(pk=case.pk).update(status="resolved", resolved_at=NOW)

    again, is_new = open_case(
        case.customer, opening=Opening("Late again"), now=NOW, payment=case.payment
    )

    assert is_new
    assert again.contact == case.contact


def test_a_case_that_the_release_before_opens_keeps_its_customers_contact():
    case = make_case()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), 5000)")
        cursor.execute(
            """
            INSERT INTO cases_case (reference, customer_id, subject, status, priority, opened_at,
                updated_at, first_answer_due_at, solution_due_at)
            SELECT 'CW-OLD00001', customer_id, subject, status, priority, opened_at, updated_at,
                first_answer_due_at, solution_due_at FROM cases_case
            """
        )

    old = Case.objects.get(reference="CW-OLD00001")

    assert old.told_contact == case.told_contact
    assert old.contact_zone == "Europe/London"


def test_whom_nothing_reaches_is_not_told_of_an_overdue_bank():
    overdue = {"status": "waiting_bank", "bank_due_at": NOW - timedelta(days=1)}
    reached = told_case(email="", phone="")
    unreached = told_case(Contact("王芳"))
    Case.objects.filter(pk__in=[reached.pk, unreached.pk]).update(**overdue)

    assert tell_overdue_banks(NOW) == 1
    assert set(Notification.objects.values_list("thread", flat=True)) == {reached.reference}


def test_a_mass_message_goes_where_the_case_was_told():
    told_case(email="row@example.net", locale="en-GB")
    words = {"incident_sentence": "It is late."}
    draft = Draft("incident-opened", "Late", {"en": words, "zh-hans": words})

    reach = count_listeners(Case.objects.all(), "incident-opened").reach
    tell_all(Case.objects.all(), draft, actor=None, now=NOW)

    assert reach.messages["email", "zh-hans"] == 1
    rows = Notification.objects.filter(broadcast__isnull=False)
    assert {row.address for row in rows} == {"wang@example.org", "+8614000000901"}
    assert {(row.language, row.time_zone) for row in rows} == {("zh-hans", "Asia/Shanghai")}
    assert {row.context["customer_name"] for row in rows} == {"王芳"}


def test_a_language_that_the_customer_chose_wins_in_a_mass_message_too():
    told_case(chosen_language="en")
    words = {"incident_sentence": "It is late."}
    draft = Draft("incident-opened", "Late", {"en": words, "zh-hans": words})

    tell_all(Case.objects.all(), draft, actor=None, now=NOW)

    assert set(Notification.objects.values_list("language", flat=True)) == {"en"}


# Sent again, or otherwise


def test_a_failed_message_is_sent_again_to_where_the_case_is_told_now():
    case = told_case()
    mail, _sms = reply(case)
    Notification.objects.filter(pk=mail.pk).update(state="failed", reason="no_address")

    correct(case, Contact(email="right@example.org"))
    mail.refresh_from_db()

    assert mail.address == "wang@example.org"  # where it was tried
    assert retry_notification(mail, now=NOW).address == "right@example.org"


def test_the_other_channel_is_that_of_the_case():
    case = told_case(phone="")
    mail, sms = reply(case)
    Notification.objects.filter(pk=sms.pk).delete()
    Notification.objects.filter(pk=mail.pk).update(state="failed", reason="refused")

    assert send_by_other_channel(mail, now=NOW).address == "+8614000000901"


# Corrected


@pytest.mark.parametrize(
    "same",
    [
        Contact(),
        TOLD,
        Contact(email="WANG@example.org"),
        Contact(phone="+86 140 0000 0901"),
        Contact(email="N/A", phone="none"),
        Contact(phone="no number yet"),
        Contact(time_zone="Europe/London"),
    ],
)
def test_what_says_nothing_new_corrects_nothing(same: Contact):
    case = told_case()
    before = Case.objects.values().get()

    assert correct(case, same) is False
    assert Case.objects.values().get() == before
    assert not case.events.filter(kind=CaseEvent.Kind.CONTACT).exists()


def test_a_corrected_phone_moves_the_clock_and_a_corrected_locale_the_language():
    case = told_case()

    assert correct(case, Contact(phone="+33612345678", locale="en"))

    contact = Case.objects.select_related("customer").get().contact
    assert (contact.phone, contact.time_zone, contact.language) == (
        "+33612345678",
        "Europe/Paris",
        "en",
    )


def test_links_end_only_where_an_address_was_replaced():
    case = told_case(Contact("王芳", "wang@example.org"))
    link_for(case, NOW)

    correct(case, Contact(phone="+8614000000901"))
    assert StatusLink.objects.filter(revoked_at=None).count() == 1

    correct(case, Contact(email="right@example.org"))
    assert not StatusLink.objects.filter(revoked_at=None).exists()


def test_a_correction_is_found_and_names_nobody_on_the_timeline():
    case = told_case()

    correct(case, Contact("王方", "right@example.org"))

    take_in_changes()
    for words in (
        "right@example.org",
        "王方",
        "王芳",
    ):
        assert list(Case.objects.search(words)) == [case]
    (line,) = case.events.filter(kind=CaseEvent.Kind.CONTACT)
    assert line.values["changes"] == [
        ["name", "王芳", "王方"],
        ["email", "w•••@example.org", "r•••@example.org"],
    ]


def test_a_customer_with_other_payments_is_not_moved_by_a_correction():
    case = told_case(name="王芳", email="wang@example.org", phone="+8614000000901")
    make_payment(customer=case.customer)

    correct(case, Contact(email="right@example.org"))

    assert Customer.objects.get(pk=case.customer_id).email == "wang@example.org"


@pytest.mark.parametrize(
    ("contact", "unusable"),
    [
        (KnownContact(phone="+447700900123", phone_said="07700 900123"), False),
        (KnownContact(phone="+447700900123", phone_said="０７７００ ９００１２３"), False),
        (KnownContact(phone_said="ring twice"), True),
        (KnownContact(phone="+447700900123", phone_said="555 000 1111"), True),
        (KnownContact(), False),
    ],
)
def test_a_number_that_can_not_be_called_is_known_as_such(contact: KnownContact, unusable: bool):
    assert contact.has_unusable_phone is unusable
