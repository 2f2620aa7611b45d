"""What a message looks like, for those who don't send it: words and header fields as they leave."""

from dataclasses import replace
from email.parser import BytesParser

from support.notifications.delivery.preparing import prepare, words_of
from support.notifications.models import Channel, Notification
from support.notifications.transports import TransportError
from support.notifications.transports.composing import compose_mail
from support.notifications.words.events import EVENTS
from support.notifications.words.rendering import Rendered
from support.notifications.words.segments import count_segments


def as_it_would_leave(notification: Notification) -> Rendered:
    """Return a message as it went out, or as it would go out now if it has not yet.

    Nothing is known of one that never went out and whose event is no more.
    """
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
