"""A case that is locked while somebody else changes what it points to."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from support.cases.locked import lock_case
from support.cases.models import Case
from support.cases.telling.messages_of_case import tell_customer
from support.customers.models import Customer
from support.notifications.delivery.settling import record_bounce
from support.notifications.models import Notification
from tests.factories import NOW, make_case, make_customer, make_payment
from tests.waiting import done_once_changed, waiting
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db(transaction=True)


def make_cause(slug: str) -> Cause:
    return Cause.objects.create(slug=slug, disclosure="open", typical_minutes=5, typical_share=0.1)


def locked_once_changed(case: Case, **changes: object) -> Case:
    """Return what another connection locked that waited for the case while it was changed."""

    def change() -> None:
        Case.objects.filter(pk=case.pk).update(**changes)

    with done_once_changed(change, lambda: lock_case(case)) as found:
        return found.result(timeout=10)


def test_a_cause_found_at_that_moment_is_there():
    case, cause = make_case(), make_cause("found-just-now")

    locked = locked_once_changed(case, cause=cause)

    assert (locked.cause_id, locked.cause) == (cause.pk, cause)


def test_a_cause_changed_at_that_moment_is_the_new_one():
    case, cause = make_case(cause=make_cause("before")), make_cause("after")

    locked = locked_once_changed(case, cause=cause)

    assert (locked.cause_id, locked.cause) == (cause.pk, cause)


def test_a_payment_named_at_that_moment_is_there_with_its_channel():
    customer = make_customer()
    case, payment = make_case(customer=customer, payment=None), make_payment(customer=customer)

    locked = locked_once_changed(case, payment=payment)

    assert locked.payment == payment
    assert locked.payment.channel == payment.channel


def test_a_case_given_to_another_customer_at_that_moment_is_still_found():
    case, other = make_case(), make_customer(name="Mary Wang", email="mary@example.test")

    locked = locked_once_changed(case, customer=other)

    assert locked.customer == other


def test_a_message_that_fails_waits_for_the_case_before_it_keeps_the_other_channel_waiting():
    case = make_case(customer=make_customer(email=""))
    with transaction.atomic():
        (sms,) = tell_customer(lock_case(case), "solution", context={}, now=NOW, occasion="one")
    Notification.objects.filter(pk=sms.pk).update(state="sent", sent_at=NOW)
    Case.objects.update(contact_email="new@example.net")
    Customer.objects.update(is_email_proven=False, is_phone_proven=False)

    def fail() -> bool:
        return record_bounce(str(sms.pk), reason="refused", words="", now=NOW)

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            locked = lock_case(case)
            failed = waiting(thread, fail)
            tell_customer(locked, "solution", context={}, now=NOW, occasion="one")
        assert failed.result(timeout=10)

    states = Notification.objects.values_list("channel", "state", "reason")
    assert sorted(states) == [("email", "failed", "unverified"), ("sms", "failed", "refused")]
    assert case.events.filter(kind="unreached").count() == 1
