"""Open walks when a version is published: each keeps its own, or goes on in the new one.

Answers are never rewritten. A walk that moves keeps every one of them, with its evidence; what
checks say of new steps is appended, and a row tells when it went from which version to which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch

from troubleshooting.trees.graph import Graph, Node
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.publishing.freezing import draft_graph
from troubleshooting.trees.publishing.services import publish
from troubleshooting.trees.rights import Level, Sight, refuse_without
from troubleshooting.walks.answers_of_walks import answers_of
from troubleshooting.walks.carrying import Fit, Fitting, fitting
from troubleshooting.walks.models import KEPT_STAND, Walk, WalkAnswer, WalkMove
from troubleshooting.walks.services import check_rows

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# So many walks are kept from those who answer them at a time, for some milliseconds.
BATCH = 100


@dataclass(frozen=True)
class OpenWalk:
    """An open walk, the step it stands at, and the step it would stand at."""

    walk: UUID
    subject: str
    version: int
    present: Node
    lands_at: Node
    asked_again: tuple[str, ...]

    def as_seen(self, sight: Sight) -> "OpenWalk":
        """Return the same as it may be read; the step asked again is the one it would stand at."""
        present, lands_at = sight.shown(self.present), sight.shown(self.lands_at)
        asked = (lands_at.key,) if self.asked_again else ()
        return replace(self, present=present, lands_at=lands_at, asked_again=asked)


@dataclass(frozen=True)
class MovePlan:
    """What would become of each open walk that is not in this version yet."""

    version: TreeVersion
    as_they_are: list[OpenWalk]
    movable: list[OpenWalk]
    staying: list[OpenWalk]

    def as_seen(self, sight: Sight) -> "MovePlan":
        """Return the same for somebody who may not see every tree that is jumped to."""
        lists = (self.as_they_are, self.movable, self.staying)
        return MovePlan(self.version, *([walk.as_seen(sight) for walk in one] for one in lists))

    @property
    def total(self) -> int:
        return len(self.as_they_are) + len(self.movable) + len(self.staying)

    @property
    def candidates(self) -> list[UUID]:
        return [entry.walk for entry in (*self.as_they_are, *self.movable)]


@dataclass(frozen=True)
class Published:
    """A version in force, and how many open walks went on in it."""

    version: TreeVersion
    moved: int


def plan_moves(tree: Tree, version: TreeVersion) -> MovePlan:
    """Say what would become of the open walks of a tree in a draft or a version; changes nothing.

    Raises ValidationError for a draft that jumps in a circle.
    """
    graph = _graph_of(version)
    plan = MovePlan(version, [], [], [])
    lists = {
        Fit.AS_IT_IS: plan.as_they_are,
        Fit.ASKED_AGAIN: plan.movable,
        Fit.STAYS: plan.staying,
    }
    walks = Walk.objects.with_version().filter(version__tree=tree, state=Walk.State.OPEN)
    for walk, judged in _judged(list(walks.exclude(version=version)), graph):
        lists[judged.fit].append(_entry(walk, judged))
    return plan


def publish_and_move(
    draft: TreeVersion,
    *,
    reason: str,
    actor: "User | None",
    now: datetime,
    seen: int,
    moves_walks: bool,
) -> Published:
    """Publish a draft, and if wished let the open walks go on in it that can.

    Raises what `publish` raises; then nothing has changed.
    """
    version = publish(draft, reason=reason, actor=actor, now=now, seen=seen)
    if not moves_walks:
        return Published(version, 0)
    plan = plan_moves(version.tree, version)
    return Published(version, move_walks(plan, actor=actor, now=now))


def move_walks(plan: MovePlan, *, actor: "User | None", now: datetime) -> int:
    """Let the walks of a plan go on in its version, and return how many did.

    Each is judged anew under its lock, for somebody may have answered it meanwhile; a second
    call moves none. Raises PermissionDenied without the right to publish.
    """
    tree = plan.version.tree
    refuse_without(actor, tree, Level.PUBLISH)
    keys = plan.candidates
    batches = (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
    moved = sum(_move_batch(batch, plan.version, actor, now) for batch in batches)
    if moved:
        difference = {"number": plan.version.number, "walks": moved}
        kind = TreeLogEntry.Kind.MOVED
        write_log(tree, kind, actor=actor, now=now, version=plan.version, difference=difference)
    return moved


@transaction.atomic
def _move_batch(
    keys: Sequence[UUID], version: TreeVersion, actor: "User | None", now: datetime
) -> int:
    rows: list[WalkAnswer] = []
    moves: list[WalkMove] = []
    for walk, judged in _judged(_locked(keys, version), version.graph):
        if judged.fit == Fit.STAYS:
            continue
        found = check_rows(walk, judged.carried.found, now)
        rows += found
        moves.append(
            WalkMove(
                walk=walk,
                before=walk.version,
                after=version,
                asked_again=list(judged.asked_again),
                actor=actor,
                moved_at=now,
            )
        )
        walk.version = version
        walk.answers_seen += len(found)
        walk.stand(judged.carried.position, now)
    kept = ["version", "answers_seen", *KEPT_STAND]
    Walk.objects.bulk_update([move.walk for move in moves], kept)
    WalkAnswer.objects.bulk_create(rows)
    WalkMove.objects.bulk_create(moves)
    return len(moves)


def _locked(keys: Sequence[UUID], version: TreeVersion) -> list[Walk]:
    """Return those of the walks that are open in an older version; nobody changes them now."""
    walks = Walk.objects.filter(pk__in=keys, state=Walk.State.OPEN)
    # Not joined: PostgreSQL would not find a walk that goes on in another version just then.
    versions = Prefetch("version", TreeVersion.objects.without_documents())
    locked = walks.select_for_update().order_by("pk").prefetch_related(versions)
    return [walk for walk in locked if walk.version.number < version.number]


def _judged(walks: list[Walk], graph: Graph) -> Iterable[tuple[Walk, Fitting]]:
    answers = answers_of([walk.pk for walk in walks])
    for walk in walks:
        yield walk, fitting(walk.version.graph, graph, answers[walk.pk], walk.facts)


def _graph_of(version: TreeVersion) -> Graph:
    """Return the graph of a frozen version, or of a draft as it would be frozen now."""
    if version.state in (TreeVersion.State.DRAFT, TreeVersion.State.SCHEDULED):
        return draft_graph(version.document)
    return version.graph


def _entry(walk: Walk, judged: Fitting) -> OpenWalk:
    return OpenWalk(
        walk=walk.pk,
        subject=walk.subject,
        version=walk.version.number,
        present=judged.before.present,
        lands_at=judged.carried.position.present,
        asked_again=judged.asked_again,
    )
