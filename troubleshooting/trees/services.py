"""Publishing trees. A published version is frozen, with the sub-trees it jumps to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause
from troubleshooting.checks.registry import all_checks
from troubleshooting.trees.document import digest
from troubleshooting.trees.graph import Graph, GraphError
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.validation import Catalogue, Problem, Severity, validate

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Imported:
    """The version in force, and whether importing made it."""

    version: TreeVersion
    changed: bool


@transaction.atomic
def import_tree(
    document: Any, *, now: datetime, actor: "User | None" = None, note: str = ""
) -> Imported:
    """Validate a document and publish it; the version that was in force is retired.

    The same content again, with the same sub-trees, changes nothing. Raises ValidationError with
    every error that blocks publishing.
    """
    refuse_errors(validate(document, present_catalogue()))
    subtrees = gather_subtrees(document)
    _refuse_unwalkable(document, subtrees)
    content = digest(document, subtrees)
    tree = _lock_tree(document["slug"], document["title"])
    live = tree.versions.filter(state=TreeVersion.State.PUBLISHED).select_related("tree").first()
    if live is not None and live.digest == content:
        return Imported(live, changed=False)
    if live is not None:
        live.state = TreeVersion.State.RETIRED
        live.save(update_fields=["state"])
    latest = tree.versions.order_by("-number").values_list("number", flat=True).first()
    version = TreeVersion.objects.create(
        tree=tree,
        number=(latest or 0) + 1,
        state=TreeVersion.State.PUBLISHED,
        document=document,
        subtrees=subtrees,
        digest=content,
        note=note,
        published_at=now,
        published_by=actor,
    )
    return Imported(version, changed=True)


def present_catalogue() -> Catalogue:
    """Return what a document may name as things stand now."""
    return Catalogue(
        checks={check.name: check.options for check in all_checks()},
        causes=dict(Cause.objects.values_list("slug", "disclosure")),
        trees=set(TreeVersion.objects.live().values_list("tree__slug", flat=True)),
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
    """Return the documents in force of all trees that a valid document jumps to, by slug."""
    gathered: dict[str, Any] = {}
    wanted = jumped_to(document)
    while wanted:
        found = TreeVersion.objects.live().filter(tree__slug__in=wanted)
        documents = {version.tree.slug: version.document for version in found}
        gathered.update(documents)
        named = {slug for subtree in documents.values() for slug in jumped_to(subtree)}
        wanted = named - set(gathered)
    return gathered


def jumped_to(document: Mapping[str, Any]) -> set[str]:
    return {node["tree"] for node in document["nodes"] if node["kind"] == "jump"}


def _lock_tree(slug: str, title: Mapping[str, str]) -> Tree:
    Tree.objects.get_or_create(slug=slug, defaults={"title": title})
    tree = Tree.objects.select_for_update().get(slug=slug)
    if tree.title != title:
        tree.title = title
        tree.save(update_fields=["title"])
    return tree


def _refuse_unwalkable(document: Mapping[str, Any], subtrees: Mapping[str, Any]) -> None:
    try:
        Graph.from_document(document, subtrees)
    except GraphError as error:
        raise ValidationError(
            _("The tree can't be put together with the trees it jumps to: %(reason)s"),
            code="unwalkable",
            params={"reason": str(error)},
        ) from error
