"""What a layout is made of, and how much room texts take. Plain Python; lengths are in pixels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.texts import Localised, localised, pick
from troubleshooting.trees.layout.lettering import wrap
from troubleshooting.trees.layout.routes import Way

BOX_WIDTH = 248.0
WIDE_BOX = 336.0  # of a step that names ways in its box
PADDING = 12.0
HEAD = 32.0
TITLE_LETTERS = 14.0
TITLE_LINE = 19.0
TITLE_LINES = 3
LINE_LETTERS = 12.0
LINE_HEIGHT = 20.0
LABEL_LETTERS = 12.0
LABEL_LINE = 16.0
LABEL_LINES = 2
LABEL_WIDTH = BOX_WIDTH - 16
LABEL_WIDTH_BETWEEN = 150.0

# What "can't say" takes in each language; a drawing says it in its own words.
OTHERWISE: Localised = {"en": "Can't say", "zh-hans": "无法判断"}
SEPARATOR = " · "

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A step. `lines` are the ways that its box names as text because no arrow is drawn.

    `hidden` counts the steps that are folded away below it, `elsewhere` the steps that name it as
    text in theirs.
    """

    x: float
    y: float
    w: float
    h: float
    lines: tuple[Way, ...] = ()
    hidden: int = 0
    elsewhere: int = 0

    @property
    def middle(self) -> float:
        return self.x + self.w / 2


@dataclass(frozen=True)
class Label:
    """Room for the words on an arrow: the middle of its top, its width, and how many lines."""

    x: float
    y: float
    w: float
    lines: int


@dataclass(frozen=True)
class Edge:
    """An arrow. From point to point it runs straight down and in a curve by turns."""

    way: Way
    points: tuple[Point, ...]
    label: Label | None

    def moved(self, across: float, down: float) -> "Edge":
        points = tuple((x + across, y + down) for x, y in self.points)
        label = self.label
        if label:
            label = Label(label.x + across, label.y + down, label.w, label.lines)
        return Edge(self.way, points, label)


@dataclass(frozen=True)
class Layout:
    nodes: Mapping[str, Box]
    edges: tuple[Edge, ...]
    width: float
    height: float


def title_room(box_width: float) -> float:
    """Return how wide a line of the title may be, in units of its letters' size."""
    return (box_width - 2 * PADDING - 4) / TITLE_LETTERS


def box_size(step: Entry, lines: Sequence[Way], *, is_folded: bool) -> tuple[float, float]:
    """Return width and height that hold the title in whichever language it is longest."""
    across = WIDE_BOX if lines else BOX_WIDTH
    titles = localised(step.get("title")).values() or [str(step["key"])]
    count = max(len(wrap(title, title_room(across), TITLE_LINES)) for title in titles)
    height = HEAD + max(count, 1) * TITLE_LINE + PADDING
    rows = len(lines) + is_folded
    return across, height + (rows * LINE_HEIGHT + PADDING / 2 if rows else 0)


def words_of(way: Way, language: str, otherwise: str) -> str:
    """Return the words of an arrow: the labels of its options in one language."""
    words = [pick(label, language) for label in way.labels]
    return SEPARATOR.join(filter(None, [*words, otherwise if way.otherwise else ""]))


def label_lines(way: Way, room: float) -> int:
    """Return how many lines the words of an arrow take in whichever language they are longest."""
    return max(
        len(wrap(words_of(way, language, OTHERWISE[language]), room, LABEL_LINES))
        for language in OTHERWISE
    )


def extent(boxes: Iterable[Box], edges: Iterable[Edge]) -> tuple[float, float, float, float]:
    """Return how far a drawing reaches to the left, top, right and bottom."""
    across: list[float] = []
    down: list[float] = []
    for box in boxes:
        across += (box.x, box.x + box.w)
        down += (box.y, box.y + box.h)
    for edge in edges:
        across += [x for x, _y in edge.points]
        if edge.label:
            across += (edge.label.x - edge.label.w / 2, edge.label.x + edge.label.w / 2)
    return min(across), min(down), max(across), max(down)
