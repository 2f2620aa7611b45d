"""What is said before something is done that can't be seen at once: what deleting a step breaks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.editor.words import reader, title_of
from troubleshooting.trees.documents.branches import Referrer, branch_of, referrers
from troubleshooting.trees.documents.entries import entries
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.models import Tree
from troubleshooting.trees.names import FIELDS
from troubleshooting.trees.rights import editable_trees
from troubleshooting.walks.models import Walk

# As many steps of a branch are named; of more it is said how many.
SHOWN = 30


@dataclass(frozen=True)
class Broken:
    """A way that would lead nowhere: the step it leaves, and the answer."""

    node: str
    title: str
    answer: str


@dataclass(frozen=True)
class Hanging:
    """A step that is reached through the one to be deleted alone."""

    key: str
    kind: str
    title: str


@dataclass(frozen=True)
class Asked:
    """What is asked for; for a deletion, the ways that lead here and what hangs on it.

    `broken` are the ways to this step, `broken_beside` those from elsewhere into its branch;
    `walks` are under way and have passed the step, `branch_walks` it or its branch.
    """

    what: str
    broken: list[Broken]
    hanging: list[Hanging]
    broken_beside: list[Broken]
    walks: int = 0
    branch_walks: int = 0
    is_live: bool = False

    @property
    def branch_size(self) -> int:
        return len(self.hanging) + 1

    @property
    def shown(self) -> list[Hanging]:
        return self.hanging[:SHOWN]

    @property
    def unshown(self) -> int:
        return len(self.hanging) - len(self.shown)


def build_asked(bench: Workbench) -> Asked | None:
    """Return what the address asks for, if the chosen step is there and may be changed."""
    if bench.ask != "delete" or bench.entry is None or not bench.can_edit:
        return None
    branch = {entry["key"]: entry for entry in branch_of(bench.document, bench.node)}
    hanging = [
        Hanging(key, entry["kind"], title_of(entry, reader()))
        for key, entry in branch.items()
        if key != bench.node
    ]
    return Asked(
        "delete",
        [_broken(bench, referrer) for referrer in referrers(bench.document, bench.node)],
        hanging,
        [_broken(bench, referrer) for referrer in referrers(bench.document, *branch)],
        walks=_walks(bench, [bench.node]),
        branch_walks=_walks(bench, branch) if hanging else 0,
        is_live=bench.live is not None,
    )


def trees_to_copy_to(bench: Workbench) -> list[Tree]:
    """Return the other trees that somebody may change; of others no name is told."""
    return list(editable_trees(bench.request.user).exclude(pk=bench.tree.pk))


def _broken(bench: Workbench, referrer: Referrer) -> Broken:
    if not referrer.node:
        return Broken("", _("The tree itself"), str(FIELDS["start"]))
    entry = bench.nodes[referrer.node]
    answer = str(FIELDS[referrer.field])
    for option in entries(entry, "options"):
        if option.get("key") == referrer.option:
            answer = pick(option.get("label"), reader()) or str(referrer.option)
    return Broken(referrer.node, title_of(entry, reader()), answer)


def _walks(bench: Workbench, keys: Iterable[str]) -> int:
    """Count the walks under way, in whatever version of the tree, that have an answer at these."""
    under_way = Walk.objects.filter(state=Walk.State.OPEN, version__tree=bench.tree)
    return under_way.filter(answers__node__in=list(keys)).distinct().count()
