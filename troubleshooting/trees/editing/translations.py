"""Which translations are older than the text they were made from."""

from collections.abc import Mapping

from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.editing.rewording import texts_of


def stale_translations(live: Content | None, draft: Content) -> set[tuple[str, str, str]]:
    """Name every text that stayed as it is in force while another language's was changed.

    Returns (node, field, language), the field as a path with dots: "options.above.label". The
    node is "" for the title of the tree. All languages are equal: whichever was changed is the
    source. What is new since the version in force has no translation that could be old.
    """
    if live is None:
        return set()
    known = {key: dict(texts_of(entry)) for key, entry in Document.of(live).holders.items()}
    stale: set[tuple[str, str, str]] = set()
    for key, entry in Document.of(draft).holders.items():
        before = known.get(key, {})
        for path, text in texts_of(entry):
            if path in before and before[path] != text:
                field = ".".join(path)
                stale |= {(key, field, name) for name in _left_behind(before[path], text)}
    return stale


def _left_behind(before: Mapping[str, str], text: Mapping[str, str]) -> set[str]:
    kept = {name for name, wording in text.items() if wording and before.get(name) == wording}
    changed = {name for name, wording in text.items() if name not in kept and wording}
    return kept if changed else set()
