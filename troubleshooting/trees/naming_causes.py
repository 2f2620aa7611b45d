"""Which trees name a cause, for those who would rename, delete or reword it elsewhere."""

from typing import Any

from troubleshooting.causes.uses import uses_asked
from troubleshooting.trees.models import Tree, TreeVersion


def connect() -> None:
    uses_asked.connect(_hear, dispatch_uid="trees-naming-a-cause")


def _hear(sender: Any, *, slug: str, **_more: Any) -> list[str]:
    # Of every version, also of a retired one: walks go on in those.
    naming = TreeVersion.objects.filter(document__nodes__contains=[{"cause": slug}]).order_by()
    found = Tree.objects.filter(pk__in=naming.values("tree"))
    return [str(tree) for tree in found.order_by("slug")]
