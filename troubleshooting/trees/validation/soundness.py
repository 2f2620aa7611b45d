"""What a draft may hold at all. The rest of what can be wrong with it, validation says."""

from collections.abc import Mapping
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.entries import is_storable, text
from troubleshooting.trees.documents.format import (
    FIELDS,
    FLAGS,
    FORMAT,
    KEY,
    LENGTH_LIMIT,
    META,
    NAMES,
    NODE_LIMIT,
    SIZE_LIMIT_BYTES,
    TEXTS,
    is_name,
)
from troubleshooting.trees.documents.parts import size_of
from troubleshooting.trees.documents.texts import are_texts
from troubleshooting.trees.validation.problems import SENTENCES

MEGABYTES = SIZE_LIMIT_BYTES // (1024 * 1024)


class Refused(ValueError):
    """A change that can't be made. `message` is an English sentence to translate.

    Without one it is what validation says under the same code.
    """

    def __init__(self, code: str, message: str = "", **values: Any) -> None:
        self.code = code
        self.message = message or SENTENCES[code]
        self.values = values
        super().__init__(self.message % values)


def refuse_unsound_key(key: Any) -> None:
    if not is_name(KEY, key):
        raise Refused(
            "bad_key",
            gettext_noop("“%(key)s” is no key: small letters, digits and _, %(limit)s at most."),
            key=str(key)[:LENGTH_LIMIT],
            limit=LENGTH_LIMIT,
        )


def refuse_unsound_entry(entry: Any) -> None:
    """Refuse an entry that later reading would stumble over. Raises Refused."""
    if not isinstance(entry, Mapping):
        raise Refused("not_a_step", gettext_noop("A step must be a map of fields."))
    key = entry.get("key")
    refuse_unsound_key(key)
    if not is_storable(entry):
        message = gettext_noop("“%(node)s” is too large, too deep, or holds broken text.")
        raise Refused("not_storable", message, node=key)
    if text(entry, "kind") not in FIELDS:
        raise Refused("unknown_kind", node=key, known=", ".join(FIELDS))
    if wrong := _wrong_field(entry):
        message = gettext_noop("“%(field)s” of “%(node)s” can't hold that.")
        raise Refused("wrong_type", message, field=wrong, node=key)


def refuse_unsound_meta(field: str, value: Any) -> None:
    """Refuse what a field of the document can't hold. Raises Refused."""
    sound = {
        "title": are_texts(value),
        "start": isinstance(value, str),
        "languages": value is None or _is_list_of_texts(value),
    }
    if not sound.get(field, False) or not is_storable(value):
        message = gettext_noop("“%(field)s” of the tree can't hold that.")
        raise Refused("bad_meta", message, field=field[:LENGTH_LIMIT])


def refuse_oversize(nodes: int, size_bytes: int) -> None:
    if nodes > NODE_LIMIT:
        raise Refused("too_many_nodes", limit=NODE_LIMIT)
    if size_bytes > SIZE_LIMIT_BYTES:
        raise Refused("too_large", limit=MEGABYTES)


def refuse_unsound_document(document: Any, slug: str) -> None:
    """Refuse a document that can't be the draft of the tree with this slug. Raises Refused."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise Refused("wrong_format")
    if document.get("slug") != slug:
        message = gettext_noop("The document belongs to another tree than “%(slug)s”.")
        raise Refused("other_slug", message, slug=slug)
    if not is_storable(document):
        raise Refused("not_storable")
    for field in META:
        refuse_unsound_meta(field, document.get(field))
    nodes = document.get("nodes")
    if not isinstance(nodes, list):
        raise Refused("no_nodes")
    refuse_oversize(len(nodes), size_of(document))
    seen: set[str] = set()
    for entry in nodes:
        refuse_unsound_entry(entry)
        if entry["key"] in seen:
            raise Refused("duplicate_key", node=entry["key"])
        seen.add(entry["key"])


def _wrong_field(entry: Mapping[str, Any]) -> str | None:
    """Name a field whose value is of another type than what reads it expects."""
    minutes = entry.get("minutes")
    sound = {
        "title": are_texts(entry.get("title")),
        **{name: _are_texts_or_none(entry.get(name)) for name in TEXTS if name != "title"},
        **{name: isinstance(entry.get(name), str | None) for name in NAMES},
        **{name: isinstance(entry.get(name, False), bool) for name in FLAGS},
        "minutes": isinstance(minutes, int | float | None) and not isinstance(minutes, bool),
        "customer": "customer" not in entry or _is_voice(entry["customer"]),
        "options": _are_options(entry.get("options", [])),
    }
    return next((name for name, is_sound in sound.items() if not is_sound), None)


def _are_texts_or_none(value: Any) -> bool:
    return value is None or are_texts(value)


def _is_voice(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and are_texts(value.get("title"))
        and _are_texts_or_none(value.get("body"))
    )


def _are_options(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(option, Mapping)
        and isinstance(option.get("key"), str)
        and isinstance(option.get("to", ""), str)
        and are_texts(option.get("label", {}))
        for option in value
    )


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
