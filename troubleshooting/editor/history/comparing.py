"""Two documents side by side: what differs in words, and where it stands in the graph."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from troubleshooting.causes.models import Cause
from troubleshooting.editor.history.new_steps import details_of
from troubleshooting.trees.comparing.changes import Change, marks_of
from troubleshooting.trees.comparing.documents import compare
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.format import OVERSEEN_LIMIT
from troubleshooting.trees.drawing.svg import draw
from troubleshooting.trees.layout.layout import layout

# So many sentences of one comparison are put into words; more than that nobody reads.
SENTENCE_LIMIT = 500


@dataclass(frozen=True)
class NodeChanges:
    """What differs of one step, or with "" for the node of the tree itself.

    `details` say what a step holds that was added.
    """

    node: str
    kind: str
    sentences: list[str]
    details: list[str]


@dataclass(frozen=True)
class Comparison:
    """What differs between two documents, step by step."""

    nodes: list[NodeChanges]
    added: int
    removed: int
    changed: int
    unnamed: int

    @property
    def is_same(self) -> bool:
        return not self.nodes and not self.unnamed


@dataclass(frozen=True)
class Graphs:
    """Both documents as drawings, with what differs marked; of large ones only around it."""

    before: SafeString
    after: SafeString
    is_part: bool


def build_comparison(old: Content, new: Content, *, language: str) -> Comparison:
    """Say in the reader's language what was changed, in the order of the steps."""
    causes = {cause.slug: cause for cause in Cause.objects.all()}
    names = {
        slug: {"en": cause.name_en, "zh-hans": cause.name_zh} for slug, cause in causes.items()
    }
    changes = compare(old, new, causes=names)
    marks = marks_of(changes)
    sentences: dict[str, list[str]] = {}
    for change in changes[:SENTENCE_LIMIT]:
        sentences.setdefault(change.node, []).append(change.sentence(language))
    kinds = {change.node: _kind(change) for change in reversed(changes)}
    entries = Document.of(new).steps
    details = {
        key: details_of(entries[key], entries, causes, language)
        for key in sentences
        if kinds[key] == "added"
    }
    return Comparison(
        nodes=[
            NodeChanges(key, kinds[key], said, details.get(key, []))
            for key, said in sentences.items()
        ],
        added=sum("added" in found for found in marks.new.values()),
        removed=sum("removed" in found for found in marks.old.values()),
        changed=sum("changed" in found for found in marks.new.values()),
        unnamed=max(0, len(changes) - SENTENCE_LIMIT),
    )


def draw_both(old: Content, new: Content, *, language: str) -> Graphs:
    """Draw both documents with what was removed, added and changed."""
    marks = marks_of(compare(old, new))
    old, new = Document.of(old), Document.of(new)
    is_part = max(len(old.steps), len(new.steps)) > OVERSEEN_LIMIT
    if is_part:
        old, new = _around(old, marks.old), _around(new, marks.new)
    return Graphs(
        draw_version(old, language=language, marks=marks.old, name="tree-before"),
        draw_version(new, language=language, marks=marks.new, name="tree-after"),
        is_part,
    )


def draw_version(
    document: Content,
    *,
    language: str,
    marks: Mapping[str, Collection[str]] | None = None,
    name: str = "tree-version",
) -> SafeString:
    """Draw a document that nobody is editing."""
    return draw(layout(document), document, language=language, marks=marks or {}, name=name)


def _around(document: Document, marked: Collection[str]) -> Document:
    """Return the marked steps, those that lead to them and those they lead to."""
    there = set(marked).intersection(document.steps)
    beside = {to for key in there for to in (*document.ways[key], *document.ways_back[key])}
    near = there | beside
    kept = {key: entry for key, entry in document.steps.items() if key in near}
    start = document.start if document.start in kept else next(iter(kept), "")
    return document.with_steps(kept.values(), start=start)


def _kind(change: Change) -> str:
    return {"node_added": "added", "node_removed": "removed"}.get(change.kind, "changed")
