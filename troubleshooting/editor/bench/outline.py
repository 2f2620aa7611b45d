"""The outline of a document: every step once, indented under the step that all ways to it pass.

A tree is not strictly one: steps are shared. A step stands where the ways to it meet, an outcome
where the first way to it leaves; every other way is shown as a link. Steps that answers of one step
lead to stand in the order of these answers, as in the graph and for agents. What goes on after a
step with little side branches stays on its level, so that a long guide is not indented for ever.
Plain Python.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from troubleshooting.editor.bench.dominance import dominators
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry, entries, text
from troubleshooting.trees.documents.texts import pick

# Beyond this a tree begins folded, and the outline is shown in pages.
FOLDED_BEYOND = 300
PAGE_ROWS = 400
# A continuation stays on its level if it holds this share of all that follows.
MAIN_SHARE = 0.6
DEEPEST_INDENT = 10
NO_ANSWER = 1_000_000  # stands behind every place that an answer can have


@dataclass(frozen=True)
class Way:
    """A way from a step to another one; `label` is the answer that leads there."""

    label: str
    target: str
    title: str


@dataclass(frozen=True)
class Row:
    """One step of the outline.

    `by` are the answers that lead here from the step above, `links` the ways to steps that stand
    elsewhere, `hidden` the number of steps that are folded away, `above` and `below` what it can
    be moved before and behind: keys of its neighbours, "" where there are none. `leads` is the step
    whose answers are moved with it; "" where no answer says its place, but the document alone.
    """

    key: str
    kind: str
    title: str
    depth: int
    by: str = ""
    links: tuple[Way, ...] = ()
    hidden: int = 0
    can_fold: bool = False
    is_folded: bool = False
    is_reached: bool = True
    above: str = ""
    below: str = ""
    leads: str = ""
    mark: str = ""

    @property
    def indent(self) -> int:
        return min(self.depth, DEEPEST_INDENT)


@dataclass(frozen=True)
class Outline:
    """The rows of one page; `parents` leads from every step to the one it stands under."""

    rows: tuple[Row, ...]
    total: int
    page: int = 1
    pages: int = 1
    parents: Mapping[str, str] = field(default_factory=dict)

    def marked(self, marks: Mapping[str, str]) -> "Outline":
        rows = tuple(replace(row, mark=marks.get(row.key, "")) for row in self.rows)
        return replace(self, rows=rows)


def build_outline(
    document: Content,
    *,
    language: str,
    otherwise: str,
    folds: Mapping[str, bool] | None = None,
    chosen: str = "",
    page: int | None = None,
) -> Outline:
    """Compose the outline in a language; `otherwise` is the label of the way without an answer.

    `folds` says which steps were folded or unfolded by hand. The page is that of the chosen step
    unless one is named.
    """
    plan = _Plan(document, language, otherwise)
    rows = plan.rows(folds or {}, chosen)
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    if page is None:
        at = next((at for at, row in enumerate(rows) if row.key == chosen), 0)
        page = at // PAGE_ROWS + 1
    page = min(max(page, 1), pages)
    shown = tuple(rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS])
    return Outline(shown, len(plan.nodes), page, pages, plan.parents)


def ways_of(entry: Entry, otherwise: str, language: str) -> list[tuple[str, str]]:
    """Return the ways of a step in their order, as label and target; "" where one is missing."""
    if entry["kind"] == "outcome":
        return []
    if entry["kind"] == "jump":
        return [("", text(entry, "to") or "")]
    ways = [
        (pick(option.get("label"), language) or str(option.get("key")), text(option, "to") or "")
        for option in entries(entry, "options")
    ]
    if target := text(entry, "otherwise"):
        ways.append((otherwise, target))
    return ways


def folded_branches(document: Content, folds: Mapping[str, bool], chosen: str = "") -> set[str]:
    """Name the steps below which a drawing shows nothing while these are folded."""
    plan = _Plan(document, "en", "")
    folded = plan.folded(folds, chosen)
    return {child for key in folded for child in plan.block(key) if plan.children.get(child)}


class _Plan:
    """Where every step stands."""

    def __init__(self, content: Content, language: str, otherwise: str) -> None:
        self.language = language
        self.otherwise = otherwise
        document = Document.of(content)
        self.nodes, self.ways = document.steps, document.ways
        self.parents: dict[str, str] = {}
        self.roots = [document.start] if document.start in self.nodes else []
        if self.roots:
            self._place(self.roots[0])
        self.unreached = [
            key for key in self.nodes if key not in self.parents and key not in self.roots
        ]
        self.children: dict[str, list[str]] = {}
        for key in self.nodes:
            if key in self.parents:
                self.children.setdefault(self.parents[key], []).append(key)
        for parent, children in self.children.items():
            places = self._answers(parent)
            children.sort(key=lambda key: places.get(key, NO_ANSWER))
        self.sizes = self._sizes()
        self.beside = self._neighbours()

    def _place(self, start: str) -> None:
        self.parents = dominators(start, self.ways)
        first: dict[str, str] = {}
        for key in self.nodes:
            if key == start or key in self.parents:
                for target in self.ways[key]:
                    first.setdefault(target, key)
        for key in self.parents:
            if not self.ways[key]:
                self.parents[key] = first[key]

    def _sizes(self) -> dict[str, int]:
        order = list(self.roots)
        for key in order:
            order.extend(self.children.get(key, ()))
        sizes = dict.fromkeys(self.nodes, 1)
        for key in reversed(order):
            if key in self.parents:
                sizes[self.parents[key]] += sizes[key]
        return sizes

    def continuation(self, key: str) -> str | None:
        """Return the child that goes on at the level of the step itself, if one outweighs all."""
        children = self.children.get(key, [])
        if not children:
            return None
        largest = max(children, key=lambda child: self.sizes[child])
        size = self.sizes[largest]
        is_main = size > 1 and size >= MAIN_SHARE * (self.sizes[key] - 1)
        return largest if is_main else None

    def block(self, key: str) -> list[str]:
        """Return the children that are indented below a step, and folded with it."""
        main = self.continuation(key)
        return [child for child in self.children.get(key, []) if child != main]

    def folded(self, folds: Mapping[str, bool], chosen: str) -> set[str]:
        """Name the steps that are folded; whatever stands above the chosen step never is."""
        by_default = len(self.nodes) > FOLDED_BEYOND
        folded = {key for key in self.children if folds.get(key, by_default)}
        if by_default and chosen not in folds:
            folded.discard(chosen)
        key = chosen
        while key in self.parents:
            key = self.parents[key]
            folded.discard(key)
        return folded

    def rows(self, folds: Mapping[str, bool], chosen: str) -> list[Row]:
        folded = self.folded(folds, chosen)
        rows: list[Row] = []
        waiting: list[tuple[str, int]] = [(key, 0) for key in self.roots]
        while waiting:
            key, depth = waiting.pop()
            row = self._row(key, depth, is_folded=key in folded)
            rows.append(row)
            main = self.continuation(key)
            waiting += [(main, depth)] if main else []
            if not row.is_folded:
                waiting += [(child, depth + 1) for child in reversed(self.block(key))]
        rows += [
            replace(self._row(key, 0, is_folded=False), is_reached=False) for key in self.unreached
        ]
        return rows

    def _row(self, key: str, depth: int, *, is_folded: bool) -> Row:
        entry = self.nodes[key]
        block = self.block(key)
        above, below, leads = self.beside.get(key, ("", "", ""))
        return Row(
            key=key,
            kind=entry["kind"],
            title=pick(entry.get("title"), self.language),
            depth=depth,
            by=self._by(key),
            links=self._links(key),
            hidden=sum(self.sizes[child] for child in block) if is_folded else 0,
            can_fold=bool(block),
            is_folded=is_folded and bool(block),
            above=above,
            below=below,
            leads=leads,
        )

    def _answers(self, parent: str) -> dict[str, int]:
        """Name the steps that answers of a step lead to, with the place of the first one."""
        places: dict[str, int] = {}
        for place, option in enumerate(entries(self.nodes[parent], "options")):
            places.setdefault(text(option, "to") or "", place)
        return places

    def _neighbours(self) -> dict[str, tuple[str, str, str]]:
        """Return what stands above and below each step that can be moved, and what leads to it."""
        found: dict[str, tuple[str, str, str]] = {}
        for parent in ("", *self.children):
            siblings = self.block(parent) if parent else self.unreached
            answered = self._answers(parent) if parent else {}
            for leads in (parent, "") if parent else ("",):
                alike = [key for key in siblings if (key in answered) == bool(leads)]
                beside = zip(["", *alike], alike, [*alike[1:], ""], strict=False)
                found |= {key: (above, below, leads) for above, key, below in beside}
        return found

    def _by(self, key: str) -> str:
        parent = self.parents.get(key)
        if parent is None:
            return ""
        return self._joined(
            label
            for label, target in ways_of(self.nodes[parent], self.otherwise, self.language)
            if target == key
        )

    def _links(self, key: str) -> tuple[Way, ...]:
        labels: dict[str, list[str]] = {}
        for label, target in ways_of(self.nodes[key], self.otherwise, self.language):
            if target and self.parents.get(target) != key:
                labels.setdefault(target, []).append(label)
        return tuple(
            Way(self._joined(names), target, self._title(target))
            for target, names in labels.items()
        )

    def _title(self, key: str) -> str:
        return pick(self.nodes[key].get("title"), self.language) if key in self.nodes else ""

    def _joined(self, labels: Iterable[str]) -> str:
        return ("、" if self.language.startswith("zh") else ", ").join(filter(None, labels))
