"""Putting addresses on the suppression list and taking them off it."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from support.notifications.addresses.masking import trim_words
from support.notifications.models import Suppression
from support.notifications.models.suppression import folded

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def suppress(channel: str, address: str, *, why: str, words: str, now: datetime) -> Suppression:
    """Keep messages of a channel from an address from now on.

    One that is suppressed already stays so for its first reason, and that row is returned; so does
    one of somebody who was erased, whose address comes back into no row.
    """
    holding = Suppression.objects.holding(channel, address)
    if (held := holding.first()) is not None:
        return held
    row = Suppression(
        channel=channel,
        address=folded(address),
        why=Suppression.Why(why),
        words=trim_words(words),
        created_at=now,
    )
    Suppression.objects.bulk_create([row], ignore_conflicts=True)  # two reports at once
    stored = holding.get()
    logger.info("Suppression %s: %s %s", stored.pk, channel, stored.why)
    return stored


@transaction.atomic
def release(suppression: Suppression, *, actor: "User | None", now: datetime) -> Suppression:
    """Let messages reach an address again. A second release changes nothing."""
    locked = Suppression.objects.select_for_update().get(pk=suppression.pk)
    if locked.released_at is None:
        locked.released_at, locked.released_by = now, actor
        locked.save(update_fields=["released_at", "released_by"])
        logger.info("Suppression %s is released by user %s", locked.pk, actor and actor.pk)
    return locked
