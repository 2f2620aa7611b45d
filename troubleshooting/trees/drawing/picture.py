"""What one drawing is made of: the layout, the reader's language, marks, numbers and links."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Required, TypedDict

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.documents.texts import localised, pick
from troubleshooting.trees.layout.boxes import Layout
from troubleshooting.trees.layout.routes import Way
from troubleshooting.trees.names import KINDS, Words

ICONS = {
    "question": "question-mark-circle",
    "check": "bolt",
    "action": "wrench",
    "outcome": "flag",
    "jump": "arrow-top-right-on-square",
}
# The most urgent first: where there is no room, the last ones stay in the name of the step only.
MARKS: Mapping[str, Words] = {
    "here": _("You are here"),
    "error": pgettext_lazy("mark of a step", "Error"),
    "warning": pgettext_lazy("mark of a step", "Warning"),
    "removed": pgettext_lazy("mark of a step", "Removed"),
    "added": pgettext_lazy("mark of a step", "Added"),
    "changed": pgettext_lazy("mark of a step", "Changed"),
    "path": pgettext_lazy("mark of a step", "Passed"),
}
MARK_ICONS = {
    "here": "map-pin",
    "error": "exclamation-circle",
    "warning": "exclamation-triangle",
    "removed": "minus-circle",
    "added": "plus-circle",
    "changed": "pencil",
    "path": "check",
}
OTHER_ICONS = ("arrow-right", "arrow-uturn-up", "chevron-right", "exclamation-triangle")


@dataclass(frozen=True)
class Overlay:
    """Numbers written on steps, and how strongly steps are shaded: from 1, the faintest, to 5.

    `heat` is None where nothing is shaded at all: then kinds have grounds of their own.
    """

    numbers: Mapping[str, str]
    heat: Mapping[str, int] | None = None


NO_OVERLAY = Overlay({})


class Look(TypedDict, total=False):
    """How a layout is drawn: in which language, and what is shown on its steps.

    `marks` are any of added, removed, changed, error, warning, here and path. `links` returns the
    address of a step; without it the drawing is one picture, with it every step is a link.
    `taken` names the ways of a path as (step, next step) where marks alone could mislead. `name`
    begins every id: two drawings on one page need two.
    """

    language: Required[str]
    name: str
    selected: str | None
    marks: Mapping[str, Collection[str]]
    overlay: Overlay
    links: Callable[[str], str] | None
    taken: Collection[tuple[str, str]] | None


@dataclass(frozen=True)
class Picture:
    """What a drawing is made of; `Look` says what the rest means."""

    layout: Layout
    document: Document
    language: str
    name: str = "tree"
    selected: str | None = None
    marks: Mapping[str, Collection[str]] = field(default_factory=dict)
    overlay: Overlay = NO_OVERLAY
    links: Callable[[str], str] | None = None
    taken: Collection[tuple[str, str]] | None = None

    @property
    def tree_title(self) -> str:
        return pick(self.document.title, self.language)

    def title(self, key: str) -> str:
        return pick(localised(self.document.steps[key].get("title")), self.language) or key

    def kind(self, key: str) -> str:
        """Return the kind of a step; a kind that nobody knows is drawn as a question."""
        kind = self.document.steps[key].get("kind")
        return kind if isinstance(kind, str) and kind in KINDS else "question"

    def href(self, key: str | None) -> str | None:
        return self.links(key) if self.links and key is not None else None

    def marks_of(self, key: str) -> list[str]:
        """Return the marks of a step, the most urgent first."""
        marks = self.marks.get(key, ())
        return [mark for mark in MARKS if mark in ((marks,) if isinstance(marks, str) else marks)]

    def number(self, key: str) -> str:
        return self.overlay.numbers.get(key, "")

    def heat(self, key: str) -> int:
        """Return how strongly a step is shaded; 0 for not at all."""
        return (self.overlay.heat or {}).get(key, 0)

    def is_taken(self, way: Way) -> bool:
        """Tell whether the path goes this way."""
        if way.target is None:
            return False
        if self.taken is not None:
            return (way.source, way.target) in self.taken
        passed = self._is_passed(way.source) and self._is_passed(way.target)
        return passed and not way.is_back

    def look(self, way: Way, kind: str) -> str:
        """Return the classes of a way, as an arrow or as a line of text."""
        looks = {
            "is-back": way.is_back,
            "is-taken": self.is_taken(way),
            "is-near": self.selected is not None and self.selected in (way.source, way.target),
            "is-broken": way.target is None,
        }
        return " ".join([f"tree-{kind}", *(name for name, holds in looks.items() if holds)])

    def icon(self, icon: str, x: float, y: float, size: float, look: str) -> dict[str, Any]:
        """Return the attributes of an icon that the drawing defines once."""
        return {
            "href": f"#{self.name}-{icon}", "class_": look,
            "x": x, "y": y, "width": size, "height": size,
        }  # fmt: skip

    def _is_passed(self, key: str) -> bool:
        return not {"path", "here"}.isdisjoint(self.marks_of(key))
