"""A replay as the publish page shows it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from troubleshooting.causes.models import Cause
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.graph import Node
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.rights import sight_of
from troubleshooting.walks.replaying import Replayed, Result, replay

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LIMITS = (100, 1000)
ROW_LIMIT = 200
STEPS_TOLD = 3

LABELS: Mapping[Result, Promise] = {
    Result.SAME: _("same cause"),
    Result.OTHER: _("other cause"),
    Result.STOPS: _("stops"),
    Result.ASKS: _("needs a new answer"),
}
ICONS = {
    Result.SAME: "check-circle",
    Result.OTHER: "arrows-right-left",
    Result.STOPS: "no-symbol",
    Result.ASKS: "question-mark-circle",
}
LOOKS = {Result.SAME: "good", Result.OTHER: "bad", Result.STOPS: "bad", Result.ASKS: "warn"}


@dataclass(frozen=True)
class ResultCount:
    result: str
    label: str
    icon: str
    look: str
    number: int


@dataclass(frozen=True)
class ReplayRow:
    """One walk that comes out otherwise, in words."""

    subject: str
    ended_at: datetime
    version: int
    label: str
    icon: str
    look: str
    before: str
    after: str
    after_node: str


@dataclass(frozen=True)
class ReplayShown:
    """How the last closed walks come out, and those that come out otherwise.

    `waiting` names the steps at which most of them wait for a new answer, with how many.
    """

    total: int
    limit: int
    counts: list[ResultCount]
    minutes_saved: int
    waiting: list[tuple[str, int]]
    rows: list[ReplayRow]
    unshown: int


def build_replay(draft: TreeVersion, user: "User", *, limit: int, language: str) -> ReplayShown:
    """Replay closed walks through a draft and put into words what differs.

    Raises ValidationError for a draft that can't be walked at all.
    """
    replayed = replay(draft.document, draft.tree, limit=limit).as_seen(sight_of(user))
    names = {cause.slug: cause.name for cause in Cause.objects.all()}
    rows = [
        ReplayRow(
            subject=row.subject,
            ended_at=row.ended_at,
            version=row.version,
            label=str(LABELS[row.result]),
            icon=ICONS[row.result],
            look=LOOKS[row.result],
            before=_found(row.before, names, language),
            after=_found(row.after, names, language),
            after_node=row.after.key,
        )
        for row in replayed.differing[:ROW_LIMIT]
    ]
    counts = [
        ResultCount(result, str(LABELS[result]), ICONS[result], LOOKS[result], number)
        for result in Result
        if (number := replayed.counts.get(result, 0))
    ]
    return ReplayShown(
        total=len(replayed.rows),
        limit=limit,
        counts=counts,
        minutes_saved=round(replayed.minutes_saved),
        waiting=_waiting(replayed.differing, language),
        rows=rows,
        unshown=max(0, len(replayed.differing) - ROW_LIMIT),
    )


def _waiting(differing: Iterable[Replayed], language: str) -> list[tuple[str, int]]:
    asked = (row.after for row in differing if row.result == Result.ASKS)
    counted = Counter((node.key, pick(node.title, language) or node.key) for node in asked)
    return [(title, number) for (_key, title), number in counted.most_common(STEPS_TOLD)]


def read_limit(text: str) -> int:
    """Return how many walks were asked for: one of those offered, the largest otherwise."""
    return int(text) if text in map(str, LIMITS) else LIMITS[-1]


def _found(node: Node, names: Mapping[str, str], language: str) -> str:
    """Return the cause that an outcome names, or what the step is called."""
    return names.get(node.cause or "") or pick(node.title, language) or node.key
