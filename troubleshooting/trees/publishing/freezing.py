"""Freezing a document with the sub-trees it jumps to, and putting it in force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause
from troubleshooting.checks.registry import all_checks
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.documents.mending import mended
from troubleshooting.trees.documents.subtrees import Skeleton, Subtree, skeleton_of, understand
from troubleshooting.trees.documents.yaml_text import digest
from troubleshooting.trees.graph import Graph, GraphError
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.rights import ALL, Sight
from troubleshooting.trees.telling import (
    problems_of_sentences,
    put_sentences_in_force,
    told_now,
)
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Catalogue, Problem, Severity

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SKELETONS_KEPT = 256
# By version and digest; a version in force never changes. Documents are large, and this is asked
# with every change of a draft.
_skeletons: dict[tuple[int, str], Skeleton] = {}


@dataclass(frozen=True)
class Frozen:
    """A sound document, the sub-trees it jumps to as they stand now, and the digest of both."""

    document: Mapping[str, Any]
    subtrees: Mapping[str, Any]
    digest: str


def freeze(document: Any) -> Frozen:
    """Validate a document and gather its sub-trees.

    Raises ValidationError with every error that blocks publishing.
    """
    refuse_errors([*validate(document, present_catalogue()), *problems_of_sentences(document)])
    subtrees = gather_subtrees(document)
    _graph_of(document, subtrees)
    return Frozen(document, subtrees, digest(document, subtrees))


def draft_graph(document: Mapping[str, Any], sight: Sight = ALL) -> Graph:
    """Build the graph of a draft as it would be walked now; what leads nowhere is a dead end.

    What is out of sight of whoever walks it is passed.

    Raises ValidationError if it jumps in a circle, or is too large with the trees it jumps to.
    """
    subtrees = sight.subtrees(gather_subtrees(document))
    checks = {check.name for check in all_checks()}
    return _graph_of(mended(document, checks=checks, trees=subtrees), subtrees)


def put_in_force(
    version: TreeVersion, frozen: Frozen, *, actor: "User | None", now: datetime, note: str
) -> TreeVersion:
    """Publish a version of a locked tree; the one that was in force is retired.

    A version gets the next number if a later one was in force meanwhile, so that numbers tell the
    order of what agents saw.
    """
    tree = version.tree
    published = tree.versions.filter(published_at__isnull=False).exclude(pk=version.pk)
    live = published.filter(state=TreeVersion.State.PUBLISHED).first()
    if live is not None:
        live.state, live.sentences = TreeVersion.State.RETIRED, told_now(live.document)
        live.save(update_fields=["state", "sentences"])
    if published.filter(number__gt=version.number).exists():
        version.number = next_number(tree)
    version.state = TreeVersion.State.PUBLISHED
    version.subtrees, version.digest = frozen.subtrees, frozen.digest
    version.note, version.scheduled_for = note, None
    version.published_at, version.published_by = now, actor
    if version.pk is None:
        version.save(force_insert=True)
    else:
        version.save(update_fields=[
            "number", "state", "subtrees", "digest", "note", "scheduled_for", "published_at",
            "published_by",
        ])  # fmt: skip
    put_sentences_in_force(version, live, actor=actor, now=now)
    if tree.title != frozen.document["title"]:
        tree.title = frozen.document["title"]
        tree.save(update_fields=["title"])
    return version


def next_number(tree: Tree) -> int:
    latest = tree.versions.order_by("-number").values_list("number", flat=True).first()
    return (latest or 0) + 1


def present_catalogue() -> Catalogue:
    """Return what a document may name as things stand now."""
    live = TreeVersion.objects.live().order_by("pk")
    versions = list(live.values_list("pk", "digest", "tree__slug"))
    return Catalogue(
        checks={check.name: check.options for check in all_checks()},
        causes=dict(Cause.objects.values_list("slug", "disclosure")),
        trees={slug for _pk, _digest, slug in versions},
        subtrees=_subtrees(versions),
    )


def _subtrees(versions: Sequence[tuple[int, str, str]]) -> dict[str, Subtree]:
    """Say what trees in force mean for those that jump to them, by slug."""
    keys = {(pk, digest) for pk, digest, _slug in versions}
    bones = {key: _skeletons[key] for key in keys & _skeletons.keys()}
    if unknown := keys - bones.keys():
        found = TreeVersion.objects.filter(pk__in=[pk for pk, _digest in unknown])
        for pk, found_digest, document in found.values_list("pk", "digest", "document"):
            bones[pk, found_digest] = skeleton_of(document)
        if len(_skeletons) > SKELETONS_KEPT:
            _skeletons.clear()
        _skeletons.update(bones)
    return understand(
        {slug: bones[pk, digest] for pk, digest, slug in versions if (pk, digest) in bones}
    )


def refuse_errors(problems: Iterable[Problem]) -> None:
    """Raise ValidationError with all the errors among the problems; let warnings pass."""
    errors = [
        ValidationError(_(problem.message), code=problem.code, params=dict(problem.values))
        for problem in problems
        if problem.severity == Severity.ERROR
    ]
    if errors:
        raise ValidationError(errors)


def gather_subtrees(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the documents in force of all trees that a document jumps to, by slug."""
    gathered: dict[str, Any] = {}
    wanted = Document.of(document).jumps
    while wanted:
        found = TreeVersion.objects.live().filter(tree__slug__in=wanted)
        documents = {version.tree.slug: version.document for version in found}
        gathered.update(documents)
        named = {slug for subtree in documents.values() for slug in Document.of(subtree).jumps}
        wanted = named - set(gathered)
    return gathered


def _graph_of(document: Mapping[str, Any], subtrees: Mapping[str, Any]) -> Graph:
    try:
        return Graph.from_document(document, subtrees)
    except GraphError as error:
        raise ValidationError(
            _("The tree can't be put together with the trees it jumps to: %(reason)s"),
            code="unwalkable",
            params={"reason": str(error)},
        ) from error
