"""A step as the agent and as the customer will see it."""

from dataclasses import dataclass, replace
from typing import Any

from troubleshooting.causes.models import Cause
from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.editor.messages import Telling, messages_of, sentence_of
from troubleshooting.editor.samples import SOUND
from troubleshooting.editor.step.told import as_changed
from troubleshooting.trees.documents.entries import Entry, entries, text
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.telling import as_told
from troubleshooting.walks.showing.values import Message, ShownOption
from troubleshooting.walks.showing.words import numbered

PAYIN = {**SOUND, "reference": "PAY-000002", "direction": "payin"}


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
    options: list[ShownOption]
    is_outcome: bool
    is_for_customers: bool
    customer_title: str
    customer_body: str
    messages: list[Message]
    messages_of_payin: list[Message]
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
    named = Cause.named(text(entry, "cause"))
    cause = as_told(named, as_changed(bench, entry)) if is_outcome else None
    telling = Telling(
        text(entry, "message") or "", text(entry, "status") or "", cause, language, SOUND
    )
    return Preview(
        language=language,
        title=pick(entry.get("title"), language),
        body=pick(entry.get("body"), language),
        cure=pick(entry.get("cure"), language) if is_outcome else "",
        options=numbered(
            (str(option.get("key")), pick(option.get("label"), language))
            for option in entries(entry, "options")
            if not is_outcome
        ),
        is_outcome=is_outcome,
        is_for_customers="customer" in entry,
        customer_title=pick(voice.get("title"), language),
        customer_body=pick(voice.get("body"), language),
        messages=messages_of(telling) if is_outcome else [],
        messages_of_payin=_of_payin(telling) if is_outcome else [],
        sentence=sentence_of(telling.message, cause, language),
        is_untold=_is_untold(telling),
    )


def _of_payin(telling: Telling) -> list[Message]:
    """Return what a pay-in would be told, where that has words of its own."""
    own = telling.cause is not None and telling.cause.payin_message_en
    return messages_of(replace(telling, facts=PAYIN)) if own else []


def _is_untold(telling: Telling) -> bool:
    may_be_told = telling.cause is not None and not telling.is_silent
    return may_be_told and not telling.message and telling.status != "resolved"
