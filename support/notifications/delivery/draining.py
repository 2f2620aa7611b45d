"""Delivering what the outbox holds: claim, judge, render, send, record."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import prefetch_related_objects
from django.utils import timezone

from support.notifications.delivery.claiming import Batch, claim_batch
from support.notifications.delivery.clock_set_back import bring_back
from support.notifications.delivery.handover import Acceptance, begin, record_sent
from support.notifications.delivery.lapsed_leases import (
    free_lapsed,
    give_up_overdue,
    leave_in_doubt,
)
from support.notifications.delivery.last_look import check_batch
from support.notifications.delivery.preparing import cost_of_sending, kept_words, prepare
from support.notifications.delivery.settling import (
    drop,
    forget_code,
    hold,
    note_attempt,
    record_failure,
    release,
)
from support.notifications.models import Channel, Notification, Provider, Reason, State, Urgency
from support.notifications.outbox.broadcasts import hold_stragglers
from support.notifications.outbox.holding import is_held
from support.notifications.outbox.policy import Action
from support.notifications.transports import Outgoing, TransportError, Way
from support.sending.breaker import record_fault, record_health
from support.sending.heartbeat import heartbeat
from troubleshooting.marks.reading import once

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0
SWEEP_SECONDS = 15.5  # until the next sweep goes on
FAULTS_IN_A_BATCH = 3  # then the rest of it is put back
NAP_SECONDS = 0.25
# So long a result is kept in hand while the database is away; its leases have lapsed by then.
DATABASE_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Outcome:
    """What came of handing one message over. `error` is None when the provider took it."""

    notification: Notification
    outgoing: Outgoing
    way: Way
    started_at: datetime
    ended_at: datetime
    provider_id: str = ""
    error: TransportError | None = None

    @property
    def is_fault(self) -> bool:
        """Whether the provider is at fault, so that its breaker should know."""
        return self.error is not None and self.error.is_providers

    @property
    def acceptance(self) -> Acceptance:
        return Acceptance(
            self.notification,
            self.provider_id,
            self.started_at,
            self.ended_at,
            segments=self.outgoing.rendered.segments,
            cost=cost_of_sending(self.outgoing),
        )

    def store(self) -> None:
        if self.error is None:
            record_sent(self.acceptance)
        elif self.error.uncertain and self._can_be_asked():
            note_attempt(
                self.notification, started_at=self.started_at, now=self.ended_at, error=self.error
            )
            leave_in_doubt(self.notification, self.started_at)
        else:
            record_failure(
                self.notification, self.error, started_at=self.started_at, now=self.ended_at
            )

    def _can_be_asked(self) -> bool:
        return self.notification.channel == Channel.SMS and self.way.transport.can_look_up


def drain(
    channel: str,
    *,
    budget_seconds: float = DRAIN_SECONDS,
    on_more: Callable[[], None] = lambda: None,
    lingers: bool = False,
) -> int:
    """Send all that is due on a channel; return the number of messages tried.

    May be called any number of times at once: each message goes to one of them. `on_more` is
    called when there may be work for another worker too, or some is left when the time is over.
    One that lingers stays for what it put off, so that this leaves as spread as it was put off.
    Nothing leaves a restored copy.
    """
    if is_held(timezone.now()):
        return 0
    ends_at = time.monotonic() + budget_seconds
    tried, put_off, has_called = 0, 0, False
    while (left := ends_at - time.monotonic()) > 0:
        batch = claim_batch(channel, timezone.now())
        if batch.notifications:
            if batch.is_full and not has_called:
                has_called = True
                on_more()
            put_off += send_batch(batch, ends_at=ends_at)
            tried += len(batch.notifications)
        elif batch.wait is None and not (lingers and put_off and _is_due_within(left, channel)):
            return tried
        else:
            time.sleep(min(batch.wait or NAP_SECONDS, NAP_SECONDS))
    on_more()
    return tried


def sweep_outbox(*, budget_seconds: float = SWEEP_SECONDS) -> int:
    """Take over what dead workers held and send all that is due; return the number of tries.

    It is the retry mechanism, and the cure for a lost wake-up. While something is due soon it
    stays, so that what was spread over time leaves spread over time.
    """
    if is_held(timezone.now()):
        return 0
    ends_at = time.monotonic() + budget_seconds
    for put_right in (bring_back, free_lapsed, give_up_overdue, hold_stragglers):
        put_right(timezone.now())
    tried = 0
    while True:
        for channel in Channel:
            left = ends_at - time.monotonic()
            tried += drain(channel, budget_seconds=min(left, budget_seconds / 4))
        left = ends_at - time.monotonic()
        if left <= 0 or not _is_due_within(left, *Channel.values):
            return tried
        time.sleep(NAP_SECONDS)


def send_batch(batch: Batch, *, ends_at: float = math.inf) -> int:
    """Send what was claimed; return how many a provider did not take.

    No transaction is open while a provider is called. What isn't begun at `ends_at`, by the
    monotonic clock, is put back but for the first: many slow ones would outlive the task.
    """
    assert batch.way is not None  # there are messages  # noqa: S101
    now = timezone.now()
    judged = _judged(batch.notifications, now)
    with once():
        prepared = [(notification, _prepared(notification, now)) for notification in judged]
    ready = [(notification, outgoing) for notification, outgoing in prepared if outgoing]
    done: Outcome | None = None
    not_taken, faults, has_failed = 0, 0, batch.was_at_fault
    with heartbeat(Notification.objects.held()):
        for number, (notification, outgoing) in enumerate(ready):
            if faults >= FAULTS_IN_A_BATCH or (number and time.monotonic() > ends_at):
                release([row for row, _outgoing in ready[number:]], timezone.now())
                break
            has_begun = _turn(done, (notification, outgoing))
            done = _hand_over(notification, outgoing, batch.way) if has_begun else None
            not_taken += done is not None and done.error is not None
            if done is not None and done.is_fault:
                record_fault(Provider.objects, batch.way.name, done.ended_at)
                faults, has_failed = faults + 1, True
            elif done is not None and has_failed and done.error is None:
                record_health(Provider.objects, batch.way.name)
                faults, has_failed = 0, False
        _turn(done, None)
    return not_taken


def _judged(notifications: list[Notification], now: datetime) -> list[Notification]:
    """Return what may leave now; what policies keep back is settled."""
    prefetch_related_objects(notifications, "customer")
    decisions = check_batch(notifications, now)
    sendable = []
    for notification in notifications:
        decision = decisions[notification.pk]
        if decision.action == Action.SEND:
            sendable.append(notification)
        elif decision.action == Action.HOLD and decision.until is not None:
            hold(notification, decision.until, decision.reason, now)
        else:
            drop(notification, decision.state, decision.reason, now)
    return sendable


def _prepared(notification: Notification, now: datetime) -> Outgoing | None:
    try:
        return prepare(notification)
    except KeyError:
        logger.exception("Notification %s: no event %s", notification.pk, notification.event)
        drop(notification, State.FAILED, Reason.UNWORDED, now)
        return None


def _hand_over(notification: Notification, outgoing: Outgoing, way: Way) -> Outcome:
    started_at = timezone.now()
    provider_id, failure = "", None
    try:
        provider_id = way.transport.hand_over(outgoing)
    except TransportError as error:
        failure = error
    return Outcome(notification, outgoing, way, started_at, timezone.now(), provider_id, failure)


def _turn(done: Outcome | None, following: tuple[Notification, Outgoing] | None) -> bool:
    """Store the last result and begin the next message.

    While the database is away the result is kept in hand: the provider took the message.
    Returns whether the next message is ours to send.
    """
    ends_at = time.monotonic() + DATABASE_PATIENCE_SECONDS
    while True:
        try:
            return _store_and_begin(done, following)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > ends_at:
                raise
            logger.warning("The database is away; a result is kept in hand")
            time.sleep(NAP_SECONDS)
            close_old_connections()


def _store_and_begin(done: Outcome | None, following: tuple[Notification, Outgoing] | None) -> bool:
    after = done.acceptance if done is not None and done.error is None else None
    if done is not None and (after is None or following is None):
        done.store()
        after = None
    has_begun = following is not None and _begin(*following, after)
    if done is not None:
        forget_code(done.notification)
    return has_begun


def _begin(notification: Notification, outgoing: Outgoing, after: Acceptance | None) -> bool:
    kept = kept_words(notification, outgoing.rendered)
    return begin(notification, kept, timezone.now(), after=after)


def _is_due_within(seconds: float, *channels: str) -> bool:
    """Tell whether a message that waits becomes due soon. Naming all keeps it to an index."""
    now = timezone.now()
    return Notification.objects.filter(
        state=State.QUEUED,
        channel__in=channels,
        urgency__in=Urgency.values,
        not_before__range=(now, now + timedelta(seconds=seconds)),
    ).exists()
