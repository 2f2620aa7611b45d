"""Finding steps by their texts, keys, checks and causes. Plain Python."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry, entries
from troubleshooting.trees.documents.format import WORDS
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.editing.rewording import texts_of

FOUND_LIMIT = 200
AROUND = 30
NAMED = ("key", *WORDS)


@dataclass(frozen=True)
class Found:
    """A step that holds the words, and the place in it: what stands before, there and after."""

    key: str
    kind: str
    title: str
    before: str
    match: str
    after: str


def find_steps(
    document: Content,
    words: str,
    *,
    language: str,
    names: Mapping[str, str] | None = None,
) -> list[Found]:
    """Return the steps that hold the words in any language, 200 at most; letter case is all one.

    `names` are what checks and causes are called: they are found by these, too.
    """
    wanted = words.strip().casefold()
    found: list[Found] = []
    for key, entry in Document.of(document).steps.items() if wanted else ():
        if (place := _place(entry, wanted, names or {})) is not None:
            title = pick(entry.get("title"), language)
            found.append(Found(key, entry["kind"], title, *place))
        if len(found) == FOUND_LIMIT:
            break
    return found


def _place(entry: Entry, wanted: str, names: Mapping[str, str]) -> tuple[str, str, str] | None:
    for wording in _wordings(entry, names):
        folded = wording.casefold()
        at = folded.find(wanted)
        if at >= 0:
            if len(folded) != len(wording):  # a letter that folds to two: no exact place
                return wording[:AROUND], "", ""
            end = at + len(wanted)
            return wording[max(0, at - AROUND) : at], wording[at:end], wording[end : end + AROUND]
    return None


def _wordings(entry: Entry, names: Mapping[str, str]) -> Iterator[str]:
    for _path, localised in texts_of(entry):
        yield from (wording for wording in localised.values() if isinstance(wording, str))
    for field in NAMED:
        if isinstance(value := entry.get(field), str) and value:
            yield value
            yield names.get(value, "")
    for option in entries(entry, "options"):
        if isinstance(key := option.get("key"), str):
            yield key
