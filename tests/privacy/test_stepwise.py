"""An erasure in the background: read in steps, gone on with after a crash, then all at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from support.audit.models import Entry
from support.cases.models import Case
from support.customers.contacts import Contact
from support.customers.models import Customer
from support.intake.services import Event, receive_news
from support.lead.models import Erasure
from support.lead.privacy import stepwise
from support.lead.privacy.stepwise import ask_erasure, take_step
from support.lead.tasks import erase as erase_asked
from support.mailbox.models import IncomingMail
from support.mailbox.services import receive
from support.notifications.models import Notification, State
from support.payments.models import Payment
from support.payments.news import PaymentNews
from tests.complaints.world import make_complaint
from tests.factories import make_agent, make_case, make_customer, make_payment, sign_in
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "bo@x.example"


@pytest.fixture
def lead():
    return make_agent("sofia", is_superuser=True)


@pytest.fixture
def customer(monkeypatch):
    """Somebody of whom two of five old mails speak, which are read two a step."""
    monkeypatch.setattr(stepwise, "A_STEP", 2)
    customer = make_customer(name="Bo Quennell", email=EMAIL)
    for number in range(5):
        sender = EMAIL if number in (1, 4) else "other@y.example"
        receive(b"From: %s\n\nnumber %d" % (sender.encode(), number), "", ago(hours=2))
    return customer


def ago(**span):
    return timezone.now() - timedelta(**span)


def begin(customer, lead):
    return ask_erasure(customer, actor=lead, now=timezone.now(), why="asked")


def step(work):
    return take_step(work.pk, now=timezone.now())


def test_nothing_is_taken_before_all_is_read_and_then_everything_at_once(customer, lead):
    work = begin(customer, lead)
    address = reverse("customer-erasure", args=[customer.pk])
    desk = sign_in(Client(), lead)

    seen = []
    for _number in range(4):
        assert step(work)
        seen.append(Erasure.objects.get().looked_at)
        customer.refresh_from_db()
        assert (customer.name, customer.erased_at) == ("Bo Quennell", None)
        assert IncomingMail.objects.count() == 5

    assert seen == [0, 2, 4, 5]
    assert "5 of 5 kept e-mails" in desk.get(address).text
    assert step(work)
    customer.refresh_from_db()
    assert (customer.name, customer.erased_at is None) == ("", False)
    assert IncomingMail.objects.count() == 3
    assert "Almost done" in desk.get(address).text
    erase_asked()
    assert not Erasure.objects.exists()
    assert "This customer is erased" in desk.get(address).text
    assert Entry.objects.filter(kind=Entry.Kind.CUSTOMER_ERASED).count() == 1


def test_whoever_is_killed_while_reading_is_gone_on_from_where_they_were(
    customer, lead, monkeypatch
):
    begin(customer, lead)
    read, named_in = [], stepwise.named_in

    def reading(table, rows, person):
        read.extend(rows.values_list("pk", flat=True))
        found = named_in(table, rows, person)
        if len(read) == 4:
            raise SystemExit  # before anything of this step was kept
        return found

    monkeypatch.setattr(stepwise, "named_in", reading)
    with pytest.raises(SystemExit):
        erase_asked()
    assert Erasure.objects.get().looked_at == 2
    erase_asked()

    assert len(read) == len(set(read)) + 2 == 7
    assert IncomingMail.objects.count() == 3
    assert Customer.objects.get(pk=customer.pk).erased_at


def test_of_two_at_once_one_does_the_work(customer, lead):
    work = begin(customer, lead)

    with transaction.atomic(), ThreadPoolExecutor(1) as thread:
        Erasure.objects.select_for_update().get()
        other = thread.submit(in_a_thread, lambda: step(work)).result(timeout=10)

    assert other is False


def in_a_thread(deed):
    try:
        return deed()
    finally:
        connection.close()


def test_who_is_known_by_another_name_meanwhile_is_looked_for_anew(customer, lead):
    work = begin(customer, lead)
    while Erasure.objects.get().looked_at < 4:
        step(work)
    Customer.objects.filter(pk=customer.pk).update(email="other@y.example")

    erase_asked()

    assert IncomingMail.objects.count() == 2  # of the one who has their old address now


def test_what_came_in_meanwhile_is_read_too(customer, lead):
    work = begin(customer, lead)
    while step(work) and Erasure.objects.get().looked_at < 5:
        pass
    receive(b"From: bo@x.example\n\none more", "", timezone.now())

    erase_asked()

    assert IncomingMail.objects.count() == 3


def test_while_a_message_is_being_sent_the_erasure_waits(customer, lead):
    make_notification(
        customer=customer, address=EMAIL, state=State.CLAIMED, claimed_by="w",
        lease_until=timezone.now() + timedelta(minutes=5),
    )  # fmt: skip
    begin(customer, lead)

    erase_asked()
    assert Customer.objects.get(pk=customer.pk).name == "Bo Quennell"
    address = reverse("customer-erasure", args=[customer.pk])
    assert "is just being sent. It is tried again" in sign_in(Client(), lead).get(address).text
    Notification.objects.update(lease_until=ago(minutes=1))
    erase_asked()

    assert Customer.objects.get(pk=customer.pk).name == ""
    assert not Erasure.objects.exists()


def test_a_payment_under_way_at_that_moment_brings_nothing_of_them_back(customer, lead, tree):
    make_case(customer=customer, payment=make_payment(customer=customer, reference="PAY-1"))
    customer.source_ids.create(source="casewalk", value="c-1")
    contact = Contact(name="Bo Quennell", email=EMAIL, customer_id="c-1")
    said = PaymentNews(
        reference="PAY-2", direction="payout", status="failed", contact=contact,
        counterparty_name="Bo Quennell", amount="5", currency="EUR",
    )  # fmt: skip
    begin(customer, lead)
    told, may_end = Signal(), Signal()

    def tell():
        with transaction.atomic():
            receive_news(Event("e2", "payment.updated"), said, now=timezone.now())
            told.set()
            may_end.wait(10)

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(in_a_thread, tell)
        assert told.wait(10), done.result(timeout=1)
        erase_asked()
        assert Customer.objects.get(pk=customer.pk).erased_at
        assert Erasure.objects.exists()  # it waits for them
        may_end.set()
        done.result(timeout=10)
    assert Payment.objects.get(reference="PAY-2").customer == customer
    erase_asked()

    assert not Erasure.objects.exists()
    payment = Payment.objects.get(reference="PAY-2")
    assert (payment.told_contact, payment.counterparty_name) == ({}, "")
    case = Case.objects.get(payment=payment)
    assert (case.contact_name, case.contact_email, case.status_class) == ("", "", "done")
    assert not Customer.objects.exclude(name="").exists()


def test_what_goes_on_in_another_database_of_the_server_is_not_waited_for(customer, lead):
    elsewhere = connection.copy()
    elsewhere.settings_dict = connection.settings_dict | {"NAME": "postgres"}
    begin(customer, lead)
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")
            erase_asked()
    finally:
        elsewhere.close()

    assert Customer.objects.get(pk=customer.pk).erased_at
    assert not Erasure.objects.exists()


def test_asking_twice_begins_once_and_nobody_is_erased_twice(customer, lead):
    assert begin(customer, lead) == begin(customer, lead)
    erase_asked()

    with pytest.raises(ValidationError, match="erased already"):
        begin(Customer.objects.get(pk=customer.pk), lead)


def test_a_complaint_is_answered_first_also_where_who_asked_is_gone(customer, lead):
    about = make_case(customer=customer)
    begin(customer, lead)
    complaint = make_complaint(about)
    lead.delete()

    erase_asked()

    assert Erasure.objects.get().waits_for == "complaint"
    complaint.case.refresh_from_db()
    assert (complaint.case.complaint_due_at is None, complaint.case.is_done) == (False, False)


def test_one_that_fails_keeps_no_other_from_its_turn(customer, lead, monkeypatch):
    other = make_customer(name="Ada Other", email="ada@z.example")
    begin(customer, lead), begin(other, lead)
    erased = stepwise.erase

    def fail_once(whom, **given):
        if whom == customer:
            raise OperationalError
        return erased(whom, **given)

    monkeypatch.setattr(stepwise, "erase", fail_once)
    erase_asked()

    assert list(Customer.objects.filter(erased_at=None)) == [customer]
    assert Erasure.objects.get().customer == customer


def test_the_timetable_goes_on_with_it(settings):
    assert settings.CELERY_BEAT_SCHEDULE["erase-asked"]["task"] == erase_asked.name
