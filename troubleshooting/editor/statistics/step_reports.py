"""The reports of agents as authors see them: what was said, and the walk it was said in."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from troubleshooting.trees.graph import Graph, own_key
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.rights import ALL, Sight
from troubleshooting.walks import engine
from troubleshooting.walks.answers_of_walks import answers_of
from troubleshooting.walks.models import StepReport, WalkMove
from troubleshooting.walks.reports import count_open_reports, reports_of
from troubleshooting.walks.showing.words import answer_of, title_of

PAGE_ROWS = 25


@dataclass(frozen=True)
class PathStep:
    """One step of the walk as it stands; `is_reported` marks the one that is called wrong."""

    title: str
    answer: str
    is_reported: bool


@dataclass(frozen=True)
class ReportRow:
    """One report; addresses are empty where there is nothing to go to.

    `version` is the number of the version that the step was seen in. `note` and `reference` are
    empty for those who may not read them.
    """

    report: StepReport
    note: str
    reference: str
    title: str
    version: int
    edit_address: str
    case_address: str
    path: list[PathStep]

    @property
    def mended(self) -> str:
        """What a report was closed by, if it was a change."""
        version = self.report.closed_in
        if version is None:
            return ""
        if version.state == TreeVersion.State.DRAFT:
            return _("Mended in the draft")
        return _("Mended in version %(version)s") % {"version": version.number}


@dataclass(frozen=True)
class Feedback:
    """One page of the reports of a tree; `mending` is the version a change can be named in."""

    tree: Tree
    rows: list[ReportRow]
    is_closed: bool
    reads_notes: bool
    waiting: int
    mending: TreeVersion | None
    page: int
    has_more: bool

    @property
    def is_mending_draft(self) -> bool:
        return self.mending is not None and self.mending.state == TreeVersion.State.DRAFT


def build_feedback(
    tree: Tree, *, reads_notes: bool, sight: Sight = ALL, closed: bool = False, page: int = 1
) -> Feedback:
    """Compose a page of reports; the number of queries doesn't grow with them."""
    start = (page - 1) * PAGE_ROWS
    found = list(reports_of(tree, closed=closed)[start : start + PAGE_ROWS + 1])
    return Feedback(
        tree=tree,
        rows=_rows(tree, found[:PAGE_ROWS], sight, reads_notes=reads_notes),
        is_closed=closed,
        reads_notes=reads_notes,
        waiting=count_open_reports([tree]).get(tree.pk, 0),
        mending=tree.versions.without_documents().draft_or_live(),
        page=page,
        has_more=len(found) > PAGE_ROWS,
    )


def _rows(
    tree: Tree, reports: list[StepReport], sight: Sight, *, reads_notes: bool
) -> list[ReportRow]:
    walks = {report.walk_id for report in reports}
    answers = answers_of(walks)
    moves: dict[object, list[WalkMove]] = {}
    moved = WalkMove.objects.filter(walk__in=walks).select_related("before").order_by("moved_at")
    for move in moved.defer("before__document", "before__subtrees"):
        moves.setdefault(move.walk_id, []).append(move)
    rows = []
    for report in reports:
        seen_in = _seen_in(report, moves.get(report.walk_id, ()))
        graph = report.walk.version.graph
        reference = report.walk.subject if reads_notes else ""
        rows.append(
            ReportRow(
                report=report,
                note=report.note if reads_notes else "",
                reference=reference,
                title=_title(seen_in.graph, report.node, sight),
                version=seen_in.number,
                edit_address=_edit_address(tree, report.node),
                case_address=_case_address(reference),
                path=_path(graph, answers.get(report.walk_id, []), report.node, sight),
            )
        )
    return rows


def _seen_in(report: StepReport, moves: Iterable[WalkMove]) -> TreeVersion:
    """Return the version that the walk was in when somebody reported the step."""
    later = (move.before for move in moves if move.moved_at > report.reported_at)
    return next(later, report.walk.version)


def _path(
    graph: Graph, answers: list[engine.Answer], reported: str, sight: Sight
) -> list[PathStep]:
    position = engine.follow(graph, answers)
    taken = [
        PathStep(
            title_of(sight.shown(step.node)),
            answer_of(step) if sight.opens(step.node.trees) else "",
            step.node.key == reported,
        )
        for step in position.path
    ]
    present = position.present
    return [*taken, PathStep(title_of(sight.shown(present)), "", present.key == reported)]


def _title(graph: Graph, key: str, sight: Sight) -> str:
    node = graph.nodes.get(key)
    return title_of(sight.shown(node)) if node else key


def _edit_address(tree: Tree, key: str) -> str:
    """Return where the step is edited; one of a sub-tree at the jump that leads there."""
    node = urlencode({"node": own_key(key)})
    return f"{reverse('tree-edit', args=[tree.slug])}?{node}#form"


def _case_address(reference: str) -> str:
    """Return the page of the case, where there is such a page; cases stand above trees."""
    try:
        return reverse("case", args=[reference])
    except NoReverseMatch:
        return ""
