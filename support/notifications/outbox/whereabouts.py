"""Where the messages of a thread go: whoever keeps the thread says so, else the customer's row."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from support.customers.contacts import KnownContact
from support.notifications.models import Channel, Notification, State
from support.notifications.signals import contacts_asked
from support.retention.kinds import Table

# What says of a message to whom it went, and what.
_NOTHING = {"address": "", "context": {}, "subject": "", "text": "", "html": ""}


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


def sent_to_nobody(source: str) -> QuerySet[Notification]:
    """Return what was sent in the name of the one customer of a source who is nobody."""
    return Notification.objects.filter(customer__source_ids__source=source)


def addresses_of_nobody(source: str) -> Table:
    """Return what the night forgets of messages to nobody: an address may be anybody's."""
    ended = [state for state in State if not (state.is_open or state == State.NEEDS_PERSON)]

    def sent() -> QuerySet[Notification]:
        return sent_to_nobody(source).filter(state__in=ended).exclude(address="")

    return Table(sent, "created_at", emptied=_NOTHING)
