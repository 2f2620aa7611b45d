"""Messages that still wait follow their customer to another address, and what is so by now."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from support.customers.contacts import KnownContact
from support.notifications.models import Channel, Notification, State
from support.notifications.outbox.policy import CODE
from support.notifications.outbox.whereabouts import address_of


def readdress(
    thread: str, contact: KnownContact, *, words: Callable[[], Mapping[str, str]], now: datetime
) -> int:
    """Send what has not left yet to where the customer of a thread is reached now.

    `words` is asked, where anything waits, for what stands in the place of older words of those
    names. What is with a provider at this moment goes to the new address if it has to be sent once
    more. A code stays: it proves only the address it was made for. Returns how many follow.
    """
    waiting = list(
        Notification.objects.select_for_update()
        .filter(thread=thread, state__in=[State.QUEUED, State.CLAIMED])
        .exclude(event=CODE)
        .order_by("sequence")
    )
    fresh = words() if waiting else {}
    return sum(_follow(row, contact, fresh, now) for row in waiting)


def reword(
    thread: str,
    *,
    events: Collection[str],
    words: Callable[[str], Mapping[str, str]],
    now: datetime,
) -> int:
    """Let what has not left yet say what is so by now; return how many messages that were.

    `words` gives the words of an event that stand in the place of older ones.
    """
    waiting = list(
        Notification.objects.select_for_update().filter(
            thread=thread, state=State.QUEUED, event__in=events
        )
    )
    for row in waiting:
        row.context |= words(row.event)
        row.updated_at = now
        row.save(update_fields=["context", "updated_at"])
    return len(waiting)


def _follow(
    row: Notification, contact: KnownContact, fresh: Mapping[str, str], now: datetime
) -> bool:
    address = address_of(contact, Channel(row.channel)) or row.address
    if row.state == State.CLAIMED and _is_being_written_to(row, address):
        return False
    row.address, row.time_zone, row.updated_at = address, contact.time_zone, now
    row.context |= {name: word for name, word in fresh.items() if row.context.get(name)}
    row.save(update_fields=["address", "time_zone", "context", "updated_at"])
    return True


def _is_being_written_to(row: Notification, address: str) -> bool:
    """Tell whether another message is on its way there: only one may be at a time."""
    claimed = Notification.objects.filter(state=State.CLAIMED, channel=row.channel, address=address)
    return claimed.exclude(pk=row.pk).exists()
