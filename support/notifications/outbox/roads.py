"""By which channels something is told: one code for what is stored and for what is shown before."""

from datetime import datetime

from support.customers.contacts import KnownContact
from support.customers.models import Customer
from support.notifications.addresses.providers import provider_urls
from support.notifications.models import Channel, Notification, Reason, State, Suppression
from support.notifications.outbox.policy_facts import is_proven
from support.notifications.outbox.queueing import Telling, row_for
from support.notifications.outbox.whereabouts import address_of
from support.notifications.words.events import EVENTS

# A channel of which the customer wants no more, whose address nobody has proven or that has no
# provider is not tried in vain while another one carries the message.
LEFT_OUT = (Reason.OPTED_OUT, Reason.UNVERIFIED, Reason.NO_PROVIDER)


def rows_for(told: Telling, dedupe_key: str) -> list[Notification]:
    """Return the unsaved rows of what is told, one a channel that the contact has and wants."""
    rows = [
        row_for(told, channel, f"{dedupe_key}:{channel}")
        for channel in Channel
        if address_of(told.contact, channel)
    ]
    if any(row.state == State.QUEUED for row in rows):
        rows = [row for row in rows if row.reason not in LEFT_OUT]
    return [row for row in rows if row.channel in told.channels]


def reaches(customer: Customer, contact: KnownContact, event: str, now: datetime) -> bool:
    """Tell whether a message about an event would be queued on any channel. Asks nothing."""
    told = Telling(customer, EVENTS[event], {}, now, contact)
    return any(row.state == State.QUEUED for row in rows_for(told, ""))


def usable_channels(customer: Customer, contact: KnownContact) -> list[Channel]:
    """Return the channels that reach a contact, as far as anybody knows, whatever they wish.

    Each has a provider and an address that is proven and not suppressed. A query a channel.
    """
    return [
        channel
        for channel in Channel
        if (address := address_of(contact, channel))
        and provider_urls(channel)
        and is_proven(customer, channel)
        and not Suppression.objects.holding(channel, address).exists()
    ]
