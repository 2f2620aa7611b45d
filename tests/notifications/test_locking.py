"""A message that is locked while somebody else changes what it points to."""

import pytest

from support.customers.models import Customer
from support.notifications.models import Notification, Reason, State
from support.notifications.services import retry_notification
from tests.factories import make_agent
from tests.notifications.making import NOW, make_customer, make_notification
from tests.waiting import done_once_changed

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_message_given_to_another_customer_at_that_moment_is_sent_again_to_that_one():
    message, agent = make_notification(state=State.FAILED, reason=Reason.REFUSED), make_agent()
    other = make_customer(name="Mary Wang", email="mary@example.test")

    def change():
        Notification.objects.filter(pk=message.pk).update(customer=other)

    def retry():
        return retry_notification(message, actor=agent, now=NOW)

    with done_once_changed(change, retry) as again:
        retried = again.result(timeout=10)

    assert (retried.customer, retried.address) == (other, "mary@example.test")
    assert Notification.objects.get(pk=message.pk).state == State.QUEUED


def test_a_message_whose_customer_moves_at_that_moment_goes_to_the_new_address():
    message, agent = make_notification(state=State.FAILED, reason=Reason.REFUSED), make_agent()

    def change():
        Notification.objects.filter(pk=message.pk).update(attempts=1)
        Customer.objects.filter(pk=message.customer_id).update(email="new@example.test")

    def retry():
        return retry_notification(message, actor=agent, now=NOW)

    with done_once_changed(change, retry) as again:
        retried = again.result(timeout=10)

    assert retried.address == "new@example.test"
