"""What agents say is wrong with a step, and how authors close it: by a change or by words."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.rights import Level, refuse_without
from troubleshooting.walks.models import StepReport, Walk

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# A report that a draft was to mend is open again once that draft was thrown away.
OPEN = Q(closed_at=None) | Q(closed_in=None, answer="")


def reports_of(tree: Tree, *, closed: bool = False) -> "QuerySet[StepReport]":
    """Return the open or the closed reports of a tree, the newest first, with all that is shown."""
    reports = StepReport.objects.filter(~OPEN if closed else OPEN, walk__version__tree=tree)
    shown = reports.select_related("walk__version", "actor", "closed_by", "closed_in")
    documents = ("document", "subtrees")
    return shown.defer(
        *(f"walk__version__{name}" for name in documents),
        *(f"closed_in__{name}" for name in documents),
    ).order_by("-closed_at" if closed else "-reported_at", "-pk")


def answers_to(walk: Walk) -> "QuerySet[StepReport]":
    """Return what became of the reports of one walk, the newest first, for those who wrote them."""
    answered = StepReport.objects.filter(~OPEN, walk=walk).select_related("closed_by", "closed_in")
    return answered.defer("closed_in__document", "closed_in__subtrees").order_by("-closed_at")


def count_open_reports(trees: Collection[Tree]) -> dict[int, int]:
    """Count the open reports of many trees, by their ids, in one query."""
    reports = StepReport.objects.filter(OPEN, walk__version__tree__in=trees).order_by()
    return dict(reports.values_list("walk__version__tree").annotate(Count("pk")))


@transaction.atomic
def close_report(
    report: StepReport,
    *,
    answer: str = "",
    version: TreeVersion | None = None,
    actor: "User | None",
    now: datetime,
) -> StepReport:
    """Close a report by the version that mends it, by words why the step stays, or by both.

    Raises PermissionDenied without the right to edit the tree; ValidationError if it is closed
    already, for neither a version nor words, for a version of another tree and for a draft that is
    gone; who throws one away locks the tree first, too.
    """
    trees = Tree.objects.select_for_update(no_key=True, of=("self",))
    tree = trees.get(versions__walks=report.walk_id)
    refuse_without(actor, tree, Level.EDIT)
    reports = StepReport.objects.select_for_update(of=("self",)).select_related("walk")
    report = reports.get(pk=report.pk)
    if not StepReport.objects.filter(OPEN, pk=report.pk).exists():
        raise ValidationError(_("Somebody closed this report already."), code="closed")
    if version is None and not answer.strip():
        raise ValidationError(
            _("Please write an answer, or mend the step and say so."), code="required"
        )
    if version is not None and version.tree_id != tree.pk:
        raise ValidationError(_("This version belongs to another tree."), code="other_tree")
    if version is not None and not tree.versions.filter(pk=version.pk).exists():
        raise ValidationError(_("This draft was thrown away meanwhile."), code="no_draft")
    report.closed_at, report.closed_by = now, actor
    report.answer, report.closed_in = answer.strip(), version
    report.save(update_fields=["closed_at", "closed_by", "answer", "closed_in"])
    difference = {"report": report.pk, "node": report.node, "reason": report.answer}
    kind = TreeLogEntry.Kind.ANSWERED
    write_log(tree, kind, actor=actor, now=now, version=version, difference=difference)
    return report
