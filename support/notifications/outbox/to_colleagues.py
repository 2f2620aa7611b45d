"""Mail to people who work here, in words that are made already."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from support.notifications.addresses.mail_ids import message_id_of
from support.notifications.models import Channel, Notification
from support.notifications.outbox.trials import as_recipient
from support.notifications.outbox.waking import wake
from support.notifications.words.events import TO_COLLEAGUES

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from support.notifications.words.rendering import Rendered

LIFETIME = timedelta(days=2)


@transaction.atomic
def mail_colleague(
    user: "User", event: str, words: "Rendered", *, language: str, key: str, now: datetime
) -> Notification | None:
    """Queue a mail to the address of somebody's account; None where it was queued before.

    `key` names what it tells, once. Raises KeyError for an event that is not for colleagues.
    """
    if Notification.objects.filter(dedupe_key=key).exists():
        return None
    about = TO_COLLEAGUES[event]
    row = Notification(
        customer=as_recipient(user), event=about.name, urgency=about.urgency, channel=Channel.EMAIL,
        language=language, address=user.email, dedupe_key=key, subject=words.subject,
        text=words.text, not_before=now, expires_at=now + LIFETIME, created_at=now, updated_at=now,
    )  # fmt: skip
    row.message_id = message_id_of(row.pk)
    row.save()
    transaction.on_commit(partial(wake, [row.channel]))
    return row
