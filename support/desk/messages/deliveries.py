"""What became of a message, and what an agent can do about it."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.customers.contacts import KnownContact
from support.desk.messages.waiting import why_it_waits
from support.notifications.models import Attempt, Channel, Notification, Reason, State
from support.notifications.outbox.other_channel import other_key
from support.notifications.outbox.policy import CODE
from support.notifications.outbox.whereabouts import address_of
from support.notifications.services import (
    cancel_notification,
    retry_notification,
    send_by_other_channel,
    settle_by_hand,
)
from support.notifications.words.events import EVENTS

# Takes the message, `actor` and `now`; raises ValidationError when it can't be done.
Service = Callable[..., Any]


@dataclass(frozen=True)
class Act:
    """Something an agent can do with a message: the button, and what is said when it is done."""

    name: str
    label: str | Promise
    icon: str
    service: Service
    done: str | Promise


def _arrived(notification: Notification, **who_and_when: Any) -> Any:
    return settle_by_hand(notification, arrived=True, **who_and_when)


def _not_arrived(notification: Notification, **who_and_when: Any) -> Any:
    return settle_by_hand(notification, arrived=False, **who_and_when)


ON_ITS_WAY = _("The message is on its way again.")
ACTS = {
    act.name: act
    for act in (
        Act("retry", _("Send again"), "arrow-path", retry_notification, ON_ITS_WAY),
        Act(
            "stand-in-email",
            _("Send by e-mail instead"),
            "envelope",
            send_by_other_channel,
            _("The message goes out by e-mail instead."),
        ),
        Act(
            "stand-in-sms",
            _("Send by SMS instead"),
            "device-phone-mobile",
            send_by_other_channel,
            _("The message goes out by SMS instead."),
        ),
        Act(
            "cancellation",
            pgettext_lazy("message", "Cancel"),
            "no-symbol",
            cancel_notification,
            _("The message is cancelled and will not go out."),
        ),
        Act(
            "arrived",
            _("The customer has it"),
            "check-circle",
            _arrived,
            _("It is written down that the message arrived."),
        ),
        Act(
            "not-arrived",
            _("It did not arrive, send again"),
            "arrow-path",
            _not_arrived,
            ON_ITS_WAY,
        ),
    )
}


@dataclass(frozen=True)
class Delivery:
    """One message as an agent reads it.

    `waits` says why it has not left yet, `is_in_vain` that it would go to where there is nobody,
    were it sent again. `replaced` is the failed message that it stands in for,
    `stand_in` the one that stands in for it, `newer` the one that tells the present state.
    """

    notification: Notification
    waits: str = ""
    is_in_vain: bool = False
    words: Attempt | None = None
    replaced: Notification | None = None
    stand_in: Notification | None = None
    newer: Notification | None = None
    acts: list[Act] = field(default_factory=list)


def build_deliveries(
    notifications: Iterable[Notification], contact: KnownContact
) -> dict[uuid.UUID, Delivery]:
    """Return a case's messages by their keys; they must have been read over `for_thread`."""
    rows = {row.pk: row for row in notifications}
    stand_ins = {row.stands_in_for_id: row for row in rows.values()}
    told = {row.dedupe_key for row in rows.values()}
    return {
        pk: Delivery(
            notification=row,
            waits=why_it_waits(row, contact.time_zone),
            is_in_vain=is_in_vain(row, contact),
            words=last_words(row),
            replaced=rows.get(row.stands_in_for_id) if row.stands_in_for_id else None,
            stand_in=stand_ins.get(pk),
            newer=rows.get(row.superseded_by_id) if row.superseded_by_id else None,
            acts=acts_on(row, contact, is_told_otherwise=other_key(row) in told),
        )
        for pk, row in rows.items()
    }


def acts_on(
    notification: Notification, contact: KnownContact, *, is_told_otherwise: bool
) -> list[Act]:
    """Return what can be done with a message now; the services decide when it is done.

    `is_told_otherwise` says that the other channel carries the same already.
    """
    state = State(notification.state)
    if state == State.QUEUED:
        return [ACTS["cancellation"]]
    if not state.is_trouble or notification.event == CODE:  # a new one is asked for
        return []
    is_doubtful = state == State.NEEDS_PERSON and notification.reason == Reason.UNCERTAIN
    names = ["arrived", "not-arrived"] if is_doubtful else ["retry"]
    other = Channel(notification.channel).other
    if notification.event in EVENTS and address_of(contact, other) and not is_told_otherwise:
        names.append(f"stand-in-{other.value}")
    return [ACTS[name] for name in names]


def is_in_vain(notification: Notification, contact: KnownContact) -> bool:
    """Whether it failed at an address that does not exist and is still all that we have."""
    known = address_of(contact, Channel(notification.channel))
    return (
        notification.state == State.FAILED
        and notification.reason in (Reason.NO_ADDRESS, Reason.SUPPRESSED)
        and known in ("", notification.address)
    )


def last_words(notification: Notification) -> Attempt | None:
    """Return the last words about a message that still matter, a provider's or an agent's.

    Of one that went out no refusal matters any more.
    """
    spoken = [
        attempt
        for attempt in notification.attempt_rows.all()
        if attempt.words and (not is_gone(notification) or is_by_hand(attempt))
    ]
    return spoken[-1] if spoken else None


def is_gone(notification: Notification) -> bool:
    return notification.state in (State.SENT, State.DELIVERED)


def is_by_hand(attempt: Attempt) -> bool:
    """Whether it is no attempt but says what somebody decided."""
    return not attempt.provider
