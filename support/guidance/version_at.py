"""Which version of the guide a case stood on at any moment: old answers keep their old words."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime

from support.cases.models import Case
from support.guidance.models import CaseWalk
from troubleshooting.marks.asking import Question, among
from troubleshooting.trees.graph import Graph
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import WalkMove


@dataclass(frozen=True)
class GuideInTime:
    """The versions that a case's walks stood on, each from a moment on."""

    begins: list[datetime]
    versions: list[TreeVersion]

    def graph_at(self, moment: datetime) -> Graph | None:
        """Return the graph in use at a moment; before the first walk, that of the first."""
        if not self.versions:
            return None
        return self.versions[max(0, bisect_right(self.begins, moment) - 1)].graph


def guide_in_time(case: Case) -> GuideInTime:
    """Read the walks of a case and when they moved to another version, in two queries at most.

    Of an answer and a move at the same moment the answer was given in the new version.
    """
    spans: list[tuple[datetime, TreeVersion]] = []
    links = _LINKS.ask(case.pk)
    moved = _MOVES.ask([link.walk_id for link in links]) if links else []
    for link in links:
        moves = [move for move in moved if move.walk_id == link.walk_id]
        begins = [link.walk.started_at, *(move.moved_at for move in moves)]
        spans += zip(begins, [*(move.before for move in moves), link.walk.version], strict=True)
    spans.sort(key=lambda span: span[0])
    return GuideInTime([at for at, _version in spans], [version for _at, version in spans])


_LINKS = Question(
    lambda case: (
        CaseWalk.objects.filter(case=case)
        .select_related("walk__version")
        .order_by("walk__started_at", "pk")
        .only("walk__started_at", "walk__version__digest")
    )
)
_MOVES = Question(
    lambda walks: (
        WalkMove.objects.filter(walk__in=among(walks, "uuid"))
        .select_related("before")
        .order_by("moved_at")
        .only("moved_at", "walk_id", "before__digest")
    )
)
