"""The drawing of the tree in the middle of the editor, folded like the outline."""

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse

from troubleshooting.editor.bench.outline import FOLDED_BEYOND, folded_branches
from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.trees.drawing.svg import draw, draw_minimap
from troubleshooting.trees.layout.layout import layout

MINIMAP_BEYOND = 30


@dataclass(frozen=True)
class Drawing:
    """The drawing as SVG, and a small one to find one's way in a large tree.

    `is_later` means that it arrives when the page has: the page of a large tree waits for nothing.
    """

    svg: str = ""
    minimap: str = ""
    is_later: bool = False


def build_drawing(bench: Workbench) -> Drawing:
    if len(bench.nodes) > FOLDED_BEYOND and "graph" not in bench.request.GET:
        return Drawing(is_later=True)
    folded = folded_branches(bench.document, bench.folds, bench.node)
    laid_out = layout(bench.document, collapsed=folded)
    marks = {key: {mark} for key, mark in bench.tray.marks.items()}
    small = ""
    if len(laid_out.nodes) > MINIMAP_BEYOND:
        small = draw_minimap(laid_out, bench.document, language=bench.language, marks=marks)
    drawn = draw(
        laid_out, bench.document, language=bench.language, selected=bench.node or None,
        marks=marks, links=partial(_address, reverse("tree-edit", args=[bench.tree.slug])),
    )  # fmt: skip
    return Drawing(drawn, small)


def _address(page: str, key: str) -> str:
    return f"{page}?{urlencode({'node': key})}#form"
