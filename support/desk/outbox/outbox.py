"""The outbox as an agent reads it: every message with its state, and how the outbox does."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support.desk.outbox.query import OutboxQuery
from support.desk.outbox.strip import Strip, build_strip
from support.notifications.health.figures import Health, outbox_health
from support.notifications.models import (
    Broadcast,
    Channel,
    Notification,
    Reason,
    State,
)
from support.notifications.words.events import EVENTS
from web.paging import ROWS

MOST_AT_ONCE = 1_000  # so many are sent again by one press
ROWS_SHOWN = 10  # of those before one presses it


@dataclass(frozen=True)
class Option:
    """One thing to filter by."""

    value: str
    label: str | Promise
    is_chosen: bool
    count: int | None = None


@dataclass(frozen=True)
class Filter:
    """One drop-down of the filters."""

    name: str
    label: str
    any: str
    choices: list[Option]


@dataclass(frozen=True)
class Tab:
    """One state to narrow the list to."""

    label: str | Promise
    icon: str
    is_chosen: bool
    address: str


@dataclass(frozen=True)
class Row:
    """One message of the list; one that can be sent again may be chosen with others."""

    notification: Notification
    can_be_chosen: bool


@dataclass(frozen=True)
class OutboxPage:
    """One page of the outbox."""

    query: OutboxQuery
    rows: list[Row]
    strip: Strip
    tabs: list[Tab]
    filters: list[Filter]
    broadcast: Broadcast | None
    previous_address: str
    next_address: str

    @property
    def can_choose(self) -> bool:
        return any(row.can_be_chosen for row in self.rows)


def build_outbox(query: OutboxQuery, *, now: datetime, before: str, after: str) -> OutboxPage:
    """Compose a page of the outbox, newest first.

    `before` and `after` are the marks of a row: the page begins next to it, so that deep pages
    cost what the first one does.
    """
    found, is_back = _rows(query, now, before, after), bool(read_mark(after))
    rows = found[:ROWS][::-1] if is_back else found[:ROWS]
    has_more = len(found) > ROWS
    is_first = not read_mark(before) if not is_back else not has_more
    is_last = not has_more and not is_back
    health = outbox_health(now)
    return OutboxPage(
        query=query,
        rows=[Row(row, is_retryable(row)) for row in rows],
        strip=build_strip(health, now),
        tabs=_tabs(query),
        filters=_filters(query, health),
        broadcast=_broadcast(query),
        previous_address="" if is_first or not rows else query.address(after=mark_of(rows[0])),
        next_address="" if is_last or not rows else query.address(before=mark_of(rows[-1])),
    )


def is_retryable(row: Notification) -> bool:
    return State(row.state).is_trouble and row.reason != Reason.UNCERTAIN


def retryable(rows: QuerySet[Notification]) -> QuerySet[Notification]:
    """Leave what many of can be sent again at once; the doubtful have to be settled singly."""
    return rows.filter(state__in=[State.FAILED, State.NEEDS_PERSON]).exclude(
        reason=Reason.UNCERTAIN
    )


def bounded_keys(rows: QuerySet[Notification]) -> tuple[list[uuid.UUID], bool]:
    """Return the keys of the newest that can be sent again at once, and whether there are more."""
    keys = retryable(rows).order_by("-created_at", "-pk").values_list("pk", flat=True)
    found = list(keys[: MOST_AT_ONCE + 1])
    return found[:MOST_AT_ONCE], len(found) > MOST_AT_ONCE


def mark_of(row: Notification) -> str:
    return f"{row.created_at.isoformat()}_{row.pk}"


def read_mark(text: str) -> tuple[datetime, uuid.UUID] | None:
    """Return where a mark points to; None for what is none."""
    moment, _sign, key = text.partition("_")
    try:
        at, pk = parse_datetime(moment.replace(" ", "+")), uuid.UUID(key)
        return (at.astimezone(UTC), pk) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):  # near the year 9999 some zones can't say when that is
        return None


def _rows(query: OutboxQuery, now: datetime, before: str, after: str) -> list[Notification]:
    """Return one row more than a page shows; of a page before the newest comes last."""
    rows = query.chosen(now).select_related("customer").defer("html", "text", "context")
    if mark := read_mark(after):
        rows = rows.filter(_beside(mark, "gt")).order_by("created_at", "pk")
    elif mark := read_mark(before):
        rows = rows.filter(_beside(mark, "lt")).order_by("-created_at", "-pk")
    else:
        rows = rows.order_by("-created_at", "-pk")
    return list(rows[: ROWS + 1])


def _beside(mark: tuple[datetime, uuid.UUID], side: str) -> Q:
    at, pk = mark
    same = Q(created_at=at, **{f"pk__{side}": pk})
    return Q(**{f"created_at__{side}e": at}) & (Q(**{f"created_at__{side}": at}) | same)


def _broadcast(query: OutboxQuery) -> Broadcast | None:
    is_one = query.mass not in ("", "yes", "no")
    return Broadcast.objects.filter(pk=query.mass).first() if is_one else None


def _tabs(query: OutboxQuery) -> list[Tab]:
    return [
        Tab(_("All"), "", not query.state, query.address(state="")),
        *(
            Tab(state.label, state.icon, query.state == state, query.address(state=state.value))
            for state in State
        ),
    ]


def _filters(query: OutboxQuery, health: Health) -> list[Filter]:
    providers = [(provider.name, provider.name) for provider in health.providers]
    mass = [("yes", _("Only mass messages")), ("no", _("No mass messages"))]
    events = [(event.name, event.title) for event in EVENTS.values()]
    wanted: list[tuple[str, str, str, Iterable[tuple[str, str | Promise]]]] = [
        ("channel", pgettext("messages", "Channel"), _("E-mail and SMS"), Channel.choices),
        ("event", _("Event"), _("Any event"), events),
        ("reason", _("Reason"), _("Any reason"), Reason.choices),
        ("provider", _("Provider"), _("Any provider"), providers),
        ("mass", _("Mass messages"), _("With mass messages"), mass),
    ]
    return [
        Filter(name, label, any_of_them, _options(getattr(query, name), choices))
        for name, label, any_of_them, choices in wanted
    ]


def _options(chosen: str, choices: Iterable[tuple[str, str | Promise]]) -> list[Option]:
    """Return the options; a chosen one that is none of them stays chosen."""
    options = [Option(value, label, value == chosen) for value, label in choices]
    if chosen and not any(option.is_chosen for option in options):
        options.append(Option(chosen, chosen, is_chosen=True))
    return options
