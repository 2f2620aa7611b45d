"""What authors did with a tree. The log is only ever added to."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def write_log(
    tree: Tree,
    kind: TreeLogEntry.Kind,
    *,
    actor: "User | None",
    now: datetime,
    version: TreeVersion | None = None,
    difference: Mapping[str, Any] | None = None,
) -> TreeLogEntry:
    """Add what somebody did, in the transaction of the deed itself; no actor is the house."""
    return TreeLogEntry.objects.create(
        tree=tree,
        version=version,
        kind=kind,
        actor=actor,
        happened_at=now,
        difference=dict(difference or {}),
    )


def authors_of(draft: TreeVersion) -> "set[int]":
    """Name by their ids all who changed a draft since it was opened, also what was undone.

    Who changed a scheduled version that was withdrawn for the draft made from it is one of them,
    and so is who wrote what was thrown away or withdrawn, and had back.
    """
    logged = TreeLogEntry.objects.filter(version=draft)
    changes = logged.filter(difference__has_key="revision").exclude(actor=None)
    authors = set(changes.values_list("actor_id", flat=True).distinct())
    earlier = logged.filter(difference__has_key="authors")
    return authors.union(*earlier.values_list("difference__authors", flat=True))
