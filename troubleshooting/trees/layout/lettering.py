"""How wide a text is when drawn, and how it breaks into lines. Plain Python, no fonts needed.

Widths are in units of the letters' size. They are those of the broadest of the common system
fonts, because the reader's font is not known.
"""

import re
import unicodedata
from functools import lru_cache

# In hundredths, as DejaVu Sans has them; with whole pixels for every letter it needs some more.
WHOLE_PIXELS = 1.05
_GROUPS = {
    30: "ijlIJ'",
    33: " ,.·‘’",
    36: "/:;\\|f-",
    41: "()[]t!r",
    51: '"*_`–',
    54: "cszL?“”",
    60: "FkvxyPTYao",
    65: "bdeghnpquESK0123456789${}",
    70: "ABCRVXZ",
    76: "DGHNU",
    82: "OQ&w",
    86: "#+<=>^~M",
    100: "@%mW…—",
}
_WIDTHS = {
    letter: size * WHOLE_PIXELS / 100 for size, letters in _GROUPS.items() for letter in letters
}
# A line of Chinese may not begin with these.
_CLOSING = frozenset("，。、；：？！）】》”’…—,.;:?!)]}")
_PIECES = re.compile(r"\s+|[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+")  # fmt: skip  # noqa: E501
_SPACES = re.compile(r"\s+")
ELLIPSIS = "…"


def width(text: str) -> float:
    """Return how wide a text is, in units of the letters' size."""
    return sum(map(_letter_width, text))


@lru_cache(maxsize=20_000)
def wrap(text: str, room: float, lines: int) -> tuple[str, ...]:
    """Break a text into at most so many lines; the last one says with "…" that more would follow.

    `room` is the width of a line in units of the letters' size. Words longer than a line are cut.
    """
    done: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text, room):
        size = width(piece)
        stays = line and piece[0] in _CLOSING and used + size <= room + 1
        if used + size <= room or stays or not line:
            line, used = line + piece, used + size
        else:
            done.append(line.rstrip())
            line, used = piece.lstrip(), width(piece.lstrip())
            if len(done) == lines:
                return (*done[:-1], _shortened(done[-1], room))
    return (*done, line.rstrip()) if line.strip() else tuple(done)


def clip(text: str, room: float) -> str:
    """Return the text in one line, shortened with "…" where it is too long."""
    text = _SPACES.sub(" ", text).strip()
    return text if width(text) <= room else _shortened(text, room)


def _pieces(text: str, room: float) -> list[str]:
    """Cut a text where a line may break."""
    pieces: list[str] = []
    for piece in _PIECES.findall(_SPACES.sub(" ", text).strip()):
        while width(piece) > room and len(piece) > 1:
            head = _head(piece, room)
            pieces.append(head)
            piece = piece[len(head) :]  # noqa: PLW2901 - what is left of the word
        if piece:
            pieces.append(piece)
    return pieces


def _shortened(text: str, room: float) -> str:
    return _head(text, room - _letter_width(ELLIPSIS)).rstrip(" ,.;:，。；：、") + ELLIPSIS


def _head(text: str, room: float) -> str:
    """Return as many letters as fit, one at least."""
    used = 0.0
    for count, letter in enumerate(text):
        used += _letter_width(letter)
        if used > room:
            return text[: max(count, 1)]
    return text


@lru_cache(maxsize=10_000)
def _letter_width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return _WIDTHS.get(letter, 0.77 if letter.isupper() else 0.65)
