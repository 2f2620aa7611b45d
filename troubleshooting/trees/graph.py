"""A tree as the engine walks it: nodes by key, every jump replaced by the tree it leads to."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from troubleshooting.trees.documents.document import Content
from troubleshooting.trees.documents.format import FLAGS
from troubleshooting.trees.documents.texts import Localised

SIZE_LIMIT = 5_000  # nodes, those of sub-trees included
AS_WRITTEN = ("body", "check", "minutes", "cause", "cure", "message", "status", "ending")


class GraphError(ValueError):
    """A document that cannot be walked; validation tells its author why."""


@dataclass(frozen=True)
class Option:
    key: str
    label: Localised
    to: str


@dataclass(frozen=True)
class CustomerVoice:
    """A node in the customer's words."""

    title: Localised
    body: Localised | None = None


@dataclass(frozen=True)
class Node:
    """One step or outcome. `otherwise` is where "can't say" and "skip" lead.

    `trees` are the slugs of the trees that jumps enter on the way to it; `told` are the sentences
    that a draft on trial changes.
    """

    key: str
    kind: str
    title: Localised
    body: Localised | None = None
    customer: CustomerVoice | None = None
    options: tuple[Option, ...] = ()
    otherwise: str | None = None
    check: str | None = None
    minutes: float | None = None
    required: bool = False
    free_order: bool = False
    cause: str | None = None
    cure: Localised | None = None
    message: str | None = None
    status: str | None = None
    ending: str | None = None
    automatic: bool = False
    told: Mapping[str, Any] | None = None
    trees: tuple[str, ...] = ()

    @property
    def is_outcome(self) -> bool:
        return self.kind == "outcome"

    def option(self, key: str | None) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    def ways_on(self) -> Iterator[str]:
        for option in self.options:
            yield option.to
        if self.otherwise:
            yield self.otherwise

    def way_without_answer(self) -> str | None:
        """Where "can't say" and "skip" lead: `otherwise`, else where the first option does."""
        return self.otherwise or (self.options[0].to if self.options else None)


def own_key(key: str) -> str:
    """Return a step of the tree itself; for one of a sub-tree, the jump that leads there."""
    return key.split(".", 1)[0]


@dataclass(frozen=True)
class Graph:
    """All nodes by key. A node of a sub-tree is called `<key of the jump>.<its own key>`."""

    slug: str
    title: Localised
    start: str
    nodes: Mapping[str, Node]

    @classmethod
    def from_document(
        cls, document: Content, subtrees: Mapping[str, Content] | None = None
    ) -> "Graph":
        """Build the graph of a valid document. Raises GraphError if it can't be walked.

        An outcome of a sub-tree without a cause leads on to the `to` of the jump; one with a
        cause ends the walk.
        """
        inlining = _Inlining(subtrees or {})
        inlining.enter(document, prefix="", returns_to=None, within=(document["slug"],))
        nodes = {key: inlining.connected(node) for key, node in inlining.nodes.items()}
        start = inlining.resolve(document["start"])
        return cls(document["slug"], document["title"], start, nodes)

    @cached_property
    def check_names(self) -> tuple[str, ...]:
        return tuple(sorted({node.check for node in self.nodes.values() if node.check}))

    @cached_property
    def for_customers(self) -> "Graph | None":
        """The same, begun at the first step that is asked in customers' words; None without one.

        What such a step leads to is theirs as well, or an end: validation sees to that.
        """
        found, waiting = {self.start}, deque([self.start])
        while waiting:
            node = self.nodes[waiting.popleft()]
            if node.customer and node.options:
                return replace(self, start=node.key)
            ahead = [key for key in dict.fromkeys(node.ways_on()) if key not in found]
            found.update(ahead)
            waiting.extend(ahead)
        return None

    def remaining(self, key: str) -> int:
        """Count the steps of the shortest way to an outcome, the one at `key` included.

        0 at an outcome, and where no outcome can be reached.
        """
        return self._distances.get(key, 0)

    @cached_property
    def _distances(self) -> dict[str, int]:
        before: dict[str, list[str]] = {key: [] for key in self.nodes}
        for node in self.nodes.values():
            for target in node.ways_on():
                before[target].append(node.key)
        distances = {key: 0 for key, node in self.nodes.items() if node.is_outcome}
        waiting = deque(distances)
        while waiting:
            key = waiting.popleft()
            for earlier in before[key]:
                if earlier not in distances:
                    distances[earlier] = distances[key] + 1
                    waiting.append(earlier)
        return distances


class _Inlining:
    """Collects the nodes of a tree and its sub-trees, and what jumps and returns stand for."""

    def __init__(self, subtrees: Mapping[str, Content]) -> None:
        self.subtrees = subtrees
        self.nodes: dict[str, Node] = {}
        self.stands_for: dict[str, str] = {}

    def enter(
        self, document: Content, *, prefix: str, returns_to: str | None, within: tuple[str, ...]
    ) -> None:
        for entry in document["nodes"]:
            if len(self.nodes) + len(self.stands_for) >= SIZE_LIMIT:
                raise GraphError(f"More than {SIZE_LIMIT} nodes with all sub-trees.")
            key = prefix + entry["key"]
            if entry["kind"] == "jump":
                self._jump(entry, prefix, within)
            elif returns_to and entry["kind"] == "outcome" and not entry.get("cause"):
                self.stands_for[key] = returns_to
            else:
                self.nodes[key] = _node(entry, prefix, within[1:])

    def _jump(self, entry: Content, prefix: str, within: tuple[str, ...]) -> None:
        key, slug = prefix + entry["key"], entry["tree"]
        if slug in within:
            raise GraphError(f"{key} jumps back into {slug}, of which it is a part.")
        if slug not in self.subtrees:
            raise GraphError(f"{key} jumps to {slug}, which is not at hand.")
        subtree = self.subtrees[slug]
        self.stands_for[key] = f"{key}.{subtree['start']}"
        self.enter(
            subtree,
            prefix=f"{key}.",
            returns_to=prefix + entry["to"],
            within=(*within, slug),
        )

    def connected(self, node: Node) -> Node:
        """Replace targets that are jumps or returns by what they stand for."""
        options = tuple(replace(option, to=self.resolve(option.to)) for option in node.options)
        otherwise = self.resolve(node.otherwise) if node.otherwise else None
        return replace(node, options=options, otherwise=otherwise)

    def resolve(self, key: str) -> str:
        passed: set[str] = set()
        while key in self.stands_for and key not in passed:
            passed.add(key)
            key = self.stands_for[key]
        if key not in self.nodes:
            raise GraphError(f"{key} is not a node, or jumps in a circle.")
        return key


def _node(entry: Content, prefix: str, trees: tuple[str, ...]) -> Node:
    voice = entry.get("customer")
    written: dict[str, Any] = {name: entry.get(name) for name in AS_WRITTEN}
    written |= {name: bool(entry.get(name)) for name in FLAGS}
    otherwise = entry.get("otherwise")
    return Node(
        key=prefix + entry["key"],
        kind=entry["kind"],
        title=entry["title"],
        customer=CustomerVoice(voice["title"], voice.get("body")) if voice else None,
        options=tuple(
            Option(option["key"], option["label"], prefix + option["to"])
            for option in entry.get("options", ())
        ),
        otherwise=prefix + otherwise if otherwise else None,
        trees=trees,
        **written,
    )
