"""The form of a node: every text in all languages side by side, its answers, its lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause
from troubleshooting.checks.registry import REGISTRY
from troubleshooting.editor import words
from troubleshooting.editor.bench.problems import Remark
from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.editor.messages import title_of
from troubleshooting.editor.step.fields import (
    Choice,
    Target,
    TextField,
    listed_choices,
    text_field,
)
from troubleshooting.editor.step.told import as_changed, told_at
from troubleshooting.trees import names
from troubleshooting.trees.documents.entries import Entry, entries, text
from troubleshooting.trees.documents.format import FIELDS, FLAGS, MESSAGES
from troubleshooting.trees.drawing.picture import ICONS
from troubleshooting.trees.models import Tree
from troubleshooting.trees.rights import visible_trees


@dataclass(frozen=True)
class OptionRow:
    index: int
    key: str
    text: TextField
    target: Target
    is_result: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class NodeForm:
    """Everything the form of one node shows; what its kind has no use for is empty or None."""

    key: str
    kind: str
    icon: str
    title: str
    can_edit: bool
    is_start: bool
    kinds: Sequence[Choice]
    texts: Sequence[TextField]
    cure: TextField | None
    told: Sequence[TextField]
    voice: Sequence[TextField]
    has_voice: bool
    options: Sequence[OptionRow]
    missing_results: Sequence[str]
    results: Sequence[str]
    checks: Sequence[Choice]
    causes: Sequence[Choice]
    messages: Sequence[Choice]
    statuses: Sequence[Choice]
    endings: Sequence[Choice]
    trees: Sequence[Choice]
    to: Target | None
    otherwise: Target | None
    minutes: str
    group: str
    flags: Sequence[str]
    required: bool
    free_order: bool
    automatic: bool
    remarks: Sequence[Remark]

    @property
    def is_asked(self) -> bool:
        return self.kind in ("question", "check", "action")

    @property
    def told_of(self) -> str:
        return next((choice.value for choice in self.causes if choice.is_chosen), "")

    @property
    def shown_flags(self) -> str:
        return " ".join([*self.flags, "customer"])


def build_node_form(bench: Workbench, entry: Entry | None = None) -> NodeForm | None:
    """Compose the form of the chosen node, or of what was written of it; None if it is gone."""
    entry = entry or bench.entry
    if entry is None:
        return None
    writing = _Writing(bench, entry)
    kind, known, results = entry["kind"], FIELDS[entry["kind"]], _results(entry)
    return NodeForm(
        key=entry["key"],
        kind=kind,
        icon=ICONS[kind],
        title=words.title_of(entry, words.reader()),
        can_edit=bench.can_edit,
        is_start=bench.document.get("start") == entry["key"],
        kinds=[Choice(name, str(label), name == kind) for name, label in names.KINDS.items()],
        texts=[writing.text("title"), writing.text("body")],
        cure=writing.text("cure") if "cure" in known else None,
        told=writing.told(),
        voice=[writing.text("customer.title"), writing.text("customer.body")],
        has_voice="customer" in entry,
        options=writing.options(results) if "options" in known else [],
        missing_results=_missing(entry, results),
        results=results,
        checks=listed_choices(words.checks(), entry.get("check")) if "check" in known else [],
        causes=_causes(entry) if "cause" in known else [],
        messages=_messages(entry) if "message" in known else [],
        statuses=listed_choices(words.statuses(), entry.get("status")) if "status" in known else [],
        endings=listed_choices(words.endings(), entry.get("ending")) if "ending" in known else [],
        trees=_trees(bench, entry) if "tree" in known else [],
        to=writing.way("to"),
        otherwise=writing.way("otherwise"),
        minutes=_number(entry.get("minutes")),
        group=str(entry.get("group") or ""),
        flags=[name for name in FLAGS if name in known],
        required=entry.get("required") is True,
        free_order=entry.get("free_order") is True,
        automatic=entry.get("automatic") is True,
        remarks=bench.tray.of(entry["key"]),
    )


def targets_of(bench: Workbench, entry: Entry) -> list[Target]:
    """Return where the ways of a step lead that was written a moment ago."""
    writing, known = _Writing(bench, entry), FIELDS[entry["kind"]]
    options = entries(entry, "options") if "options" in known else []
    ways = {f"option.{index}.to": option.get("to") for index, option in enumerate(options)}
    ways |= {name: entry.get(name) for name in ("to", "otherwise") if name in known}
    return [writing.target(name, key) for name, key in ways.items()]


def start_of(bench: Workbench) -> Target:
    """Return the step that the tree begins with."""
    return _Writing(bench, {}).target("start", bench.document.get("start"))


class _Writing:
    """The fields of one entry."""

    def __init__(self, bench: Workbench, entry: Entry) -> None:
        self.bench = bench
        self.entry = entry

    def text(self, name: str) -> TextField:
        held: Any = self.entry
        for part in name.split("."):
            held = held.get(part) if isinstance(held, Mapping) else None
        is_required = name == "title" or (name == "customer.title" and "customer" in self.entry)
        place = (self.entry["key"], name)
        return text_field(self.bench, place, name, held, is_required=is_required)

    def told(self) -> list[TextField]:
        """The sentences of the chosen cause, as they are in force where the draft changes none."""
        if self.entry["kind"] != "outcome":
            return []
        key = self.entry["key"]
        return [
            text_field(self.bench, (key, name), name, value)
            for name, value in told_at(as_changed(self.bench, self.entry)).items()
        ]

    def options(self, results: Sequence[str]) -> list[OptionRow]:
        listed = entries(self.entry, "options")
        return [
            self._option(index, option, results, last=len(listed) - 1)
            for index, option in enumerate(listed)
        ]

    def way(self, name: str) -> Target | None:
        is_known = name in FIELDS[self.entry["kind"]]
        return self.target(name, self.entry.get(name)) if is_known else None

    def target(self, name: str, key: Any) -> Target:
        key = key if isinstance(key, str) else ""
        known = self.bench.nodes.get(key)
        title = words.title_of(known, words.reader())
        return Target(name, key, title, is_lost=bool(key) and known is None)

    def _option(self, index: int, option: Entry, results: Sequence[str], *, last: int) -> OptionRow:
        key = str(option.get("key") or "")
        by_index = self.bench.can_edit
        name = f"option.{index}.label" if by_index else f"label.{key}"
        return OptionRow(
            index=index,
            key=key,
            text=text_field(
                self.bench,
                (self.entry["key"], f"options.{key}.label"),
                name,
                option.get("label"),
                label=_("Answer"),
                is_required=True,
            ),
            target=self.target(f"option.{index}.to", option.get("to")),
            is_result=key in results,
            is_first=index == 0,
            is_last=index == last,
        )


def _results(entry: Entry) -> Sequence[str]:
    """Return the results of the node's check, which are the keys its options need."""
    name = entry.get("check")
    check = REGISTRY.get(name) if entry["kind"] == "check" and isinstance(name, str) else None
    return check.options if check else ()


def _missing(entry: Entry, results: Sequence[str]) -> list[str]:
    keys = [option.get("key") for option in entries(entry, "options")]
    return [result for result in results if result not in keys]


def _messages(entry: Entry) -> list[Choice]:
    return listed_choices([(name, title_of(name)) for name in MESSAGES], entry.get("message"))


def _causes(entry: Entry) -> list[Choice]:
    causes = [(cause.slug, cause.name) for cause in Cause.objects.all()]
    return listed_choices(sorted(causes, key=lambda pair: pair[1]), entry.get("cause"))


def _trees(bench: Workbench, entry: Entry) -> list[Choice]:
    seen = visible_trees(bench.request.user).exclude(pk=bench.tree.pk)
    others, present = {tree.slug: str(tree) for tree in seen}, text(entry, "tree") or ""
    if present not in others and Tree.objects.filter(slug=present).exists():
        others[present] = present  # out of sight: known by what the document calls it
    return listed_choices(others.items(), present)


def _number(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:g}" if is_number else ""
