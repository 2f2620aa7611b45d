"""The list of trees: what state each is in, what is wrong with it, who changed it last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count
from django.utils import timezone

from troubleshooting.editor.tray import known_problems, problems_of
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.services import present_catalogue
from troubleshooting.trees.usage import unused_options_of
from troubleshooting.trees.validation import Severity
from troubleshooting.walks.models import Walk
from troubleshooting.walks.reports import count_open_reports

State = TreeVersion.State


@dataclass(frozen=True)
class TreeRow:
    """One tree of the list; errors and warnings are those of the draft, if there is one."""

    tree: Tree
    title: str
    live: TreeVersion | None
    draft: TreeVersion | None
    scheduled: TreeVersion | None
    walks: int
    reports: int
    errors: int
    warnings: int

    @property
    def has_changes(self) -> bool:
        """Whether the draft differs from the version in force."""
        return self.draft is not None and (
            self.live is None or self.draft.digest != self.live.digest
        )

    @property
    def changed_by(self) -> User | None:
        version = self.draft or self.scheduled
        if version and version.updated_by:
            return version.updated_by
        return self.live.published_by if self.live else None

    @property
    def changed_at(self) -> datetime | None:
        version = self.draft or self.scheduled
        if version and version.updated_at:
            return version.updated_at
        return self.live.published_at if self.live else None


def build_list(user: User, words: str = "") -> list[TreeRow]:
    """Return the trees that somebody may see; the number of queries doesn't grow with them."""
    wanted = words.strip().casefold()
    trees = [tree for tree in _visible(user) if wanted in _wording(tree)]
    versions = _versions(trees)
    walks = dict(
        Walk.objects.filter(state=Walk.State.OPEN, version__tree__in=trees)
        .order_by()
        .values_list("version__tree")
        .annotate(Count("pk"))
    )
    reports = count_open_reports(trees)
    counts = _problem_counts([_shown(found) for found in versions.values()])
    return [
        TreeRow(
            tree=tree,
            title=str(tree),
            live=found.get(State.PUBLISHED),
            draft=found.get(State.DRAFT),
            scheduled=found.get(State.SCHEDULED),
            walks=walks.get(tree.pk, 0),
            reports=reports.get(tree.pk, 0),
            errors=counts.get(tree.pk, (0, 0))[0],
            warnings=counts.get(tree.pk, (0, 0))[1],
        )
        for tree in trees
        for found in [versions.get(tree.pk, {})]
    ]


def _visible(user: User) -> Iterable[Tree]:
    trees = Tree.objects.all()
    return trees if user.is_staff else trees.filter(rights__user=user).distinct()


def _wording(tree: Tree) -> str:
    return " ".join([tree.slug, *tree.title.values()]).casefold()


def _versions(trees: Iterable[Tree]) -> dict[int, dict[str, TreeVersion]]:
    present = [State.DRAFT, State.PUBLISHED, State.SCHEDULED]
    found = (
        TreeVersion.objects.filter(tree__in=trees, state__in=present)
        .without_documents()
        .select_related("updated_by", "published_by")
    )
    versions: dict[int, dict[str, TreeVersion]] = {}
    for version in found:
        versions.setdefault(version.tree_id, {})[version.state] = version
    return versions


def _shown(found: Mapping[str, TreeVersion]) -> TreeVersion:
    order = (State.DRAFT, State.SCHEDULED, State.PUBLISHED)
    return next((found[state] for state in order if state in found), next(iter(found.values())))


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
