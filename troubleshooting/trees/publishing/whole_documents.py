"""Importing whole documents: what a command or a fixture publishes in one go, without a draft."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.publishing.freezing import (
    freeze,
    next_number,
    put_in_force,
)
from troubleshooting.trees.versions import live_version

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

    The same content again, with the same sub-trees, changes nothing; a draft stays as it is.
    Raises ValidationError with every error that blocks publishing.
    """
    frozen = freeze(document)
    Tree.objects.get_or_create(slug=document["slug"], defaults={"title": document["title"]})
    tree = Tree.objects.select_for_update(no_key=True).get(slug=document["slug"])
    live = live_version(tree)
    if live is not None and live.digest == frozen.digest:
        return Imported(live, changed=False)
    version = TreeVersion(tree=tree, number=next_number(tree), document=document, based_on=live)
    put_in_force(version, frozen, actor=actor, now=now, note=note)
    if actor is not None:
        difference = {"number": version.number, "before": live.number if live else None}
        kind = TreeLogEntry.Kind.IMPORTED
        write_log(tree, kind, actor=actor, now=now, version=version, difference=difference)
    return Imported(version, changed=True)
