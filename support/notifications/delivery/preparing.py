"""From a row of the outbox to what a transport takes, and to what is kept of it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from support.brand.reading import brand_of
from support.files.models import StoredFile
from support.notifications.addresses.sms_senders import cost_of
from support.notifications.addresses.unsubscribing import unsubscribe_url
from support.notifications.models import Channel, Notification
from support.notifications.outbox.policy import CODE, HIDDEN_CODE
from support.notifications.outbox.trials import TRIAL
from support.notifications.transports.base import Outgoing
from support.notifications.words.cleaning import LINK_TO_LEAVE
from support.notifications.words.events import TO_COLLEAGUES, event_of
from support.notifications.words.rendering import Rendered, render


def prepare(notification: Notification) -> Outgoing:
    """Render a message in its customer's language and address it.

    Raises KeyError for an event that no longer is.
    """
    event = event_of(notification.event)
    rendered = words_of(notification)
    brand = brand_of(notification.language)
    return Outgoing(
        pk=str(notification.pk),
        address=notification.address,
        message_id=notification.message_id,
        thread=notification.thread,
        is_automatic=event.is_automatic,
        created_at=notification.created_at,
        rendered=rendered,
        event=notification.event,
        language=notification.language,
        unsubscribe_url=leaving_url(notification),
        sender_name=brand.name,
        reply_to=brand.reply_address,
        context=notification.context,
        files=_files_of(notification),
    )


def _files_of(notification: Notification) -> list[StoredFile]:
    """Return what goes out with a mail that a person wrote; no other has any."""
    may_have = not event_of(notification.event).is_automatic
    is_mail = notification.channel == Channel.EMAIL
    return list(notification.files.all()) if may_have and is_mail else []


def words_of(notification: Notification) -> Rendered:
    """Return the words as they go out; an SMS carries the signature that its country asks for.

    What may have gone out already goes out again word for word, whatever was reworded meanwhile.
    """
    is_kept_whole = not is_secret(notification)
    if (
        notification.text
        and is_kept_whole
        and (notification.doubts or _is_worded_before(notification))
    ):
        return Rendered(
            notification.subject,
            notification.text,
            notification.html,
            notification.segments,
            notification.wording,
        )
    return _rendered(notification, notification.context)


def kept_words(notification: Notification, rendered: Rendered) -> Rendered:
    """Return the words as they are kept and shown to us: of a code all but the code."""
    if not is_secret(notification):
        return rendered
    hidden = _rendered(notification, notification.context | {"code": HIDDEN_CODE})
    return replace(hidden, segments=rendered.segments)


def is_secret(notification: Notification) -> bool:
    """Tell whether a message holds what only its customer may read; a trial holds a sample."""
    return notification.event == CODE and not _is_worded_before(notification)


def _is_worded_before(notification: Notification) -> bool:
    return notification.wording == TRIAL or notification.event in TO_COLLEAGUES


def _rendered(notification: Notification, context: Mapping[str, str]) -> Rendered:
    return render(
        notification.event,
        notification.channel,
        notification.language,
        {**context, "unsubscribe_url": leaving_url(notification)},
        address=notification.address,
    )


def leaving_url(notification: Notification) -> str:
    """Return where its reader leaves what is not essential, "" for what is.

    Who subscribed to something leaves that alone, by the address that came with the message.
    """
    if event_of(notification.event).is_essential:
        return ""
    own = str(notification.context.get(LINK_TO_LEAVE, ""))
    return own or unsubscribe_url(notification.customer_id)


def cost_of_sending(outgoing: Outgoing) -> Decimal:
    segments = outgoing.rendered.segments
    return cost_of(segments, outgoing.address) if segments else Decimal(0)
