"""Steps, their options and answers in words of the active language."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from troubleshooting.trees.documents.texts import Localised, pick
from troubleshooting.trees.graph import Node
from troubleshooting.walks.engine import Kind, Step
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


def options_of(node: Node) -> list[ShownOption]:
    return numbered((option.key, in_language(option.label)) for option in node.options)


def answer_of(step: Step) -> str:
    return answer_label(step.node, step.answer.kind, step.answer.option)


def answer_label(node: Node | None, kind: str, option: str | None) -> str:
    """Return what was answered at a step; an option that is not there by its key."""
    if kind == Kind.SKIPPED:
        return _("Skipped")
    if kind == Kind.CANT_SAY:
        return _("Can't say")
    if kind == Kind.JUMPED:
        return _("Jumped to the cause")
    found = node.option(option) if node else None
    return (in_language(found.label) if found else "") or option or ""
