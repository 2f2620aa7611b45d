"""A step as the agent and as the customer will see it."""

from dataclasses import dataclass
from typing import Any

from troubleshooting.causes.models import Cause
from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.editor.messages import Message, Telling, messages_of, sentence_of
from troubleshooting.editor.samples import SOUND
from troubleshooting.trees.documents.entries import Entry, entries, text
from troubleshooting.trees.documents.texts import pick


@dataclass(frozen=True)
class PreviewOption:
    key: str
    label: str
    digit: str


@dataclass(frozen=True)
class Preview:
    """Both voices of a step in one language.

    Of an outcome `messages` are those that would go out, `sentence` what the cause tells; it is
    untold if there is a cause that may be told and no message.
    """

    language: str
    title: str
    body: str
    cure: str
    options: list[PreviewOption]
    is_outcome: bool
    is_for_customers: bool
    customer_title: str
    customer_body: str
    messages: list[Message]
    sentence: str
    is_untold: bool


def build_preview(bench: Workbench, entry: Entry | None = None) -> Preview | None:
    """Return the chosen step, or what was written of it, in the language of the texts."""
    entry = entry or bench.entry
    if entry is None:
        return None
    language = bench.language
    voice: dict[str, Any] = entry.get("customer") or {}
    is_outcome = entry["kind"] == "outcome"
    cause = _cause(entry) if is_outcome else None
    return Preview(
        language=language,
        title=pick(entry.get("title"), language),
        body=pick(entry.get("body"), language),
        cure=pick(entry.get("cure"), language) if is_outcome else "",
        options=[
            PreviewOption(
                str(option.get("key")),
                pick(option.get("label"), language),
                str(place) if place <= 9 else "",
            )
            for place, option in enumerate(entries(entry, "options"), start=1)
            if not is_outcome
        ],
        is_outcome=is_outcome,
        is_for_customers="customer" in entry,
        customer_title=pick(voice.get("title"), language),
        customer_body=pick(voice.get("body"), language),
        messages=_messages(entry, cause, language) if is_outcome else [],
        sentence=sentence_of(entry, cause, language) if is_outcome else "",
        is_untold=_is_untold(entry, cause),
    )


def _messages(entry: Entry, cause: Cause | None, language: str) -> list[Message]:
    """Return the messages as they go with a sound payment that is made up."""
    message, status = text(entry, "message") or "", text(entry, "status") or ""
    return messages_of(Telling(message, status, cause, language, SOUND))


def _is_untold(entry: Entry, cause: Cause | None) -> bool:
    may_be_told = cause is not None and cause.disclosure != Cause.Disclosure.SILENT
    return may_be_told and not entry.get("message") and entry.get("status") != "resolved"


def _cause(entry: Entry) -> Cause | None:
    slug = text(entry, "cause")
    return Cause.objects.filter(slug=slug).first() if slug else None
