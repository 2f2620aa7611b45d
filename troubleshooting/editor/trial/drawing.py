"""The path of a trial on the drawing of its tree."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from django.utils.safestring import SafeString

from troubleshooting.editor.trial.run import Run, own_key
from troubleshooting.trees.documents.entries import Entry, ways_on
from troubleshooting.trees.documents.parts import Document
from troubleshooting.trees.drawing.svg import draw
from troubleshooting.trees.layout.layout import layout

# Of larger trees only the path is drawn, and the steps it could have gone to.
OVERSEEN_LIMIT = 150
# So many steps of a long path are drawn then, the latest ones.
LATEST_STEPS = 40


def draw_path(
    document: Document, run: Run, *, language: str, links: Callable[[str], str] | None
) -> SafeString:
    """Draw a tree with the steps passed and the one reached; steps of sub-trees light the jump."""
    keys = {entry["key"] for entry in document["nodes"]}
    path = [key for key in run.own_path if key in keys]
    marks: dict[str, set[str]] = {key: {"path"} for key in path}
    if path and path[-1] == own_key(run.position.present.key):
        marks[path[-1]] = {"here"}
    elif path:  # it leads to a step that is not there
        marks[path[-1]] = {"path", "error"}
    if is_drawn_in_part(document):
        document = around(document, path[-LATEST_STEPS:])
    return draw(
        layout(document), document, language=language, marks=marks, taken=set(pairwise(path)),
        links=links, name="tree-trial",
    )  # fmt: skip


def is_drawn_in_part(document: Document) -> bool:
    return len(document["nodes"]) > OVERSEEN_LIMIT


def around(document: Document, path: Iterable[str]) -> Document:
    """Return the steps of a path and those that lie next to it, with nothing behind them."""
    passed = set(path)
    nodes: Mapping[str, Entry] = {entry["key"]: entry for entry in document["nodes"]}
    near = {target for key in passed for target in ways_on(nodes[key]) if target in nodes}
    kept = [
        entry if key in passed else _without_ways(entry)
        for key, entry in nodes.items()
        if key in passed or key in near
    ]
    start = document.get("start")
    first = start if start in passed else next(iter(path), None)
    return {**document, "start": first, "nodes": kept}


def _without_ways(entry: Entry) -> Entry:
    left_out = ("options", "otherwise", "to")
    return {name: value for name, value in entry.items() if name not in left_out}
