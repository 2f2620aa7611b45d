"""Who is in a tree at the moment, so that authors see each other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from troubleshooting.trees.models import Tree, TreePresence

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# The editor tells of itself every 20 seconds; two signs may get lost.
GONE_AFTER = timedelta(seconds=60)


def be_seen(tree: Tree, user: "User", node: str, now: datetime) -> None:
    """Note that somebody is in a tree, at a node or, with "", at none."""
    TreePresence.objects.bulk_create(
        [TreePresence(tree=tree, user=user, node=node.replace("\0", "")[:200], seen_at=now)],
        update_conflicts=True,
        unique_fields=["tree", "user"],
        update_fields=["node", "seen_at"],
    )


def leave(tree: Tree, user: "User") -> None:
    """Note that somebody has left a tree; nothing happens the second time."""
    TreePresence.objects.filter(tree=tree, user=user).delete()


def others_here(tree: Tree, user: "User", now: datetime) -> Sequence[TreePresence]:
    """Return who else was seen in a tree within the last minute, in order of their names."""
    here = TreePresence.objects.filter(tree=tree, seen_at__gt=now - GONE_AFTER)
    return list(here.exclude(user=user).select_related("user").order_by("user__username"))
