"""The list of trees: what state each is in, what is wrong with it, who changed it last."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count
from django.utils import timezone

from troubleshooting.editor.bench.problems import known_problems, problems_of
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.rights import visible_trees
from troubleshooting.trees.unused_options import unused_options_of
from troubleshooting.trees.validation.problems import Severity
from troubleshooting.trees.versions import Present, present_among
from troubleshooting.walks.models import Walk
from troubleshooting.walks.reports import count_open_reports


@dataclass(frozen=True)
class TreeRow:
    """One tree of the list; errors and warnings are those of the draft, if there is one."""

    tree: Tree
    title: str
    present: Present
    walks: int
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


def build_list(user: User, words: str = "") -> list[TreeRow]:
    """Return the trees that somebody may see; the number of queries doesn't grow with them."""
    wanted = words.strip().casefold()
    trees = [tree for tree in visible_trees(user) if wanted in _wording(tree)]
    present = _present(trees)
    walks = dict(
        Walk.objects.filter(state=Walk.State.OPEN, version__tree__in=trees)
        .order_by()
        .values_list("version__tree")
        .annotate(Count("pk"))
    )
    reports = count_open_reports(trees)
    counts = _problem_counts(found.shown for found in present.values() if found.shown)
    return [
        TreeRow(
            tree=tree,
            title=str(tree),
            present=present.get(tree.pk, Present()),
            walks=walks.get(tree.pk, 0),
            reports=reports.get(tree.pk, 0),
            errors=counts.get(tree.pk, (0, 0))[0],
            warnings=counts.get(tree.pk, (0, 0))[1],
        )
        for tree in trees
    ]


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
