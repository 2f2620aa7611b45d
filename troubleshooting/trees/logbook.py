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
