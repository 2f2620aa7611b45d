"""What the policies have to know, read from a message, its customer and the settings."""

from datetime import time, timedelta
from functools import lru_cache

from django.conf import settings

from support.customers.contacts import KnownContact
from support.customers.models import Customer
from support.notifications.addresses.providers import provider_urls
from support.notifications.models import Channel, Notification
from support.notifications.outbox.policy import Cap, MessageFacts, QuietHours, Rules
from support.notifications.outbox.whereabouts import address_of, contact_of
from support.notifications.words.events import Event, event_of

DAY = timedelta(hours=24)


def facts_of(notification: Notification, contact: KnownContact | None = None) -> MessageFacts:
    """Return what the message and its customer tell; the outbox may know more of the address.

    `contact` is how they are reached, where that is at hand. Raises KeyError for an event that no
    longer is.
    """
    customer, channel = notification.customer, Channel(notification.channel)
    event = event_of(notification.event)
    hours = None
    if customer.quiet_from is not None and customer.quiet_until is not None:
        hours = QuietHours(customer.quiet_from, customer.quiet_until)
    return MessageFacts(
        event=event,
        channel=channel,
        address=notification.address,
        urgency=notification.urgency,
        time_zone=customer.chosen_zone or notification.time_zone or customer.time_zone,
        quiet_hours=hours,
        has_provider=bool(provider_urls(channel)),
        only_essential=customer.only_essential,
        is_wanted=_is_wanted(notification, event, contact),
        is_proven=is_proven(customer, channel),
    )


def is_proven(customer: Customer, channel: Channel) -> bool:
    return {
        Channel.EMAIL: customer.is_email_proven,
        Channel.SMS: customer.is_phone_proven,
    }[channel]


def wants(customer: Customer, channel: Channel) -> bool:
    """Tell whether somebody wants messages of a channel."""
    return {Channel.EMAIL: customer.wants_email, Channel.SMS: customer.wants_sms}[channel]


def _is_wanted(row: Notification, event: Event, contact: KnownContact | None) -> bool:
    """Tell whether a message's channel may be used as far as the customer's wishes go.

    What is essential reaches somebody who wants none of the channels that they have by e-mail, or
    else by SMS.
    """
    customer, channel = row.customer, Channel(row.channel)
    if wants(customer, channel):
        return True
    if not event.is_essential:
        return False
    other = channel.other
    has_way = bool(address_of(contact or contact_of(row), other) and provider_urls(other))
    other_reaches = has_way and (is_proven(customer, other) or event.to_unproven)
    if wants(customer, other) and other_reaches:
        return False
    return channel == Channel.EMAIL or not other_reaches


def house_rules() -> Rules:
    return _rules(
        getattr(settings, "QUIET_HOURS", ""),
        tuple(settings.ONLY_REACH),
        getattr(settings, "EMAIL_DAILY_CAP", 30),
        getattr(settings, "SMS_DAILY_CAP", 10),
    )


@lru_cache
def _rules(quiet_hours: str, only_reach: tuple[str, ...], emails: int, texts: int) -> Rules:
    """Read the settings; 0 messages a day mean no limit."""
    caps = {Channel.EMAIL: emails, Channel.SMS: texts}
    return Rules(
        quiet_hours=_read_hours(quiet_hours),
        only_reach=only_reach,
        caps={channel: (Cap(count, DAY),) if count else () for channel, count in caps.items()},
    )


def _read_hours(text: str) -> QuietHours | None:
    """Read "21:00-08:00"; "" means none. Raises ValueError for anything else."""
    if not text:
        return None
    start, end = text.split("-")
    return QuietHours(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))
