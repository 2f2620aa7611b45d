"""Which versions of a tree count at present: its draft, the scheduled one and the one in force."""

from collections.abc import Iterable
from dataclasses import dataclass

from troubleshooting.trees.models import Tree, TreeVersion

State = TreeVersion.State
# The version that is shown where none is named: the first of these that there is.
SHOWN_FIRST = (State.DRAFT, State.SCHEDULED, State.PUBLISHED, State.RETIRED)


@dataclass(frozen=True)
class Present:
    """The versions of one tree that count; `shown` is what authors see where they name none."""

    draft: TreeVersion | None = None
    scheduled: TreeVersion | None = None
    live: TreeVersion | None = None
    shown: TreeVersion | None = None

    @property
    def has_changes(self) -> bool:
        """Whether the draft differs from the version in force."""
        draft, live = self.draft, self.live
        return draft is not None and (live is None or draft.digest != live.digest)


def present_among(versions: Iterable[TreeVersion]) -> Present:
    """Pick the versions that count from those of one tree."""
    found = in_order(versions)
    of = {version.state: version for version in reversed(found)}
    return Present(
        draft=of.get(State.DRAFT),
        scheduled=of.get(State.SCHEDULED),
        live=of.get(State.PUBLISHED),
        shown=found[0] if found else None,
    )


def in_order(versions: Iterable[TreeVersion]) -> list[TreeVersion]:
    """Sort versions as they are shown: the draft, what waits, what is in force, then the newest."""
    return sorted(
        versions, key=lambda version: (SHOWN_FIRST.index(State(version.state)), -version.number)
    )


def find_draft(tree: Tree) -> TreeVersion | None:
    draft = tree.versions.select_related("updated_by").in_state(State.DRAFT)
    if draft is not None:
        draft.tree = tree
    return draft


def scheduled_version(tree: Tree) -> TreeVersion | None:
    return tree.versions.in_state(State.SCHEDULED)


def live_version(tree: Tree) -> TreeVersion | None:
    """Return the version in force, with its document."""
    return tree.versions.in_state(State.PUBLISHED)


def base_of(tree: Tree) -> TreeVersion | None:
    """Return the version that a new draft is made from: the scheduled one, else the one in force.

    What waits for its time would be lost otherwise by whatever is published after it.
    """
    versions = tree.versions.filter(state__in=[State.SCHEDULED, State.PUBLISHED])
    return present_among(versions).shown
