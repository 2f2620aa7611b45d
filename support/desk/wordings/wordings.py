"""What the screens of the wordings show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.http import Http404

from support.customers.models import Language
from support.desk.wordings.history import Version, build_history, compare, text_of
from support.desk.wordings.preview import Preview, build_preview, file_draft
from support.notifications.models import Channel, Wording
from support.notifications.words.events import EVENTS, Event
from support.notifications.words.overrides import draft_of, is_usable, latest_wording
from support.notifications.words.rules import (
    Draft,
    allowed_names,
    certain_names,
    needed_names,
)
from support.notifications.words.sample_values import (
    meaning_of,
    sample_house,
    sample_of,
    sample_words,
)


@dataclass(frozen=True)
class Cell:
    """One wording in the list: in force is the file's where there is none."""

    language: str
    channel: str
    wording: Wording | None

    @property
    def language_label(self) -> str:
        return str(Language(self.language).label)

    @property
    def channel_label(self) -> str:
        return str(Channel(self.channel).label)

    @cached_property
    def is_usable(self) -> bool:
        return self.wording is None or is_usable(self.wording)


@dataclass(frozen=True)
class EventRow:
    event: Event
    cells: list[Cell]


def build_list() -> list[EventRow]:
    """Return every event with its wordings in each language and on each channel, in one query."""
    found = {
        (row.event, row.language, row.channel): row
        for row in Wording.objects.in_use().select_related("author")
    }
    return [
        EventRow(
            event,
            [
                Cell(language, channel, found.get((event.name, language, channel)))
                for language in Language
                for channel in Channel
            ],
        )
        for event in EVENTS.values()
    ]


@dataclass(frozen=True)
class Placeholder:
    """One of the names that may be written in braces."""

    name: str
    meaning: str
    sample: str
    is_needed: bool
    may_be_empty: bool

    @property
    def shown(self) -> str:
        return f"{{{self.name}}}"


@dataclass(frozen=True)
class Editor:
    """The page on which one wording is read and written."""

    draft: Draft
    latest: Wording | None
    current: Wording | None
    seen: int
    preview: Preview
    typed_case: str = ""
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    theirs: Wording | None = None

    @property
    def event(self) -> Event:
        return self.draft.about

    @property
    def language_label(self) -> str:
        return str(Language(self.draft.language).label)

    @property
    def channel_label(self) -> str:
        return str(Channel(self.draft.channel).label)

    @property
    def is_broken(self) -> bool:
        """Whether the words in force were right once and are no longer."""
        return self.current is not None and not is_usable(self.current)

    @property
    def rows(self) -> int:
        return max(8, min(28, self.draft.body.count("\n") + 3))

    @cached_property
    def placeholders(self) -> list[Placeholder]:
        draft = self.draft
        house = sample_house(draft.language)
        words = sample_words(draft.event, draft.language, house=house) | house
        needed, certain = needed_names(self.event, draft.channel), certain_names(self.event)
        return [
            Placeholder(
                name,
                meaning_of(name),
                words[name] or sample_of(name, draft.language),
                name in needed,
                name not in certain,
            )
            for name in sorted(
                allowed_names(self.event, draft.channel),
                key=lambda name: (name not in needed, name),
            )
        ]

    @cached_property
    def history(self) -> list[Version]:
        return build_history(self.draft)

    @property
    def difference(self) -> list[tuple[str, str]]:
        """Return what somebody else's words say against the typed ones."""
        if self.theirs is None:
            return []
        return compare(text_of(self.theirs), text_of(self.draft))


def find_kind(event: str, language: str, channel: str) -> Draft:
    """Return what a message of this kind would say now. Raises Http404 for one that isn't."""
    if event not in EVENTS or language not in Language.values or channel not in Channel.values:
        raise Http404
    return Draft(event, language, channel, "", "")


def build_editor(
    kind: Draft,
    *,
    typed: Draft | None = None,
    case: str = "",
    errors: Mapping[str, list[str]] | None = None,
    is_stale: bool = False,
    now: datetime,
) -> Editor:
    """Compose the page with what is in force, or with what somebody typed."""
    latest = latest_wording(kind.event, kind.language, kind.channel)
    current = latest if latest is not None and latest.is_current else None
    draft = typed or (draft_of(current) if current else file_draft(kind))
    return Editor(
        draft=draft,
        latest=latest,
        current=current,
        seen=latest.version if latest else 0,
        preview=build_preview(draft, case, now=now),
        typed_case=case,
        errors=errors or {},
        theirs=latest if is_stale else None,
    )
