"""Trying the guide on payment records: what would it have found, and was it right?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, transaction

from support.guidance.models import CaseWalk
from support.guidance.panel import build_panel
from support.intake.records import BadRecord, Record
from support.intake.services import Event, receive_news
from support.payments.news import Unread
from troubleshooting.walks.showing.values import Taken


@dataclass(frozen=True)
class Replayed:
    """What became of one record. `waiting_at` is a node, empty when a cause was found."""

    reference: str
    cause: str | None
    automatic: bool
    waiting_at: str | None
    strength: str | None
    true_cause: str
    path: list[Taken]
    unread: tuple[Unread, ...] = ()

    @property
    def verdict(self) -> str:
        """right, waits or wrong; "" when nobody knows the true cause."""
        if not self.true_cause:
            return ""
        if self.cause is None:
            return "waits"
        return "right" if self.cause == self.true_cause else "wrong"


def replay(
    records: Iterable[Record | BadRecord], *, now: datetime, keep: bool
) -> Iterator[Replayed | BadRecord]:
    """Feed records through the same service as the event endpoint, all in one transaction.

    A line that can't be taken comes back with its reason and the others go on. Nothing stays, and
    no message leaves, unless `keep` is set.
    """
    with transaction.atomic():
        for record in records:
            yield record if isinstance(record, BadRecord) else _taken(record, now)
        if not keep:
            transaction.set_rollback(True)


def tally(replayed: Iterable[Replayed]) -> Counter[str]:
    return Counter(result.verdict for result in replayed if result.verdict)


def _taken(record: Record, now: datetime) -> Replayed | BadRecord:
    """Replay one record in a savepoint of its own, so that the next finds a sound transaction."""
    try:
        with transaction.atomic():
            return _replay_one(record, now)
    except DataError as error:
        return BadRecord(record.line, f"the database cannot hold it: {error}".strip())


def _replay_one(record: Record, now: datetime) -> Replayed:
    event = Event(f"replay-{now.isoformat()}-line-{record.line}", "replay", afresh=True)
    answer = receive_news(event, record.news, now=now)
    reference = record.news.reference or record.news.references[0].value
    unread = record.news.unread
    if answer["walk"] is None:
        return Replayed(reference, None, False, None, None, record.true_cause, [], unread)
    link = CaseWalk.objects.with_case().with_walk().get(walk_id=answer["walk"])
    panel = build_panel(link.case, link.walk, now=now)
    cause = panel.found.cause or None if panel.found else None
    waiting_at = answer["waiting_at"] or (answer["outcome"] if cause is None else None)
    weak = any(step.evidence and step.evidence.strength == "weak" for step in panel.path)
    return Replayed(
        reference=reference,
        cause=cause,
        automatic=answer["automatic"],
        waiting_at=waiting_at,
        strength=("weak" if weak else "strong") if cause else None,
        true_cause=record.true_cause,
        path=panel.path,
        unread=unread,
    )
