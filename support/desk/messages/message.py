"""One message of the outbox: every part of it as it went out, and what became of it."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from support.desk.messages.deliveries import Delivery, acts_on, is_in_vain, last_words
from support.desk.messages.waiting import tell_paused, why_it_waits
from support.notifications.models import Notification, Provider, State
from support.notifications.outbox.whereabouts import contact_of
from support.notifications.services import has_twin
from support.notifications.showing import as_it_would_leave, headers_of
from support.notifications.words.rendering import Rendered

LOOKS = ("light", "dark")
_PREFERS = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
# A condition of a style sheet that is always true, and one that never is.
ALWAYS, NEVER = "(min-width: 0)", "(max-width: 0)"


@dataclass(frozen=True)
class Sight:
    """Everything the page of one message shows."""

    delivery: Delivery
    rendered: Rendered
    headers: list[tuple[str, str]]
    obstacles: list[str]

    @property
    def notification(self) -> Notification:
        return self.delivery.notification


def find_message(pk: uuid.UUID) -> Notification:
    """Read a message with all that its page shows. Raises Notification.DoesNotExist."""
    return (
        Notification.objects.select_related(
            "customer", "broadcast", "stands_in_for", "stand_in", "superseded_by"
        )
        .prefetch_related("attempt_rows")
        .get(pk=pk)
    )


def build_sight(row: Notification, now: datetime) -> Sight:
    stand_in = getattr(row, "stand_in", None)
    contact = contact_of(row)
    return Sight(
        delivery=Delivery(
            notification=row,
            waits=why_it_waits(row, contact.time_zone),
            is_in_vain=is_in_vain(row, contact),
            words=last_words(row),
            replaced=row.stands_in_for,
            stand_in=stand_in,
            newer=row.superseded_by,
            acts=acts_on(row, contact, is_told_otherwise=has_twin(row)),
        ),
        rendered=as_it_would_leave(row),
        headers=headers_of(row),
        obstacles=_obstacles(row, now) if row.state == State.QUEUED else [],
    )


def html_in(html: str, look: str) -> str:
    """Return the HTML as a mail program with light or dark colours shows it."""

    def answer(asked: "re.Match[str]") -> str:
        return ALWAYS if asked[1].lower() == look else NEVER

    return _PREFERS.sub(answer, html) if look in LOOKS else html


def _obstacles(row: Notification, now: datetime) -> list[str]:
    """Say which providers of the channel are left alone now."""
    paused = Provider.objects.filter(channel=row.channel, open_until__gt=now).order_by("name")
    return [
        tell_paused(provider.name, provider.open_until)
        for provider in paused
        if provider.open_until and provider.is_open(now)
    ]
