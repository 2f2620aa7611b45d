"""A tree on paper: the drawing, and every step with its number, in one language or in both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from troubleshooting.causes.models import Cause
from troubleshooting.editor.bench.outline import ways_of
from troubleshooting.editor.messages import sentence_of
from troubleshooting.editor.words import LANGUAGE_NAMES, checks, endings, reader, statuses
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.documents.entries import Entry, text
from troubleshooting.trees.documents.format import OVERSEEN_LIMIT
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.drawing.picture import ICONS, Overlay
from troubleshooting.trees.drawing.svg import draw
from troubleshooting.trees.layout.boxes import OTHERWISE
from troubleshooting.trees.layout.layout import layout
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.names import KINDS
from troubleshooting.trees.telling import Sentences, as_told, told_by_draft

BOTH = "both"
NAMED = ("check", "cause", "status", "ending")
DIRECTIONS = {"payin": _("Pay-in"), "payout": _("Payout")}


@dataclass(frozen=True)
class PrintedOption:
    """An answer and where it leads; no number where it leads nowhere."""

    label: str
    number: int | None
    title: str


@dataclass(frozen=True)
class Sentence:
    """What a customer reads of a cause, and about what where that makes a difference."""

    about: str | Promise
    text: str


@dataclass(frozen=True)
class Wording:
    """Both voices of a step in one language; `sentences` are what its cause tells customers."""

    language: str
    title: str
    body: str
    cure: str
    customer_title: str
    customer_body: str
    options: list[PrintedOption]
    sentences: list[Sentence]


@dataclass(frozen=True)
class PrintedStep:
    number: int
    key: str
    kind: str
    kind_name: str | Promise
    icon: str
    check: str
    cause: str
    message: str
    status: str
    ending: str
    tree: str
    minutes: str
    is_required: bool
    is_automatic: bool
    is_for_customers: bool
    wordings: list[Wording]


@dataclass(frozen=True)
class Printout:
    """A version for paper. `drawing` is "" where a tree is too large to be drawn on a page."""

    version: TreeVersion
    titles: list[tuple[str, str]]
    languages: list[str]
    choices: list[tuple[str, str]]
    chosen: str
    drawing: SafeString | str
    steps: list[PrintedStep]


def build_printout(version: TreeVersion, *, texts: str) -> Printout:
    """Compose a version for paper; `texts` is a language of the tree, anything else means all."""
    document = Document(version.document)
    known = document.languages
    languages = [texts] if texts in known else known
    return Printout(
        version=version,
        titles=[(name, pick(document.title, name)) for name in languages],
        languages=languages,
        choices=[(name, LANGUAGE_NAMES[name]) for name in known],
        chosen=texts if texts in known else BOTH,
        drawing=_drawing(document, languages),
        steps=_Steps(document, languages, told_by_draft(version)).listed(),
    )


def _drawing(document: Document, languages: Sequence[str]) -> SafeString | str:
    """A larger drawing could not be read on paper; the list of steps says the same."""
    if len(document.steps) > OVERSEEN_LIMIT:
        return ""
    language = reader() if reader() in languages else languages[0]
    overlay = Overlay({key: str(number) for number, key in enumerate(document.steps, start=1)})
    return draw(
        layout(document), document, language=language, overlay=overlay, name="tree-on-paper"
    )


class _Steps:
    """Every step of a document in words; what they name is looked up once."""

    def __init__(
        self, document: Document, languages: Sequence[str], told: Mapping[str, Sentences]
    ) -> None:
        self.nodes = document.steps
        self.numbers = {key: number for number, key in enumerate(self.nodes, start=1)}
        self.languages = languages
        self.told = told
        self.checks = dict(checks())
        self.statuses = dict(statuses())
        self.endings = dict(endings())
        named = {cause for entry in self.nodes.values() if (cause := text(entry, "cause"))}
        self.causes: dict[str, Cause] = Cause.objects.in_bulk(named, field_name="slug")

    def listed(self) -> list[PrintedStep]:
        return [self._step(entry) for entry in self.nodes.values()]

    def _step(self, entry: Entry) -> PrintedStep:
        check, cause, status, ending = (text(entry, name) or "" for name in NAMED)
        known = self.causes.get(cause)
        return PrintedStep(
            number=self.numbers[entry["key"]],
            key=entry["key"],
            kind=entry["kind"],
            kind_name=KINDS[entry["kind"]],
            icon=ICONS[entry["kind"]],
            check=self.checks.get(check, check),
            cause=str(known) if known else cause,
            message=text(entry, "message") or "",
            status=self.statuses.get(status, status),
            ending=self.endings.get(ending, ending),
            tree=text(entry, "tree") or "",
            minutes=str(entry.get("minutes") or ""),
            is_required=entry.get("required") is True,
            is_automatic=entry.get("automatic") is True,
            is_for_customers="customer" in entry,
            wordings=[self._wording(entry, language) for language in self.languages],
        )

    def _wording(self, entry: Entry, language: str) -> Wording:
        voice = entry.get("customer") or {}
        named = self.causes.get(text(entry, "cause") or "")
        cause = as_told(named, self.told.get(entry["key"], {}))
        return Wording(
            language=language,
            title=pick(entry.get("title"), language) or entry["key"],
            body=pick(entry.get("body"), language),
            cure=pick(entry.get("cure"), language),
            customer_title=pick(voice.get("title"), language),
            customer_body=pick(voice.get("body"), language),
            options=self._options(entry, language),
            sentences=self._sentences(entry, cause, language),
        )

    def _sentences(self, entry: Entry, cause: Cause | None, language: str) -> list[Sentence]:
        """Return what customers read of the cause, by whom where pay-ins and payouts differ."""
        read = {
            direction: sentence_of(entry.get("message"), cause, language, direction=direction)
            for direction in DIRECTIONS
        }
        if len(set(read.values())) == 1:
            return [Sentence("", each) for each in set(read.values()) if each]
        return [Sentence(DIRECTIONS[direction], each) for direction, each in read.items()]

    def _options(self, entry: Entry, language: str) -> list[PrintedOption]:
        return [
            self._option(label, target, language)
            for label, target in ways_of(entry, OTHERWISE[language], language)
        ]

    def _option(self, label: str, target: str, language: str) -> PrintedOption:
        entry = self.nodes.get(target)
        title = pick(entry.get("title"), language) or entry["key"] if entry else ""
        return PrintedOption(label, self.numbers.get(target), title)
