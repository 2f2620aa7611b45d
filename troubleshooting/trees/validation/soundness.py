"""What a draft may hold at all. The rest of what can be wrong with it, validation says."""

from collections.abc import Mapping
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.entries import is_storable
from troubleshooting.trees.documents.format import (
    FORMAT,
    KEY,
    LENGTH_LIMIT,
    NODE_LIMIT,
    SIZE_LIMIT_BYTES,
)
from troubleshooting.trees.documents.parts import size_of
from troubleshooting.trees.validation.document import FIELDS

TEXTS = ("body", "cure")
NAMES = ("group", "otherwise", "check", "cause", "message", "status", "tree", "to")
FLAGS = ("required", "free_order", "automatic")
MEGABYTES = SIZE_LIMIT_BYTES // (1024 * 1024)


class Refused(ValueError):
    """A change that can't be made. `message` is an English sentence to translate."""

    def __init__(self, code: str, message: str, **values: Any) -> None:
        super().__init__(message % values)
        self.code = code
        self.message = message
        self.values = values


def refuse_unsound_key(key: Any) -> None:
    if not isinstance(key, str) or not KEY.fullmatch(key) or len(key) > LENGTH_LIMIT:
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
    refuse_unsound_key(entry.get("key"))
    if not is_storable(entry):
        raise Refused(
            "not_storable",
            gettext_noop("“%(node)s” is too large, too deep, or holds broken text."),
            node=entry["key"],
        )
    if not isinstance(entry.get("kind"), str) or entry["kind"] not in FIELDS:
        raise Refused(
            "unknown_kind",
            gettext_noop("The kind of “%(node)s” must be one of: %(known)s."),
            node=entry["key"],
            known=", ".join(FIELDS),
        )
    if wrong := _wrong_field(entry):
        raise Refused(
            "wrong_type",
            gettext_noop("“%(field)s” of “%(node)s” can't hold that."),
            field=wrong,
            node=entry["key"],
        )


def refuse_unsound_meta(field: str, value: Any) -> None:
    """Refuse what a field of the document can't hold. Raises Refused."""
    sound = {
        "title": _is_localised(value),
        "start": isinstance(value, str),
        "languages": value is None or _is_list_of_texts(value),
    }
    if not sound.get(field, False) or not is_storable(value):
        raise Refused(
            "bad_meta", gettext_noop("“%(field)s” of the tree can't hold that."), field=field[:80]
        )


def refuse_oversize(nodes: int, size_bytes: int) -> None:
    if nodes > NODE_LIMIT:
        raise Refused(
            "too_many_nodes", gettext_noop("A tree has %(limit)s steps at most."), limit=NODE_LIMIT
        )
    if size_bytes > SIZE_LIMIT_BYTES:
        raise Refused(
            "too_large", gettext_noop("A tree takes %(limit)s MiB at most."), limit=MEGABYTES
        )


def refuse_unsound_document(document: Any, slug: str) -> None:
    """Refuse a document that can't be the draft of the tree with this slug. Raises Refused."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise Refused("wrong_format", gettext_noop("“format” must be “casewalk.tree/1”."))
    if document.get("slug") != slug:
        raise Refused(
            "other_slug", gettext_noop("The document belongs to another tree than “%(slug)s”."),
            slug=slug,
        )  # fmt: skip
    if not is_storable(document):
        raise Refused(
            "not_storable",
            gettext_noop("The document is too large, too deep, or holds broken text."),
        )
    refuse_unsound_meta("title", document.get("title"))
    refuse_unsound_meta("start", document.get("start"))
    refuse_unsound_meta("languages", document.get("languages"))
    nodes = document.get("nodes")
    if not isinstance(nodes, list):
        raise Refused("no_nodes", gettext_noop("“nodes” must be a list of steps."))
    refuse_oversize(len(nodes), size_of(document))
    seen: set[str] = set()
    for entry in nodes:
        refuse_unsound_entry(entry)
        if entry["key"] in seen:
            raise Refused(
                "duplicate_key",
                gettext_noop("There are two steps “%(node)s”."),
                node=entry["key"],
            )
        seen.add(entry["key"])


def _wrong_field(entry: Mapping[str, Any]) -> str | None:
    """Name a field whose value is of another type than what reads it expects."""
    minutes = entry.get("minutes")
    sound = {
        "title": _is_localised(entry.get("title")),
        **{name: _is_localised_or_none(entry.get(name)) for name in TEXTS},
        **{name: isinstance(entry.get(name), str | None) for name in NAMES},
        **{name: isinstance(entry.get(name, False), bool) for name in FLAGS},
        "minutes": isinstance(minutes, int | float | None) and not isinstance(minutes, bool),
        "customer": "customer" not in entry or _is_voice(entry["customer"]),
        "options": _are_options(entry.get("options", [])),
    }
    return next((name for name, is_sound in sound.items() if not is_sound), None)


def _is_localised(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and isinstance(text, str) for name, text in value.items()
    )


def _is_localised_or_none(value: Any) -> bool:
    return value is None or _is_localised(value)


def _is_voice(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and _is_localised(value.get("title"))
        and _is_localised_or_none(value.get("body"))
    )


def _are_options(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(option, Mapping)
        and isinstance(option.get("key"), str)
        and isinstance(option.get("to", ""), str)
        and _is_localised(option.get("label", {}))
        for option in value
    )


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
