"""Where the messages of a thread go: whoever keeps the thread says so, else the customer's row."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from support.customers.contacts import KnownContact
from support.notifications.models import Channel, Notification
from support.notifications.signals import contacts_asked


def contact_of(notification: Notification) -> KnownContact:
    """Return how the customer of a message is reached now."""
    return contacts_of([notification])[notification.pk]


def contacts_of(notifications: Iterable[Notification]) -> dict[UUID, KnownContact]:
    """Return for each message how its customer is reached now; asked once for all threads."""
    rows = list(notifications)
    threads = {row.thread for row in rows if row.thread}
    known: dict[str, KnownContact] = {}
    if threads:
        answers: Iterable[tuple[Any, Any]] = contacts_asked.send(
            sender=Notification, threads=threads
        )
        for _receiver, contacts in answers:
            known |= contacts
    return {row.pk: known.get(row.thread) or row.customer.contact for row in rows}


def address_of(contact: KnownContact, channel: Channel) -> str:
    return {Channel.EMAIL: contact.email, Channel.SMS: contact.phone}[channel]
