"""Choosing many messages to be sent again."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict

from support.desk.outbox.outbox import ROWS_SHOWN, bounded_keys
from support.desk.outbox.query import OutboxQuery
from support.notifications.models import Notification


@dataclass(frozen=True)
class Choice:
    """Which messages are to be sent again: those that were ticked, or all that fit the filters.

    `fields` repeat the choice in a form. `has_more` says that more fit than are sent at once.
    """

    query: OutboxQuery
    keys: list[uuid.UUID]
    has_more: bool
    is_all: bool
    fields: list[tuple[str, str]]

    @property
    def rows(self) -> QuerySet[Notification]:
        return Notification.objects.filter(pk__in=self.keys)

    @property
    def shown(self) -> list[Notification]:
        """Some of them to look at, the newest first."""
        rows = self.rows.select_related("customer").defer("html", "text", "context")
        return list(rows.order_by("-created_at", "-pk")[:ROWS_SHOWN])

    @property
    def count(self) -> int:
        return len(self.keys)

    @property
    def unseen(self) -> int:
        return max(self.count - ROWS_SHOWN, 0)


def read_choice(asked: QueryDict, now: datetime) -> Choice:
    """Read which messages are meant; what can't be sent again is left out."""
    query, is_all = OutboxQuery.read(asked), asked.get("all") == "1"
    if is_all:
        keys, has_more = bounded_keys(query.chosen(now))
        return Choice(query, keys, has_more, is_all=True, fields=[*query.pairs, ("all", "1")])
    ticked = [key for text in asked.getlist("message")[:100] if (key := _key(text))]
    keys, has_more = bounded_keys(Notification.objects.filter(pk__in=ticked))
    fields = [*query.pairs, *(("message", str(key)) for key in keys)]
    return Choice(query, keys, has_more, is_all=False, fields=fields)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
