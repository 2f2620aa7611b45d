"""What the policies have to know, read from a message, its customer and the settings."""

from datetime import time, timedelta
from functools import lru_cache

from django.conf import settings

from support.customers.models import Customer
from support.notifications.addresses.providers import provider_urls
from support.notifications.models import Channel, Notification
from support.notifications.outbox.policy import Cap, MessageFacts, QuietHours, Rules
from support.notifications.words.events import EVENTS, Event

DAY = timedelta(hours=24)


def facts_of(notification: Notification) -> MessageFacts:
    """Return what the message and its customer tell; the outbox may know more of the address.

    Raises KeyError for an event that no longer is.
    """
    customer, channel = notification.customer, Channel(notification.channel)
    event = EVENTS[notification.event]
    hours = None
    if customer.quiet_from is not None and customer.quiet_until is not None:
        hours = QuietHours(customer.quiet_from, customer.quiet_until)
    return MessageFacts(
        event=event,
        channel=channel,
        address=notification.address,
        urgency=notification.urgency,
        time_zone=customer.time_zone,
        quiet_hours=hours,
        has_provider=bool(provider_urls(channel)),
        only_essential=customer.only_essential,
        is_wanted=is_wanted(customer, event, channel),
        is_proven=is_proven(customer, channel),
    )


def address_of(customer: Customer, channel: Channel) -> str:
    return {Channel.EMAIL: customer.email, Channel.SMS: customer.phone}[channel]


def is_proven(customer: Customer, channel: Channel) -> bool:
    return {
        Channel.EMAIL: customer.is_email_proven,
        Channel.SMS: customer.is_phone_proven,
    }[channel]


def is_wanted(customer: Customer, event: Event, channel: Channel) -> bool:
    """Tell whether a channel may be used as far as the customer's wishes go.

    What is essential reaches somebody who wants none of the channels that he has by e-mail, or
    else by SMS.
    """
    if _wants(customer, channel):
        return True
    other = channel.other
    if not event.is_essential or (_wants(customer, other) and _reaches(customer, event, other)):
        return False
    return channel == Channel.EMAIL or not _reaches(customer, event, other)


def house_rules() -> Rules:
    return _rules(
        getattr(settings, "QUIET_HOURS", ""),
        tuple(settings.ONLY_REACH),
        getattr(settings, "EMAIL_DAILY_CAP", 30),
        getattr(settings, "SMS_DAILY_CAP", 10),
    )


def _wants(customer: Customer, channel: Channel) -> bool:
    return {Channel.EMAIL: customer.wants_email, Channel.SMS: customer.wants_sms}[channel]


def _reaches(customer: Customer, event: Event, channel: Channel) -> bool:
    has_way = bool(address_of(customer, channel) and provider_urls(channel))
    return has_way and (is_proven(customer, channel) or event.to_unproven)


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
