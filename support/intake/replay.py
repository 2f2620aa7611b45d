"""Trying the guide on payment records: what would it have found, and was it right?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from support.guidance.models import CaseWalk
from support.guidance.panel import build_panel
from support.intake.records import Record
from support.intake.services import Event, receive_news
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

    @property
    def verdict(self) -> str:
        """right, waits or wrong; "" when nobody knows the true cause."""
        if not self.true_cause:
            return ""
        if self.cause is None:
            return "waits"
        return "right" if self.cause == self.true_cause else "wrong"


def replay(records: Iterable[Record], *, now: datetime, keep: bool) -> Iterator[Replayed]:
    """Feed records through the same service as the event endpoint, all in one transaction.

    Nothing stays, and no message leaves, unless `keep` is set.
    """
    with transaction.atomic():
        for record in records:
            yield _replay_one(record, now)
        if not keep:
            transaction.set_rollback(True)


def tally(replayed: Iterable[Replayed]) -> Counter[str]:
    return Counter(result.verdict for result in replayed if result.verdict)


def _replay_one(record: Record, now: datetime) -> Replayed:
    event = Event(f"replay-{now.isoformat()}-line-{record.line}", "replay", afresh=True)
    answer = receive_news(event, record.news, now=now)
    if answer["walk"] is None:
        return Replayed(record.news.reference, None, False, None, None, record.true_cause, [])
    link = CaseWalk.objects.with_case().with_walk().get(walk_id=answer["walk"])
    panel = build_panel(link.case, link.walk, now=now)
    cause = panel.found.cause or None if panel.found else None
    waiting_at = answer["waiting_at"] or (answer["outcome"] if cause is None else None)
    weak = any(step.evidence and step.evidence.strength == "weak" for step in panel.path)
    return Replayed(
        reference=record.news.reference,
        cause=cause,
        automatic=answer["automatic"],
        waiting_at=waiting_at,
        strength=("weak" if weak else "strong") if cause else None,
        true_cause=record.true_cause,
        path=panel.path,
    )
