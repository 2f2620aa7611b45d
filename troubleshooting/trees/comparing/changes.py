"""One difference between two documents, in words and as a mark on the drawing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from troubleshooting.checks.registry import REGISTRY
from troubleshooting.trees.documents.format import TOLD
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.names import ENDINGS, FIELDS, KINDS, STATUSES

LETTERS_OF_A_NAME = 80
# What stands in a sentence for values that are words of the format, in the reader's language.
WORDS: Mapping[tuple[str, str], Any] = {
    **{("kind", name): words for name, words in KINDS.items()},
    **{("status", name): words for name, words in STATUSES.items()},
    **{("ending", name): words for name, words in ENDINGS.items()},
    **{("field", name): words for name, words in FIELDS.items()},
    ("language", "en"): _("English"),
    ("language", "zh-hans"): _("Chinese"),
}


@dataclass(frozen=True)
class Change:
    """`node` is the key in the new document, or in the old one if it is gone there; "" is the tree.

    `kind` is what sort of change it is, `field` a path with dots ("options.above.label"). `old` and
    `new` are what stood and stands there, None where nothing does. `was` is the key in the old
    document. A value of the sentence may be a text in several languages: the reader's is put in.
    """

    kind: str
    node: str
    message: str
    values: Mapping[str, Any]
    field: str = ""
    old: Any = None
    new: Any = None
    was: str = ""

    def sentence(self, language: str | None = None) -> str:
        """Say it in the active language, with names from the texts of `language` (the same)."""
        reader = language or get_language() or "en"
        named = {
            name: _named(self.field if name in ("old", "new") else name, value, reader)
            for name, value in self.values.items()
        }
        return translate(self.message) % named


@dataclass(frozen=True)
class Marks:
    """What to mark on the drawing of the old document and on that of the new one."""

    old: dict[str, set[str]] = field(default_factory=dict)
    new: dict[str, set[str]] = field(default_factory=dict)


def marks_of(changes: Iterable[Change]) -> Marks:
    """Return the marks for drawing both documents side by side."""
    marks = Marks()
    for change in changes:
        if not change.node:
            continue
        if change.kind == "node_removed":
            marks.old.setdefault(change.was, set()).add("removed")
        elif change.kind == "node_added":
            marks.new.setdefault(change.node, set()).add("added")
        elif change.kind != "node_moved":
            marks.old.setdefault(change.was, set()).add("changed")
            marks.new.setdefault(change.node, set()).add("changed")
    return marks


def _named(name: str, value: Any, language: str) -> Any:
    """Return a value as the reader calls it; `name` says what sort of word it is."""
    if isinstance(value, Mapping):
        value = pick(value, language)
    elif name == "check" and value in REGISTRY:
        value = translate(REGISTRY[value].title)
    elif isinstance(value, str):
        value = str(WORDS.get((name, value), value))
    is_sentence = name.partition(".")[0] in TOLD
    if isinstance(value, str) and len(value) > LETTERS_OF_A_NAME and not is_sentence:
        return value[: LETTERS_OF_A_NAME - 1] + "…"
    return value
