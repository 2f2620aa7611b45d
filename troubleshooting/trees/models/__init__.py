"""Decision trees and their versions. A version that was published never changes again."""

from troubleshooting.trees.models.log import TreeLogEntry
from troubleshooting.trees.models.people import TreePresence, TreeRight
from troubleshooting.trees.models.tree import Tree
from troubleshooting.trees.models.version import DraftChange, TreeVersion, TreeVersionQuerySet

__all__ = [
    "DraftChange",
    "Tree",
    "TreeLogEntry",
    "TreePresence",
    "TreeRight",
    "TreeVersion",
    "TreeVersionQuerySet",
]
