"""The texts of steps in the active language."""

from collections.abc import Iterable

from django.utils.translation import get_language

from troubleshooting.trees.documents.texts import Localised, pick
from troubleshooting.trees.graph import Node
from troubleshooting.walks.showing.values import ShownOption


def in_language(text: Localised | None) -> str:
    return pick(text, get_language() or "en")


def title_of(node: Node) -> str:
    """Return what a step is called, or its key while it has no title."""
    return in_language(node.title) or node.key


def numbered(labels: Iterable[tuple[str, str]]) -> list[ShownOption]:
    """Give the first nine options, each a key and its label, the digits that choose them."""
    return [
        ShownOption(key, label, str(place) if place <= 9 else "")
        for place, (key, label) in enumerate(labels, start=1)
    ]
