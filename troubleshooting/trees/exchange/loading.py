"""Loading the trees of a folder, as often as one likes."""

from collections.abc import Collection, Mapping
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.documents.yaml_text import DocumentError, load_yaml
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.publishing.whole_documents import Imported, import_tree

State = TreeVersion.State


@transaction.atomic
def load_trees(folder: Path, *, now: datetime, leave_out: Collection[str] = ()) -> list[Imported]:
    """Publish every `*.yaml` of a folder whose content is new, sub-trees before those that jump.

    Files are left out by their names without the ending.
    A tree that somebody has published or scheduled here is its authors' by now and stays as it is.
    Raises DocumentError naming the file, or ValidationError with what is wrong in a tree.
    """
    documents = {
        path.name: _read(path)
        for path in sorted(folder.glob("*.yaml"))
        if path.stem not in leave_out
    }
    return [_load(documents[name], now=now, note=name) for name in _subtrees_first(documents)]


def _load(document: Any, *, now: datetime, note: str) -> Imported:
    kept = _version_of_authors(_slug(document))
    if kept is not None:
        return Imported(kept, changed=False)
    return import_tree(document, now=now, note=note)


def _version_of_authors(slug: str) -> TreeVersion | None:
    """Return the version that people put in force, or that waits for its time."""
    versions = TreeVersion.objects.filter(tree__slug=slug).select_related("tree")
    by_people = Q(state=State.PUBLISHED, published_by__isnull=False) | Q(state=State.SCHEDULED)
    return versions.filter(by_people).first()


def _read(path: Path) -> Any:
    try:
        return load_yaml(path.read_bytes())
    except DocumentError as error:
        raise DocumentError(f"{path.name}: {error.message}", error.line) from error


def _subtrees_first(documents: Mapping[str, Any]) -> list[str]:
    files = {_slug(document): name for name, document in documents.items()}
    needs = {
        name: sorted(files[slug] for slug in _jumps(document) if slug in files)
        for name, document in documents.items()
    }
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise DocumentError(f"Trees jump in a circle: {', '.join(error.args[1])}.") from error


def _slug(document: Any) -> str:
    return str(document.get("slug")) if isinstance(document, Mapping) else ""


def _jumps(document: Any) -> Collection[str]:
    return Document.of(document).jumps if isinstance(document, Mapping) else ()
