"""What has to work, asked part by part. A server that hangs is found out as one that is gone is."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from celery import current_app
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from config.health.models import Beat
from support.notifications.models import Notification, Urgency
from support.notifications.models.notification import STUCK_AFTER
from support.notifications.outbox.waking import BROKER_FAILURES, SHORT_TIMEOUTS

PATIENCE_SECONDS = 1.5
BEAT_IS_DEAD_AFTER = timedelta(minutes=2)
IN_THE_DATABASE = ("database", "migrations", "timetable", "outbox")
NAMES = (*IN_THE_DATABASE, "broker")


@dataclass(frozen=True)
class Part:
    """One part of the installation. The details are for those who run it."""

    name: str
    ok: bool
    details: dict[str, Any] = field(default_factory=dict)


class Asking(threading.Thread):
    """One question under way; it may hang for as long as the server does."""

    def __init__(self, ask: Callable[[], list[Part]]) -> None:
        super().__init__(daemon=True)
        self.ask = ask
        self.found: list[Part] = []

    def run(self) -> None:
        self.found = self.ask()


class Question:
    """What is asked of one server. Whoever wants to know while it is being asked waits as well."""

    def __init__(self, ask: Callable[[], list[Part]], names: tuple[str, ...]) -> None:
        self.ask = ask
        self.names = names
        self.lock = threading.Lock()
        self.asking: Asking | None = None

    def begin(self) -> Asking:
        with self.lock:
            if self.asking is None or not self.asking.is_alive():
                self.asking = Asking(self.ask)
                self.asking.start()
            return self.asking

    def answer(self, asking: Asking, ends_at: float) -> list[Part]:
        """Return what was found until then, on the monotonic clock."""
        asking.join(max(ends_at - time.monotonic(), 0))
        known = {part.name: part for part in asking.found}
        why = {} if known else {"error": f"no answer within {PATIENCE_SECONDS} s"}
        return [known.get(name) or Part(name, ok=False, details=why) for name in self.names]


def look() -> list[Part]:
    """Ask every part at once and wait for none longer than PATIENCE_SECONDS."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    under_way = [(question, question.begin()) for question in QUESTIONS]
    return [part for question, asking in under_way for part in question.answer(asking, ends_at)]


def _ask_database() -> list[Part]:
    try:
        return list(_in_the_database(timezone.now()))
    except DatabaseError as error:
        return [Part("database", ok=False, details={"error": type(error).__name__})]
    finally:
        connections.close_all()  # this thread's own


def _in_the_database(now: datetime) -> Iterator[Part]:
    missing = sorted(_known_migrations() - set(MigrationRecorder(connection).applied_migrations()))
    yield Part("database", ok=True)
    yield Part("migrations", not missing, {"missing": [".".join(name) for name in missing]})
    if missing:  # so are tables, perhaps
        return
    beat = Beat.objects.values_list("at", flat=True).first()
    yield Part(
        "timetable",
        beat is not None and now - beat < BEAT_IS_DEAD_AFTER,
        {"beat_age_seconds": _seconds(now, beat)},
    )
    oldest = Notification.objects.due(now).filter(urgency__in=Urgency.values)
    due_since = oldest.order_by().aggregate(oldest=Min("not_before"))["oldest"]
    yield Part(
        "outbox",
        due_since is None or now - due_since < STUCK_AFTER,
        {"oldest_due_seconds": _seconds(now, due_since)},
    )


def _ask_broker() -> list[Part]:
    try:
        with current_app.connection_for_write(transport_options=SHORT_TIMEOUTS) as broker:
            broker.channel().client.ping()
    except BROKER_FAILURES as error:
        return [Part("broker", ok=False, details={"error": type(error).__name__})]
    return [Part("broker", ok=True)]


@cache
def _known_migrations() -> set[tuple[str, str]]:
    """Name the last migrations of every app, which need all before them."""
    return set(MigrationLoader(None).graph.leaf_nodes())


def _seconds(now: datetime, since: datetime | None) -> float | None:
    return round((now - since).total_seconds(), 1) if since else None


QUESTIONS = (Question(_ask_database, IN_THE_DATABASE), Question(_ask_broker, ("broker",)))
