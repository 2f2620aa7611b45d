"""What is said before something is done that can't be seen at once: what deleting a step breaks."""

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


@dataclass(frozen=True)
class Broken:
    """A way that would lead nowhere: the step it leaves, and the answer."""

    node: str
    title: str
    answer: str


@dataclass(frozen=True)
class Asked:
    """What is asked for; for a deletion, the ways that lead here and what stands on it.

    `alone` are the other steps that are reached through this one only, `walks` those under way
    that have passed it.
    """

    what: str
    broken: list[Broken]
    alone: int = 0
    walks: int = 0
    is_live: bool = False


def build_asked(bench: Workbench) -> Asked | None:
    """Return what the address asks for, if the chosen step is there and may be changed."""
    if bench.ask != "delete" or bench.entry is None or not bench.can_edit:
        return None
    found = referrers(bench.document, bench.node)
    return Asked(
        "delete",
        [_broken(bench, referrer) for referrer in found],
        alone=len(branch_of(bench.document, bench.node)) - 1,
        walks=_walks(bench),
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


def _walks(bench: Workbench) -> int:
    """Count the walks under way, in whatever version of the tree, that have an answer here."""
    under_way = Walk.objects.filter(state=Walk.State.OPEN, version__tree=bench.tree)
    return under_way.filter(answers__node=bench.node).distinct().count()
