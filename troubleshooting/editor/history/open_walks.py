"""What becomes of open walks, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from troubleshooting.walks.moving import MovePlan, OpenWalk
from troubleshooting.walks.showing.words import title_of

ROW_LIMIT = 50


@dataclass(frozen=True)
class WalkRow:
    """One open walk: where it stands, and the step that would be asked."""

    subject: str
    version: int
    present: str
    asked: str


@dataclass(frozen=True)
class OpenWalks:
    """How many open walks go on as they are, could move, and stay; those of note one by one."""

    total: int
    as_they_are: int
    movable: int
    staying: int
    movable_rows: list[WalkRow]
    staying_rows: list[WalkRow]
    staying_versions: list[int]

    @property
    def can_move(self) -> int:
        return self.as_they_are + self.movable


def build_open_walks(plan: MovePlan) -> OpenWalks:
    return OpenWalks(
        total=plan.total,
        as_they_are=len(plan.as_they_are),
        movable=len(plan.movable),
        staying=len(plan.staying),
        movable_rows=_rows(plan.movable),
        staying_rows=_rows(plan.staying),
        staying_versions=sorted({walk.version for walk in plan.staying}),
    )


def _rows(walks: Iterable[OpenWalk]) -> list[WalkRow]:
    return [
        WalkRow(walk.subject, walk.version, title_of(walk.present), title_of(walk.lands_at))
        for walk in list(walks)[:ROW_LIMIT]
    ]
