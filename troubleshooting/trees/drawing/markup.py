"""SVG as text: elements whose texts and attributes can't break out."""

import html
import re
from functools import lru_cache

from heroicons.templatetags.heroicons import heroicon_micro

# XML has no way to write these, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    return html.escape(_FORBIDDEN.sub("\ufffd", text))


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """Return an element around children that are markup already.

    Attributes are escaped; those that are None or "" are left out. `class_` is written "class",
    and other underscores as hyphens.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(words: str, x: float, y: float, class_: str, anchor: str | None = None) -> str:
    return element("text", escaped(words), x=x, y=y, class_=class_, text_anchor=anchor)


def lines(words: tuple[str, ...], x: float, y: float, step: float, class_: str) -> str:
    """Return a text of several lines, the first one at y."""
    if len(words) == 1:
        return text(words[0], x, y, class_)
    spans = [
        element("tspan", escaped(line), x=x, dy=step if number else None)
        for number, line in enumerate(words)
    ]
    return element("text", *spans, x=x, y=y, class_=class_)


def symbol(id_: str, icon: str) -> str:
    """Return an icon to `use` again and again."""
    return element("symbol", _drawn(icon), id=id_, viewBox="0 0 16 16")


def number(value: float) -> str:
    """Return a length as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")


def _value(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else number(value)


@lru_cache
def _drawn(icon: str) -> str:
    whole = str(heroicon_micro(icon))
    return whole[whole.index(">") + 1 : whole.rindex("</svg>")]
