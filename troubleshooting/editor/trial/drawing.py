"""The path of a trial on the drawing of its tree."""

from collections.abc import Callable, Iterable
from itertools import pairwise

from django.utils.safestring import SafeString

from troubleshooting.editor.trial.run import Run
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.format import OVERSEEN_LIMIT, TARGETS
from troubleshooting.trees.drawing.svg import draw
from troubleshooting.trees.graph import own_key
from troubleshooting.trees.layout.layout import layout

# So many steps of a long path are drawn then, the latest ones.
LATEST_STEPS = 40


def draw_path(
    document: Content, run: Run, *, language: str, links: Callable[[str], str] | None
) -> SafeString:
    """Draw a tree with the steps passed and the one reached; steps of sub-trees light the jump."""
    document = Document.of(document)
    path = [key for key in run.own_path if key in document.steps]
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


def is_drawn_in_part(document: Content) -> bool:
    """Of larger trees only the path is drawn, and the steps it could have gone to."""
    return len(Document.of(document).steps) > OVERSEEN_LIMIT


def around(content: Content, path: Iterable[str]) -> Document:
    """Return the steps of a path and those that lie next to it, with nothing behind them."""
    document, passed = Document.of(content), set(path)
    near = {target for key in passed for target in document.ways[key]}
    kept = [
        entry if key in passed else _without_ways(entry)
        for key, entry in document.steps.items()
        if key in passed or key in near
    ]
    first = document.start if document.start in passed else next(iter(path), None)
    return document.with_steps(kept, start=first)


def _without_ways(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if name not in ("options", *TARGETS)}
