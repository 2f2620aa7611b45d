"""Holding the whole outbox: what a restored copy does until somebody releases it.

The first sweep writes down which database it works on. When that is another one later, the
database is a copy, and nothing leaves it before a person has said that it takes over.
"""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from support.notifications.models import Channel, Notification, OutboxHold, Reason, State
from support.notifications.models.hold import IDENTITY, database_identity
from support.notifications.models.states import HoldReason
from support.notifications.outbox.waking import wake

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)


def is_held(now: datetime) -> bool:
    """Tell whether nothing may leave; finds out by itself that this is a copy."""
    found = OutboxHold.objects.annotate(here=RawSQL(IDENTITY, ())).first()  # noqa: S611
    if found is None:
        return _written_down().held_since is not None
    if found.held_since is None and found.identity != found.here:
        hold_outbox(HoldReason.RESTORED, now=now)
        return True
    return found.held_since is not None


def hold_outbox(reason: str, *, now: datetime, actor: "User | None" = None) -> OutboxHold:
    """Let nothing leave until somebody releases it. A second call changes nothing."""
    with transaction.atomic():
        row = OutboxHold.objects.select_for_update().first() or _written_down()
        if row.held_since is None:
            row.held_since, row.reason, row.decided_by = now, reason, actor
            row.save()
            logger.warning("The outbox is held: %s", reason)
    return row


def release_outbox(*, now: datetime, cancel: bool, actor: "User | None" = None) -> int:
    """Let messages leave again from this database; return how many were cancelled.

    `cancel` keeps back what waited when the hold began: the original has most likely sent it. What
    came in since then leaves in any case. A second call changes nothing.
    """
    with transaction.atomic():
        row = OutboxHold.objects.select_for_update().first() or _written_down()
        if row.held_since is None:
            return 0
        cancelled = _cancel_before(row.held_since, now) if cancel else 0
        row.identity, row.held_since, row.reason = database_identity(), None, ""
        row.decided_by = actor
        row.save()
        transaction.on_commit(lambda: wake(Channel.values))
    logger.warning("The outbox is released, %s messages were cancelled", cancelled)
    return cancelled


def waiting_in_hold(row: OutboxHold) -> int:
    """Count what waited when the hold began."""
    return _before(row.held_since).count() if row.held_since else 0


def _cancel_before(moment: datetime, now: datetime) -> int:
    return _before(moment).update(
        state=State.CANCELLED, reason=Reason.COPY, claimed_by="", lease_until=None, updated_at=now
    )


def _before(moment: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(
        state__in=[State.QUEUED, State.CLAIMED], created_at__lt=moment
    )


def _written_down() -> OutboxHold:
    row, _is_new = OutboxHold.objects.get_or_create(
        pk=1, defaults={"identity": database_identity()}
    )
    return row
