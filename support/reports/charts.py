"""Where the bars of a table stand, drawn without a script. Plain Python: units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 480
MOST_ROWS = 12  # of a drawing; the table beside it has them all
MOST_LABELS = 5
LONGEST_NAME = 18  # so that it has room on a phone too, where letters are larger beside bars
LAST_NARROW = 0x2E7F
HIGH, FOOT, ROOM = 150, 20, 16  # of upright bars: the tallest, the line of labels, above the bars
BAR, GAP, NAMES, COUNTS = 18, 8, 210, 50  # of lying bars


@dataclass(frozen=True)
class Bar:
    """One bar; `series` says which column of the drawing it is of, from 1 on."""

    left: int
    top: int
    width: int
    height: int
    series: int


@dataclass(frozen=True)
class Label:
    """A text where it begins, ends or has its middle (`anchor`)."""

    left: int
    top: int
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Chart:
    height: int
    bars: list[Bar]
    labels: list[Label]
    base: int | None = None  # where upright bars stand
    width: int = WIDTH


Row = tuple[str, Sequence[int]]


def upright(rows: Sequence[Row]) -> Chart:
    """Draw parts of a period beside each other, the tallest with its number."""
    most = max((max(counts, default=0) for _name, counts in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    every = -(-len(rows) // MOST_LABELS)
    bars, labels = [], []
    for place, (name, counts) in enumerate(rows):
        thick = max(int(step * 0.8 / max(len(counts), 1)), 1)
        left = int(place * step + step * 0.1)
        for series, count in enumerate(counts, start=1):
            height = HIGH * count // most
            if height or count:
                height = max(height, 1)
                bars.append(Bar(left, ROOM + HIGH - height, thick, height, series))
            left += thick
        if place % every == 0:
            at = int((place + 0.5) * step) if place else 0
            anchor = "middle" if place else "start"
            labels.append(Label(at, ROOM + HIGH + FOOT - 5, name, anchor))
    labels.append(Label(0, ROOM - 4, f"{most:,}"))
    return Chart(ROOM + HIGH + FOOT, bars, labels, base=ROOM + HIGH)


def lying(rows: Sequence[Row]) -> Chart:
    """Draw rows below each other, each bar with its number."""
    rows = rows[:MOST_ROWS]
    most = max((max(counts, default=0) for _name, counts in rows), default=0) or 1
    room = WIDTH - NAMES - COUNTS
    bars, labels, top = [], [], 0
    for name, counts in rows:
        middle = top + BAR * len(counts) // 2 + 4
        labels.append(Label(NAMES - 8, middle, _short(name), "end"))
        for series, count in enumerate(counts, start=1):
            width = max(room * count // most, 1) if count else 0
            if width:
                bars.append(Bar(NAMES, top + 1, width, BAR - 2, series))
            labels.append(Label(NAMES + width + 5, top + BAR - 4, f"{count:,}"))
            top += BAR
        top += GAP
    return Chart(max(top - GAP, BAR), bars, labels)


def _short(name: str) -> str:
    """Return a name as long as there is room: a Chinese letter is as wide as two of ours."""
    room = LONGEST_NAME
    for place, letter in enumerate(name):
        room -= 2 if ord(letter) > LAST_NARROW else 1
        if room < 0:
            return f"{name[: place - 1]}…"
    return name
