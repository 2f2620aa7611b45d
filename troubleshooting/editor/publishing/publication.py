"""The publish page: all that somebody should know before agents walk a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from troubleshooting.causes.models import Cause
from troubleshooting.editor.bench.problems import Tray, build_tray
from troubleshooting.editor.clashes import Clash, build_clashes
from troubleshooting.editor.history.comparing import Comparison, build_comparison
from troubleshooting.editor.history.open_walks import OpenWalks, build_open_walks
from troubleshooting.editor.words import reader
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.freezing import draft_graph
from troubleshooting.trees.publishing.services import needs_somebody_else
from troubleshooting.trees.rights import Level, rights_of, sight_of
from troubleshooting.trees.telling import completed, other_trees_telling, told_then
from troubleshooting.trees.versions import find_draft, live_version, scheduled_version
from troubleshooting.walks.moving import plan_moves

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NOTHING: Mapping[str, Any] = {"nodes": []}


@dataclass(frozen=True)
class Publication:
    """What would be published, what differs from now, and what becomes of the open walks.

    What becomes of the walks is said once the draft has no errors. `trouble` says why the draft
    can't be put together with the trees it jumps to.
    """

    tree: Tree
    draft: TreeVersion | None
    live: TreeVersion | None
    scheduled: TreeVersion | None
    tray: Tray | None
    comparison: Comparison | None
    walks: OpenWalks | None
    trouble: str
    may_publish: bool
    needs_somebody_else: bool
    clashes: list[Clash]
    told_elsewhere: list[tuple[str, list[str]]]

    @property
    def is_ready(self) -> bool:
        """Whether nothing but a reason is missing to publish the draft."""
        return (
            self.walks is not None
            and self.may_publish
            and not self.needs_somebody_else
            and self.scheduled is None
        )


def build_publication(tree: Tree, user: "User", *, stale: StaleDraft | None = None) -> Publication:
    """Compose the publish page of a tree, whether it has a draft or not."""
    draft = find_draft(tree)
    live, scheduled = live_version(tree), scheduled_version(tree)
    for version in (live, scheduled):
        if version is not None:
            version.tree = tree
    trouble = _trouble_of(draft)
    tray = comparison = None
    if draft is not None:
        tray = build_tray(draft.document, draft.digest, language=reader(), tree=tree.pk)
        old = completed(live.document, told_then(live), like=draft.document) if live else NOTHING
        comparison = build_comparison(old, draft.document, language=reader())
    is_sound = tray is not None and not tray.errors and not trouble
    nodes = Document.of(draft.document).steps if draft else {}
    return Publication(
        tree=tree,
        draft=draft,
        live=live,
        scheduled=scheduled,
        tray=tray,
        comparison=comparison,
        walks=build_open_walks(plan_moves(tree, draft).as_seen(sight_of(user)))
        if draft and is_sound
        else None,
        trouble=trouble,
        may_publish=rights_of(user, tree).may(Level.PUBLISH),
        needs_somebody_else=draft is not None and needs_somebody_else(draft, user),
        clashes=build_clashes(stale.conflicts, nodes) if stale else [],
        told_elsewhere=_told_elsewhere(tree, draft),
    )


def _told_elsewhere(tree: Tree, draft: TreeVersion | None) -> list[tuple[str, list[str]]]:
    """Name the causes whose sentences other trees tell as well, and those trees."""
    found = other_trees_telling(tree, draft.document) if draft else {}
    causes = {cause.slug: cause.name for cause in Cause.objects.filter(slug__in=found)}
    return [(causes.get(slug, slug), trees) for slug, trees in found.items()]


def _trouble_of(draft: TreeVersion | None) -> str:
    if draft is None:
        return ""
    try:
        draft_graph(draft.document)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
