"""Rows of the outbox: what a message is, when it may leave, and what it makes superfluous."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import (
    Case,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from support.customers.contacts import KnownContact
from support.customers.models import Customer
from support.notifications.addresses.mail_ids import message_id_of
from support.notifications.models import Channel, Notification, Reason, State
from support.notifications.outbox.policy import CODE, CODE_HOLDS, Action, decide
from support.notifications.outbox.policy_facts import facts_of, house_rules
from support.notifications.outbox.waking import wake
from support.notifications.outbox.whereabouts import address_of
from support.notifications.words.cleaning import clean_context
from support.notifications.words.events import EVENTS, Event
from support.sending.backoff import PATIENCE
from troubleshooting.marks.writing import made, store

# So long after an automatic message the next one about the same matter may wait for others.
FOLD = timedelta(minutes=5)
TELLING_STATE = [event.name for event in EVENTS.values() if event.tells_state]
ABOUT_INCIDENTS = [event.name for event in EVENTS.values() if "incident_sentence" in event.uses]
AUTOMATIC = [event.name for event in EVENTS.values() if event.is_automatic]


@dataclass(frozen=True)
class Telling:
    """What a customer is told, whatever the channel; where to, says `contact`."""

    customer: Customer
    event: Event
    context: Mapping[str, str]
    now: datetime
    contact: KnownContact
    thread: str = ""
    incident: str = ""
    stands_in_for: Notification | None = None
    channels: Collection[str] = tuple(Channel.values)
    undone_until: datetime | None = None


class Road(TypedDict, total=False):
    """How a message goes out: by these channels at most, by default by all that there are.

    Until `undone_until` whoever told it may take it back, so nothing leaves before.
    """

    channels: Collection[str]
    undone_until: datetime | None


class Matter(Road, total=False):
    """What a message belongs to: the case of its thread, the incident.

    `contact` is how the customer is reached about that; by default it is as about anything.
    """

    thread: str
    incident: str
    contact: KnownContact


def telling(
    customer: Customer,
    event: str,
    context: Mapping[str, str],
    *,
    now: datetime,
    **matter: Unpack[Matter],
) -> Telling:
    """Make sure that there is something to tell.

    Raises KeyError for an event that is not in EVENTS, and ValidationError when a fact is missing
    without which its message would say nothing.
    """
    words = clean_context(event, context)
    missing = sorted(name for name in EVENTS[event].needs if not words[name])
    if missing:
        raise ValidationError(
            _("There is nothing to tell the customer yet: %(missing)s is missing."),
            code="no_fact",
            params={"missing": ", ".join(missing)},
        )
    matter.setdefault("contact", customer.contact)
    return Telling(customer, EVENTS[event], words, now, **matter)


def row_for(told: Telling, channel: Channel, dedupe_key: str) -> Notification:
    """Return an unsaved row as the policies want it: due, held back or not to be sent at all."""
    row = made(
        Notification,
        customer=told.customer,
        event=told.event.name,
        channel=channel,
        address=address_of(told.contact, channel),
        language=told.contact.language,
        time_zone=told.contact.time_zone,
        context=dict(told.context),
        dedupe_key=dedupe_key,
        thread=told.thread,
        incident=told.incident,
        urgency=told.event.urgency,
        stands_in_for=told.stands_in_for,
        not_before=told.now,
        created_at=told.now,
        updated_at=told.now,
    )
    row.message_id = message_id_of(row.pk)
    decision = decide(facts_of(row, told.contact), told.now, house_rules())
    if decision.action == Action.HOLD and decision.until:
        row.not_before = decision.until
    row.state, row.reason = decision.state, decision.reason
    if told.undone_until and row.state == State.QUEUED and row.not_before < told.undone_until:
        row.not_before, row.reason = told.undone_until, Reason.UNDOABLE
    row.expires_at = row.not_before + (CODE_HOLDS if row.event == CODE else PATIENCE)
    return row


def insert(
    rows: Sequence[Notification], now: datetime, *, is_first: bool = False
) -> tuple[list[Notification], set[UUID]]:
    """Insert the rows whose keys are new and have them sent once committed.

    Returns what stands under all the keys, and the primary keys of what is new. What the new rows
    make superfluous is taken out; the first ones of a thread repeat and replace nothing.
    """
    if not rows:
        return [], set()
    if is_first:
        store(*rows)
        _wake_for(rows, now)
        return list(rows), {row.pk for row in rows}
    _fold(rows, now)
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    stored = Notification.objects.select_related("customer").in_bulk(
        [row.dedupe_key for row in rows], field_name="dedupe_key"
    )
    new = [stored[row.dedupe_key] for row in rows if stored[row.dedupe_key].pk == row.pk]
    _supersede(new, now)
    _wake_for(new, now)
    return [stored[row.dedupe_key] for row in rows], {row.pk for row in new}


def _wake_for(new: Iterable[Notification], now: datetime) -> None:
    due = {row.channel for row in new if row.state == State.QUEUED and row.not_before <= now}
    if due:
        transaction.on_commit(partial(wake, sorted(due)))


@transaction.atomic(savepoint=False)
def supersede_thread(
    thread: str, *, before: datetime, now: datetime, events: Collection[str] = TELLING_STATE
) -> int:
    """Take out the queued messages of a case that tell a state in which it no longer is.

    Returns how many. What is with a provider at this moment is judged again if that fails.
    """
    waiting = Notification.objects.filter(
        thread=thread, state=State.QUEUED, event__in=events, created_at__lt=before
    )
    return Notification.objects.filter(pk__in=_free(waiting)).update(
        state=State.CANCELLED, reason=Reason.OVER, updated_at=now
    )


def told_anew(notifications: Collection[Notification]) -> set[UUID]:
    """Return which of these messages tell a state that a later message has told anew.

    What stands in for another is as old as that one. The same told on both channels is not later.
    """
    since = Coalesce(OuterRef("stands_in_for__sequence"), OuterRef("sequence"))
    made_at = Coalesce(OuterRef("stands_in_for__created_at"), OuterRef("created_at"))
    later = Notification.objects.filter(
        Q(channel=OuterRef("channel")) | Q(created_at__gt=made_at),
        customer=OuterRef("customer"),
        sequence__gt=since,
    )
    # What a person took back, or the customer wants no more of, never told anything.
    later = later.exclude(pk=OuterRef("pk")).exclude(
        state=State.CANCELLED, reason__in=["", Reason.OPTED_OUT]
    )
    about_thread = later.filter(thread=OuterRef("thread"), event__in=TELLING_STATE)
    about_incident = later.filter(incident=OuterRef("incident"), event__in=ABOUT_INCIDENTS)
    found: set[UUID] = set()
    for later_ones, pks in (
        (about_thread, [row.pk for row in notifications if _is_state(row)]),
        (about_incident, [row.pk for row in notifications if _is_incident(row)]),
    ):
        if pks:
            rows = Notification.objects.filter(Exists(later_ones), pk__in=pks)
            found.update(rows.values_list("pk", flat=True))
    return found


def _is_state(row: Notification) -> bool:
    return bool(row.thread) and row.event in TELLING_STATE


def _is_incident(row: Notification) -> bool:
    return bool(row.incident) and row.event in ABOUT_INCIDENTS


def _fold(rows: Iterable[Notification], now: datetime) -> None:
    """Let messages wait that would follow another about the same matter too closely."""
    folding = [row for row in rows if EVENTS[row.event].folds and row.state == State.QUEUED]
    if not folding or not (folding[0].thread or folding[0].incident):
        return
    row = folding[0]  # all rows tell the same
    same = Q(thread=row.thread) if row.thread else Q()
    same |= Q(incident=row.incident) if row.incident else Q()
    last = dict(
        Notification.objects.filter(
            same,
            customer=row.customer_id,
            channel__in=[other.channel for other in folding],
            event__in=AUTOMATIC,
            state__in=[State.CLAIMED, State.SENT, State.DELIVERED],
        )
        .values_list("channel")
        .annotate(last=Max(Coalesce("sent_at", "updated_at")))
    )
    for row in folding:
        if row.channel in last and last[row.channel] + FOLD > row.not_before:
            row.not_before, row.reason = last[row.channel] + FOLD, Reason.FOLDED
            row.expires_at = row.not_before + PATIENCE


def _supersede(new: Sequence[Notification], now: datetime) -> None:
    """Take out what still waits on the same channels and tells an older state of the matter.

    What the customer wants no more of replaces nothing.
    """
    new = [row for row in new if (row.state, row.reason) != (State.CANCELLED, Reason.OPTED_OUT)]
    if not new:
        return
    row = new[0]  # all rows tell the same
    if _is_state(row):
        same = Q(thread=row.thread, event__in=TELLING_STATE)
    elif _is_incident(row):
        same = Q(incident=row.incident, event__in=ABOUT_INCIDENTS)
    else:
        return
    # What the same change of the case has just taken out gives way to a message after all.
    is_out = Q(state=State.CANCELLED, reason=Reason.OVER, updated_at=now)
    older = Notification.objects.filter(
        same,
        Q(state=State.QUEUED) | is_out,
        customer=row.customer_id,
        channel__in=[other.channel for other in new],
        sequence__lt=min(other.sequence for other in new),
    )
    following = Case(
        *(When(channel=other.channel, then=Value(other.pk)) for other in new),
        output_field=UUIDField(),
    )
    Notification.objects.filter(pk__in=_free(older)).update(
        state=State.SUPERSEDED, reason=Reason.NEWER, superseded_by=following, updated_at=now
    )


def _free(waiting: QuerySet[Notification]) -> QuerySet[Notification, object]:
    """Leave out what is being claimed at this moment, so that nobody waits for anybody."""
    return waiting.order_by("sequence").select_for_update(skip_locked=True).values("pk")
