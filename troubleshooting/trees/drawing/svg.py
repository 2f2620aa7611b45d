"""A tree as one SVG: in the editor, the walk's map, the difference, the statistics, and on paper.

Every look is a class of static/css/editor/tree.css; no meaning is in a colour alone.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Unpack

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from troubleshooting.trees.drawing.markup import element, escaped, lines, number, symbol
from troubleshooting.trees.drawing.picture import ICONS, MARK_ICONS, OTHER_ICONS, Look, Picture
from troubleshooting.trees.drawing.step_svg import BoxDrawing
from troubleshooting.trees.graph import Graph
from troubleshooting.trees.layout.boxes import LABEL_LETTERS, LABEL_LINE, Edge, Layout, words_of
from troubleshooting.trees.layout.lettering import width, wrap
from troubleshooting.trees.layout.routes import as_document
from troubleshooting.trees.names import KINDS

HEAD_LENGTH = 8.0


def draw(layout: Layout, document: Mapping[str, Any] | Graph, **look: Unpack[Look]) -> SafeString:
    """Return the drawing of a layout, in a language whichever is active."""
    picture = Picture(layout, as_document(document), **look)
    shown = "tree-drawing" if picture.overlay.heat is None else "tree-drawing has-heat"
    return _drawn(picture, shown, _large)


def draw_minimap(
    layout: Layout, document: Mapping[str, Any] | Graph, **look: Unpack[Look]
) -> SafeString:
    """Return the boxes alone, to find one's way in a large tree; it has the same coordinates."""
    named: Look = {"name": "tree-minimap", **look}
    picture = Picture(layout, as_document(document), **named)
    return _drawn(picture, "tree-minimap", _small)


def _drawn(picture: Picture, look: str, inner: Callable[[Picture], list[str]]) -> SafeString:
    with translation.override(picture.language):
        drawn = _framed(picture, inner(picture), look)
    return mark_safe(drawn)  # noqa: S308 - every text in it went through markup.escaped


def _framed(picture: Picture, inner: list[str], look: str) -> str:
    layout, name = picture.layout, picture.name
    return element(
        "svg",
        element("title", escaped(picture.tree_title), id=f"{name}-title"),
        element("desc", escaped(_description(picture)), id=f"{name}-desc"),
        *inner,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(layout.width)} {number(layout.height)}",
        width=layout.width,
        height=layout.height,
        id=name,
        class_=look,
        lang=picture.language,
        role="group" if picture.links else "img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def _description(picture: Picture) -> str:
    """Count the steps of each kind: "12 steps. Question: 4 · Check: 3 · Outcome: 5"."""
    kinds = Counter(picture.kind(key) for key in picture.layout.nodes)
    count = len(picture.layout.nodes)
    said = ngettext("%(count)s step.", "%(count)s steps.", count) % {"count": count}
    named = [
        _("%(kind)s: %(count)s") % {"kind": KINDS[kind], "count": kinds[kind]}
        for kind in KINDS
        if kinds[kind]
    ]
    return f"{said} {' · '.join(named)}"


def _large(picture: Picture) -> list[str]:
    icons = sorted({*ICONS.values(), *MARK_ICONS.values(), *OTHER_ICONS})
    edges = sorted(picture.layout.edges, key=lambda edge: picture.is_taken(edge.way))
    return [
        element("defs", *(symbol(f"{picture.name}-{icon}", icon) for icon in icons)),
        element("g", *(_arrow(picture, edge) for edge in edges), class_="tree-arrows"),
        element("g", *(_label(picture, edge) for edge in edges), class_="tree-labels"),
        element(
            "g",
            *(BoxDrawing(picture, key).draw() for key in picture.layout.nodes),
            class_="tree-steps",
        ),
    ]


def _arrow(picture: Picture, edge: Edge) -> str:
    (x, y), (end, tip) = edge.points[0], edge.points[-1]
    direction = -1 if edge.way.is_back else 1
    points = [*edge.points[1:-1], (end, tip - direction * HEAD_LENGTH)]
    course = f"M{x:.0f} {y:.1f}"
    for place, (across, down) in enumerate(points):
        if place % 2 == 0 or across == x:
            course += f"L{across:.0f} {down:.1f}"
        else:
            middle = f"{(y + down) / 2:.1f}"
            course += f"C{x:.0f} {middle} {across:.0f} {middle} {across:.0f} {down:.1f}"
        x, y = across, down
    head = f"M{end:.0f} {tip:.1f}l-5 {-9 * direction}h10z"
    return element(
        "g",
        element("path", class_="tree-course", d=course),
        element("path", class_="tree-head", d=head),
        class_=picture.look(edge.way, "arrow"),
        data_from=edge.way.source,
        data_to=edge.way.target,
    )


def _label(picture: Picture, edge: Edge) -> str:
    room = edge.label
    if room is None:
        return ""
    whole = words_of(edge.way, picture.language, _("Can't say"))
    wrapped = wrap(whole, room.w / LABEL_LETTERS, room.lines)
    if not wrapped:
        return ""
    size = max(width(line) for line in wrapped) * LABEL_LETTERS + 8
    return element(
        "g",
        element("title", escaped(whole)),
        element("rect", x=room.x - size / 2, y=room.y, width=size,
                height=len(wrapped) * LABEL_LINE, rx=4),
        lines(wrapped, room.x, room.y + 12, LABEL_LINE, "tree-label-words"),
        class_=picture.look(edge.way, "label"),
    )  # fmt: skip


def _small(picture: Picture) -> list[str]:
    """Return the boxes alone: one path for each kind, and what is marked on top."""
    courses: dict[str, list[str]] = {}
    marked: list[str] = []
    for key, box in picture.layout.nodes.items():
        looks = [f"is-{mark}" for mark in picture.marks_of(key)]
        if key == picture.selected:
            looks.append("is-selected")
        if looks:
            attributes = {"x": box.x, "y": box.y, "width": box.w, "height": box.h}
            marked.append(element("rect", class_=" ".join(looks), **attributes))
        else:
            course = f"M{box.x:.0f} {box.y:.0f}h{box.w:.0f}v{box.h:.0f}h-{box.w:.0f}z"
            courses.setdefault(picture.kind(key), []).append(course)
    kinds = [
        element("path", class_=f"kind-{kind}", d="".join(listed))
        for kind, listed in courses.items()
    ]
    return [*kinds, *marked]
