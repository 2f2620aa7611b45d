"""One step of a drawing: its box, with the ways that are named in it and what is marked on it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from troubleshooting.trees.documents.entries import text
from troubleshooting.trees.drawing.markup import element, escaped, lines
from troubleshooting.trees.drawing.markup import text as words_at
from troubleshooting.trees.drawing.picture import ICONS, MARK_ICONS, MARKS, Picture
from troubleshooting.trees.layout.boxes import (
    HEAD,
    LINE_HEIGHT,
    LINE_LETTERS,
    PADDING,
    TITLE_LETTERS,
    TITLE_LINE,
    TITLE_LINES,
    Box,
    title_room,
    words_of,
)
from troubleshooting.trees.layout.lettering import clip, width, wrap
from troubleshooting.trees.layout.routes import Way
from troubleshooting.trees.names import KINDS

BADGE_LETTERS = 12.0
BOLD = 1.1  # how much broader
BADGE_HEIGHT = 18.0
BADGE_ICON = 12.0
ICON = 16.0
LABEL_SHARE = 0.45  # of a line: the option; the rest says where it leads
ARROW_WIDTH = 20.0


class BoxDrawing:
    def __init__(self, picture: Picture, key: str) -> None:
        self.picture = picture
        self.key = key
        self.box: Box = picture.layout.nodes[key]
        self.kind = picture.kind(key)
        self.marks = picture.marks_of(key)

    def draw(self) -> str:
        """Return the step as a group: a link, and one link for each way that is named in it."""
        looks = ["tree-step", f"kind-{self.kind}", *(f"is-{mark}" for mark in self.marks)]
        if heat := self.picture.heat(self.key):
            looks.append(f"heat-{heat}")
        is_selected = self.key == self.picture.selected
        if is_selected:
            looks.append("is-selected")
        face = element(
            "a" if self.picture.links else "g",
            *self._face(),
            href=self.picture.href(self.key),
            aria_label=self._name() if self.picture.links else None,
            aria_current="true" if is_selected and self.picture.links else None,
            class_="tree-face",
        )
        x, y = (f"{value:.0f}" for value in (self.box.x, self.box.y))
        return element(
            "g", face, *self._lines(), *self._number(),
            class_=" ".join(looks), data_step=self.key, transform=f"translate({x} {y})",
        )  # fmt: skip

    def _face(self) -> list[str]:
        title = self.picture.title(self.key)
        box = self.box
        wrapped = wrap(title, title_room(box.w), TITLE_LINES) or (self.key,)
        return [
            element("title", escaped(f"{title} ({self.key})")),
            element("rect", class_="tree-box", width=box.w, height=box.h, rx=self._corner()),
            element("rect", class_="tree-stripe", x=1, y=8, width=4, height=box.h - 16, rx=2),
            element("use", **self.picture.icon(ICONS[self.kind], PADDING, 9, ICON, "tree-icon")),
            *self._head(),
            lines(wrapped, PADDING, HEAD + TITLE_LETTERS, TITLE_LINE, "tree-title"),
        ]

    def _corner(self) -> float:
        return 16.0 if self.kind == "outcome" else 8.0

    def _head(self) -> list[str]:
        """Return the kind in words, and after it the marks or how many other ways lead here."""
        kind = str(KINDS[self.kind])
        left = PADDING + ICON + 5
        parts = [words_at(kind, left, 21, "tree-kind")]
        left += width(kind) * BADGE_LETTERS * BOLD + 6
        if self.marks:
            return parts + self._badges(left)
        note = self._note()
        room = (self.box.w - PADDING - left) / BADGE_LETTERS
        return [*parts, words_at(clip(note, room), left, 21, "tree-note")] if note else parts

    def _note(self) -> str:
        if self.kind == "jump":
            return f"· {text(self.picture.document.steps[self.key], 'tree') or '?'}"
        count = self.box.elsewhere
        if not count:
            return ""
        said = ngettext("%(count)s more way here", "%(count)s more ways here", count)
        return f"· {said % {'count': count}}"

    def _badges(self, left: float) -> list[str]:
        """Return as many marks as there is room for, from the right."""
        badges: list[str] = []
        right = self.box.w - PADDING / 2
        for mark in self.marks:
            word = str(MARKS[mark])
            size = BADGE_ICON + width(word) * BADGE_LETTERS * BOLD + 16
            if right - size < left:
                break
            right -= size
            badges.append(self._badge(mark, word, right, size))
            right -= 4
        return badges

    def _badge(self, mark: str, word: str, x: float, size: float) -> str:
        icon = self.picture.icon(MARK_ICONS[mark], x + 6, 10, BADGE_ICON, "tree-badge-icon")
        return element(
            "g",
            element("rect", x=x, y=7, width=size, height=BADGE_HEIGHT, rx=BADGE_HEIGHT / 2),
            element("use", **icon),
            words_at(word, x + BADGE_ICON + 9, 20, "tree-badge-word"),
            class_=f"tree-badge mark-{mark}",
        )

    def _lines(self) -> list[str]:
        """Return the ways that no arrow shows, and how much is folded away."""
        rows = len(self.box.lines) + bool(self.box.hidden)
        if not rows:
            return []
        top = self.box.h - PADDING / 2 - rows * LINE_HEIGHT
        drawn = [element("path", class_="tree-rule", d=f"M12 {top - 2:g}H{self.box.w - 12:g}")]
        whole = (self.box.w - 2 * PADDING - ARROW_WIDTH) / LINE_LETTERS
        said = [words_of(way, self.picture.language, _("Can't say")) for way in self.box.lines]
        column = min(max(map(width, said), default=0), whole * LABEL_SHARE)
        for row, way in enumerate(self.box.lines):
            drawn.append(self._line(way, said[row], top + row * LINE_HEIGHT, column))
        if self.box.hidden:
            drawn.append(self._folded(top + len(self.box.lines) * LINE_HEIGHT))
        return drawn

    def _line(self, way: Way, said: str, top: float, column: float) -> str:
        target = self.picture.title(way.target) if way.target else _("leads nowhere")
        middle = PADDING + column * LINE_LETTERS
        rest = (self.box.w - PADDING - middle - ARROW_WIDTH) / LINE_LETTERS
        icon = self._line_icon(way)
        values = {"option": said, "target": target}
        return element(
            "a" if self.picture.links and way.target else "g",
            element("title", escaped(_("“%(option)s” leads to “%(target)s”.") % values))
            if way.target
            else "",
            element("rect", class_="tree-line-ground", x=6, y=top, width=self.box.w - 12,
                    height=LINE_HEIGHT, rx=4),
            words_at(clip(said, column), PADDING, top + 14, "tree-option"),
            element("use", **self.picture.icon(icon, middle + 5, top + 4, 12, "tree-line-icon")),
            words_at(clip(target, rest), middle + ARROW_WIDTH, top + 14, "tree-target"),
            href=self.picture.href(way.target), class_=self.picture.look(way, "line"),
        )  # fmt: skip

    def _line_icon(self, way: Way) -> str:
        if way.target is None:
            return "exclamation-triangle"
        return "arrow-uturn-up" if way.is_back else "arrow-right"

    def _folded(self, top: float) -> str:
        count = self.box.hidden
        said = ngettext("%(count)s step folded away", "%(count)s steps folded away", count)
        icon = self.picture.icon("chevron-right", PADDING, top + 4, 12, "tree-line-icon")
        said_at = words_at(said % {"count": count}, PADDING + 16, top + 14, "tree-target")
        return element("g", element("use", **icon), said_at, class_="tree-folded")

    def _number(self) -> list[str]:
        """Return a number on the lower right edge of the box."""
        number = clip(self.picture.number(self.key), 24)
        if not number:
            return []
        size = width(number) * BADGE_LETTERS * BOLD + 14
        left, top = self.box.w - size - 10, self.box.h - BADGE_HEIGHT / 2
        return [
            element(
                "g",
                element("rect", x=left, y=top, width=size, height=BADGE_HEIGHT, rx=9),
                words_at(number, left + size / 2, top + 13, "tree-badge-word", "middle"),
                class_="tree-number",
            )
        ]

    def _name(self) -> str:
        """Return what a screen reader says: kind, title, marks and number."""
        marks = [str(MARKS[mark]) for mark in self.marks]
        title, number = self.picture.title(self.key), self.picture.number(self.key)
        said = [str(KINDS[self.kind]), title, *marks, number]
        return " · ".join(filter(None, said))
