"""Mass messages: one message to many customers, written by one statement.

Whom it is for an `Audience` says. The rows then leave as all others do, after all others.
"""

import json
import logging
import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from support.customers.models import Language
from support.notifications.addresses.mail_ids import message_id_of
from support.notifications.models import Broadcast, Channel, Notification, Reason, State, Urgency
from support.notifications.models.notification import NotificationQuerySet
from support.notifications.outbox.broadcast_reach import REACH, Audience, filled
from support.notifications.outbox.waking import wake
from support.notifications.words.cleaning import clean_context
from support.notifications.words.events import ABOUT_THE_CASE, EVENTS

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

# What one text can tell many; everything else speaks of one case only.
MASS_EVENTS = ("incident-opened", "incident-updated", "incident-resolved", "guide-published")
# At one message a second a hundred thousand take more than a day.
MASS_PATIENCE = timedelta(days=3)
FAR_AWAY = timedelta(days=3650)

# The shared words come second: nothing that a customer is called can replace them.
WRITE = f"""
    INSERT INTO notifications_notification (
        id, customer_id, event, channel, address, language, time_zone, context, dedupe_key, thread,
        incident,
        broadcast_id, urgency, state, reason, not_before, expires_at, message_id, created_at,
        updated_at)
    SELECT id, customer_id, %(event)s, channel, address, language, time_zone,
        own_words || (%(words)s::jsonb -> language),
        'broadcast:' || %(broadcast)s || ':' || customer_id || ':' || channel, thread,
        %(incident)s, %(broadcast)s::uuid, {Urgency.MASS}, '{State.QUEUED}', '', %(now)s,
        %(expires_at)s, '<' || id || %(after_id)s, %(now)s, %(now)s
    FROM (
        SELECT gen_random_uuid() AS id, reach.*
        FROM ({REACH}) AS reach
        WHERE hindrance = ''
        OFFSET 0  -- so that a row has one id, wherever it stands above
    ) AS reached
    ON CONFLICT (dedupe_key) DO NOTHING
"""  # noqa: S608 - only names of ours are filled in


@dataclass(frozen=True)
class Draft:
    """What a mass message tells, before it has anybody to tell it to.

    `words` holds what all its messages share, by language.
    """

    event: str
    title: str
    words: Mapping[str, Mapping[str, str]]
    incident: str = ""

    def clean_words(self) -> dict[str, dict[str, str]]:
        """Return the shared words, clean, in every language.

        Raises ValidationError for an event that can't be told to many and for a missing fact.
        """
        if self.event not in MASS_EVENTS:
            raise ValidationError(_("This can't be told to many at once."), code="not_for_many")
        return {language: self._clean_in(language) for language in Language.values}

    def _clean_in(self, language: str) -> dict[str, str]:
        given = self.words.get(language, {})
        cleaned = clean_context(self.event, given)
        if not all(cleaned[name] for name in EVENTS[self.event].needs):
            raise ValidationError(
                _("Some words are missing in this language: %(language)s."),
                code="no_fact",
                params={"language": Language(language).label},
            )
        return {name: cleaned[name] for name in given if name in cleaned.keys() - ABOUT_THE_CASE}


@dataclass(frozen=True)
class Progress:
    """How far a mass message is: its messages by state."""

    counts: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(Counter(self.counts) + Counter(other.counts))

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        return sum(count for state, count in self.counts.items() if State(state).is_open)

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def percent(self) -> int:
        """Whole percent that are done; 100 only when nothing is left."""
        return self.done * 100 // self.total if self.total else 100


def start_broadcast(draft: Draft, *, actor: "User | None", now: datetime) -> Broadcast:
    """Store a mass message that has no messages yet.

    Raises ValidationError for words that can't be sent.
    """
    return Broadcast.objects.create(
        event=draft.event,
        title=" ".join(draft.title.split())[:200],
        words=draft.clean_words(),
        incident=draft.incident[:40],
        created_by=actor,
        created_at=now,
        updated_at=now,
    )


