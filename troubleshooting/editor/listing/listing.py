"""The list of trees: what state each is in, what is wrong with it, who changed it last."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Func, IntegerField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from troubleshooting.editor.bench.problems import known_problems, problems_of
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.rights import visible_trees
from troubleshooting.trees.unused_options import unused_options_of
from troubleshooting.trees.validation.problems import Severity
from troubleshooting.trees.versions import Present, present_among
from troubleshooting.walks.reports import count_open_reports
from troubleshooting.walks.statistics import TreeNumbers, numbers_of_trees

RECENT = timedelta(days=30)


@dataclass(frozen=True)
class TreeRow:
    """One tree of the list; steps, errors and warnings are those of the draft, if there is one."""

    tree: Tree
    title: str
    present: Present
    steps: int
    walks: TreeNumbers
    reports: int
    errors: int
    warnings: int

    @property
    def changed_by(self) -> User | None:
        present = self.present
        version = present.draft or present.scheduled
        if version and version.updated_by:
            return version.updated_by
        return present.live.published_by if present.live else None

    @property
    def changed_at(self) -> datetime | None:
        present = self.present
        version = present.draft or present.scheduled
        if version and version.updated_at:
            return version.updated_at
        return present.live.published_at if present.live else None


FILTERS: Mapping[str, tuple[Promise, Callable[[TreeRow], bool]]] = {
    "published": (_("Published"), lambda row: row.present.live is not None),
    "changes": (
        _("Unpublished changes"),
        lambda row: row.present.live is not None and row.present.has_changes,
    ),
    "scheduled": (_("Scheduled"), lambda row: row.present.scheduled is not None),
    "unpublished": (_("Not published"), lambda row: row.present.live is None),
    "errors": (_("With errors"), lambda row: bool(row.errors)),
    "warnings": (_("With warnings"), lambda row: bool(row.warnings)),
    "feedback": (_("With open feedback"), lambda row: bool(row.reports)),
}
ORDERS: Mapping[str, tuple[Promise, Callable[[TreeRow], object]]] = {
    "name": (pgettext_lazy("tree", "Name"), lambda row: row.title.casefold()),
    "walks": (_("Most used"), lambda row: -row.walks.recent),
    "changed": (
        _("Last changed"),
        lambda row: -row.changed_at.timestamp() if row.changed_at else 0.0,
    ),
}


@dataclass(frozen=True)
class Choice:
    """A way to filter or sort, with how many trees it would show; None where it shows all."""

    name: str
    label: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class TreeList:
    """What is shown of the trees that were found, and how else they could be shown."""

    rows: list[TreeRow]
    filters: list[Choice]
    orders: list[Choice]


def build_list(user: User, words: str = "", *, show: str = "", sort: str = "") -> TreeList:
    """Return the trees that somebody may see; the number of queries doesn't grow with them."""
    found = _rows(user, words)
    filters = [
        Choice(name, str(label), sum(map(fits, found)), name == show)
        for name, (label, fits) in FILTERS.items()
    ]
    sort = sort if sort in ORDERS else "name"
    orders = [
        Choice(name, str(label), None, name == sort) for name, (label, _key) in ORDERS.items()
    ]
    if show in FILTERS:
        found = [row for row in found if FILTERS[show][1](row)]
    key = ORDERS[sort][1]
    return TreeList(sorted(found, key=key), filters, orders)  # type: ignore[arg-type]


def _rows(user: User, words: str) -> list[TreeRow]:
    wanted = words.strip().casefold()
    trees = [tree for tree in visible_trees(user) if wanted in _wording(tree)]
    present = _present(trees)
    shown = [found.shown for found in present.values() if found.shown]
    walks = numbers_of_trees([tree.pk for tree in trees], since=timezone.now() - RECENT)
    steps = _steps(shown)
    reports = count_open_reports(trees)
    counts = _problem_counts(shown)
    return [
        TreeRow(
            tree=tree,
            title=str(tree),
            present=present.get(tree.pk, Present()),
            steps=steps.get(tree.pk, 0),
            walks=walks.get(tree.pk, TreeNumbers()),
            reports=reports.get(tree.pk, 0),
            errors=counts.get(tree.pk, (0, 0))[0],
            warnings=counts.get(tree.pk, (0, 0))[1],
        )
        for tree in trees
    ]


def _steps(versions: Iterable[TreeVersion]) -> dict[int, int]:
    """Count the steps of versions without reading their documents, by tree."""
    shown = TreeVersion.objects.filter(pk__in=[version.pk for version in versions]).order_by()
    length = Func("document__nodes", function="jsonb_array_length", output_field=IntegerField())
    return dict(shown.values_list("tree").annotate(steps=length))


def _wording(tree: Tree) -> str:
    return " ".join([tree.slug, *tree.title.values()]).casefold()


def _present(trees: Iterable[Tree]) -> dict[int, Present]:
    versions: dict[int, list[TreeVersion]] = defaultdict(list)
    for version in TreeVersion.objects.filter(tree__in=trees).present().for_list():
        versions[version.tree_id].append(version)
    return {tree: present_among(found) for tree, found in versions.items()}


def _problem_counts(versions: Iterable[TreeVersion]) -> dict[int, tuple[int, int]]:
    """Count errors and warnings by tree; only what was never checked is read, all together."""
    present = present_catalogue()
    listed = list(versions)
    unused = unused_options_of([version.tree_id for version in listed], now=timezone.now())
    catalogues = {tree: replace(present, unused=options) for tree, options in unused.items()}
    known = {
        version: known_problems(version.digest, catalogues[version.tree_id]) for version in listed
    }
    unknown = [version.pk for version, problems in known.items() if problems is None]
    documents = dict(TreeVersion.objects.filter(pk__in=unknown).values_list("pk", "document"))
    counts = {}
    for version, found in known.items():
        if found is None:
            catalogue = catalogues[version.tree_id]
            problems = problems_of(documents[version.pk], version.digest, catalogue)
        else:
            problems = found
        errors = sum(problem.severity == Severity.ERROR for problem in problems)
        counts[version.tree_id] = (errors, len(problems) - errors)
    return counts
