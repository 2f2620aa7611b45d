"""Finding and replacing words in the texts of a document."""

from collections.abc import Iterator, Mapping
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry, entries
from troubleshooting.trees.documents.format import SIZE_LIMIT_BYTES, TEXTS
from troubleshooting.trees.documents.parts import Path
from troubleshooting.trees.validation.soundness import MEGABYTES, Refused

LETTERS_TO_FIND = 200


def texts_of(entry: Entry) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Return the texts of a node, or of the tree itself, with the path of each."""
    for field in TEXTS:
        if isinstance(entry.get(field), Mapping):
            yield (field,), entry[field]
    if isinstance(voice := entry.get("customer"), Mapping):
        for field in TEXTS:
            if isinstance(voice.get(field), Mapping):
                yield ("customer", field), voice[field]
    for option in entries(entry, "options"):
        if isinstance(option.get("label"), Mapping):
            yield ("options", str(option["key"]), "label"), option["label"]


def count_words(document: Content, find: str, language: str | None = None) -> int:
    """Count how often words stand in the texts of a language, or of all languages."""
    return sum(
        wording.count(find)
        for entry in Document.of(document).holders.values()
        for _path, text in texts_of(entry)
        for name, wording in text.items()
        if find and language in (None, name)
    )


def refuse_reword(document: Content, find: str, replace: str, language: str | None) -> int:
    """Return how often the words stand there. Raises Refused if nothing or too much would come."""
    if not find or len(find) > LETTERS_TO_FIND:
        raise Refused(
            "bad_search",
            gettext_noop("What to find must have 1 to %(limit)s letters."),
            limit=LETTERS_TO_FIND,
        )
    count = count_words(document, find, language)
    if not count:
        raise Refused("not_found", gettext_noop("“%(find)s” stands nowhere."), find=find)
    if count * len(replace) > SIZE_LIMIT_BYTES:
        raise Refused("too_large", limit=MEGABYTES)
    return count


def reworded(entry: Entry, find: str, replace: str, language: str | None) -> Entry:
    """Return a node with the words replaced; the node itself if they don't stand in it."""
    if not any(
        find in wording and language in (None, name)
        for _path, text in texts_of(entry)
        for name, wording in text.items()
    ):
        return entry

    def replaced(text: Any) -> Any:
        if not isinstance(text, Mapping):
            return text
        return {
            name: wording.replace(find, replace) if language in (None, name) else wording
            for name, wording in text.items()
        }

    content = {**entry, **{name: replaced(entry[name]) for name in TEXTS if name in entry}}
    if isinstance(voice := entry.get("customer"), Mapping):
        named = {name: replaced(voice[name]) for name in TEXTS if name in voice}
        content["customer"] = {**voice, **named}
    if "options" in entry:
        content["options"] = [
            {**option, "label": replaced(option["label"])} if "label" in option else option
            for option in entries(entry, "options")
        ]
    return content