def write_messages(broadcast: Broadcast, audience: Audience, *, now: datetime) -> int:
    """Queue the messages to an audience by one statement; return how many are new.

    Runs in the caller's transaction; after its commit the workers are woken.
    """
    sql, values = filled(WRITE, audience, broadcast.event)
    values |= {
        "event": broadcast.event,
        "broadcast": str(broadcast.pk),
        "incident": broadcast.incident,
        "words": json.dumps(broadcast.words),
        "now": now,
        "expires_at": now + MASS_PATIENCE,
        "after_id": message_id_of(broadcast.pk).removeprefix(f"<{broadcast.pk}"),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        written: int = cursor.rowcount
    broadcast.total += written
    Broadcast.objects.filter(pk=broadcast.pk).update(total=F("total") + written)
    transaction.on_commit(partial(wake, Channel.values))
    return written


@transaction.atomic
def pause_broadcast(broadcast: Broadcast, *, actor: "User | None", now: datetime) -> Broadcast:
    """Keep what is still queued from leaving. What is being sent at this moment still goes out.

    Raises ValidationError unless it is running; so a second call is refused.
    """
    locked = _locked(broadcast, Broadcast.State.RUNNING, _("Only a running one can be paused."))
    _queued_of(locked).update(not_before=now + FAR_AWAY, reason=Reason.PAUSED, updated_at=now)
    return _move(locked, Broadcast.State.PAUSED, actor, now)


@transaction.atomic
def resume_broadcast(broadcast: Broadcast, *, actor: "User | None", now: datetime) -> Broadcast:
    """Let the rest leave, with as much time as at the start.

    Raises ValidationError unless it is paused.
    """
    locked = _locked(broadcast, Broadcast.State.PAUSED, _("Only a paused one can go on."))
    _queued_of(locked).filter(reason=Reason.PAUSED).update(
        not_before=now, expires_at=now + MASS_PATIENCE, reason="", updated_at=now
    )
    transaction.on_commit(partial(wake, Channel.values))
    return _move(locked, Broadcast.State.RUNNING, actor, now)


@transaction.atomic
def cancel_broadcast(broadcast: Broadcast, *, actor: "User | None", now: datetime) -> Broadcast:
    """Give up for good what is still queued. Raises ValidationError if that was done already."""
    locked = Broadcast.objects.select_for_update().get(pk=broadcast.pk)
    if locked.state == Broadcast.State.CANCELLED:
        raise ValidationError(_("This mass message is cancelled already."), code="cancelled")
    _queued_of(locked).update(state=State.CANCELLED, reason="", updated_at=now)
    return _move(locked, Broadcast.State.CANCELLED, actor, now)


def hold_stragglers(now: datetime) -> int:
    """Stop what came back into the queue after its mass message was paused or cancelled.

    Those were being sent at that moment and were to be tried again. The sweep calls this.
    """
    stopped = Broadcast.objects.exclude(state=Broadcast.State.RUNNING)
    held = 0
    for broadcast in stopped.filter(updated_at__gte=now - MASS_PATIENCE):
        back = _queued_of(broadcast).exclude(reason=Reason.PAUSED)
        if broadcast.state == Broadcast.State.PAUSED:
            held += back.update(not_before=now + FAR_AWAY, reason=Reason.PAUSED, updated_at=now)
        else:
            held += back.update(state=State.CANCELLED, reason="", updated_at=now)
    return held


def progress_of(broadcasts: Collection[Broadcast]) -> dict[uuid.UUID, Progress]:
    """Return how far each mass message is, in one query over an index."""
    rows = (
        Notification.objects.filter(broadcast__in=[broadcast.pk for broadcast in broadcasts])
        .values_list("broadcast", "state")
        .annotate(count=Count("*"))
        .order_by()
    )
    counts: dict[uuid.UUID, dict[str, int]] = {broadcast.pk: {} for broadcast in broadcasts}
    for pk, state, count in rows:
        counts[pk][state] = count
    return {pk: Progress(found) for pk, found in counts.items()}


def _queued_of(broadcast: Broadcast) -> NotificationQuerySet:
    return Notification.objects.filter(broadcast=broadcast, state=State.QUEUED)


def _locked(broadcast: Broadcast, wanted: str, refusal: str) -> Broadcast:
    locked = Broadcast.objects.select_for_update().get(pk=broadcast.pk)
    if locked.state != wanted:
        raise ValidationError(refusal, code=f"not_{wanted}")
    return locked


def _move(
    broadcast: Broadcast, state: Broadcast.State, actor: "User | None", now: datetime
) -> Broadcast:
    broadcast.state, broadcast.updated_at = state, now
    broadcast.save(update_fields=["state", "updated_at"])
    logger.info("Mass message %s is %s by user %s", broadcast.pk, state, actor and actor.pk)
    return broadcast
