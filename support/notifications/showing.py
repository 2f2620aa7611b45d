"""What a message looks like, for those who don't send it: words and header fields as they leave."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.parser import BytesParser
from typing import Unpack

from support.customers.models import Customer
from support.notifications.delivery.preparing import is_secret, kept_words, prepare, words_of
from support.notifications.models import Channel, Notification
from support.notifications.outbox.queueing import Matter, telling
from support.notifications.outbox.roads import rows_for
from support.notifications.transports import TransportError
from support.notifications.transports.composing import compose_mail
from support.notifications.words.events import EVENTS
from support.notifications.words.rendering import Rendered
from support.notifications.words.segments import count_segments


def as_it_would_leave(notification: Notification) -> Rendered:
    """Return a message as it went out, or as it would go out now if it has not yet.

    Nothing is known of one that never went out and whose event is no more. Nobody here reads a
    code.
    """
    if is_secret(notification):
        return kept_words(notification, words_of(notification))
    if not notification.text:
        is_known = notification.event in EVENTS
        return words_of(notification) if is_known else Rendered(subject="", text="")
    is_sms = notification.channel == Channel.SMS
    return Rendered(
        subject=notification.subject,
        text=notification.text,
        html=notification.html,
        segments=count_segments(notification.text) if is_sms else 0,
    )


def as_they_would_leave(
    customer: Customer,
    event: str,
    *,
    context: Mapping[str, str],
    now: datetime,
    **matter: Unpack[Matter],
) -> list[tuple[Notification, Rendered]]:
    """Return what `notify` would store now, and how each would leave; nothing is stored.

    Raises as `notify` does.
    """
    told = telling(customer, event, context, now=now, **matter)
    rows = rows_for(told, "")
    for row in rows:
        row.text, row.doubts = "", 0  # the database would fill them in
    return [(row, words_of(row)) for row in rows]


def headers_of(notification: Notification) -> list[tuple[str, str]]:
    """Return an e-mail's header fields as we hand them over; none for what can't be composed."""
    if notification.channel != Channel.EMAIL or notification.event not in EVENTS:
        return []
    try:
        outgoing = replace(prepare(notification), rendered=as_it_would_leave(notification))
        mail = compose_mail(outgoing)
    except TransportError:
        return []
    return [
        (name, " ".join(str(value).split()))
        for name, value in BytesParser().parsebytes(mail.content, headersonly=True).items()
    ]
