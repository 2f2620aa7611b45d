"""What changed within one node, each change in a sentence of its own."""

from collections.abc import Iterator
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.comparing.changes import Change
from troubleshooting.trees.comparing.naming import Telling, chosen
from troubleshooting.trees.comparing.options import option_changes
from troubleshooting.trees.documents.entries import Entry, text
from troubleshooting.trees.documents.format import TEXTS, TOLD, VOICE

CLAIMS = {
    "required": (
        gettext_noop("“%(node)s” may not be skipped any more."),
        gettext_noop("“%(node)s” may be skipped now."),
    ),
    "automatic": (
        gettext_noop("“%(node)s” may be applied without an agent now."),
        gettext_noop("“%(node)s” waits for an agent now."),
    ),
    "free_order": (
        gettext_noop("“%(node)s” may be moved among its neighbours now."),
        gettext_noop("“%(node)s” keeps its place among its neighbours now."),
    ),
}
OTHERWISE = (
    gettext_noop(
        "“Can't say” at “%(node)s” now leads to “%(target)s”, no longer to “%(old_target)s”."
    ),
    gettext_noop("“Can't say” at “%(node)s” now leads to “%(target)s”."),
    gettext_noop("“Can't say” at “%(node)s” no longer leads to “%(old_target)s”."),
)
JUMP = (
    gettext_noop(
        "After “%(node)s” the tree now goes on at “%(target)s”, no longer at “%(old_target)s”."
    ),
    gettext_noop("After “%(node)s” the tree now goes on at “%(target)s”."),
    gettext_noop("After “%(node)s” the tree no longer goes on at “%(old_target)s”."),
)
VALUE = (
    gettext_noop("“%(field)s” of “%(node)s” is now “%(new)s”, no longer “%(old)s”."),
    gettext_noop("“%(field)s” of “%(node)s” is now “%(new)s”."),
    gettext_noop("“%(field)s” of “%(node)s” was taken out; it was “%(old)s”."),
)
WORDING = (
    gettext_noop("“%(field)s” of “%(node)s” was changed in %(language)s."),
    gettext_noop("“%(field)s” of “%(node)s” was written in %(language)s."),
    gettext_noop("“%(field)s” of “%(node)s” was taken out in %(language)s."),
)
TITLE = (gettext_noop("“%(old)s” is now called “%(new)s” in %(language)s."), *WORDING[1:])
SENTENCE = (
    gettext_noop("“%(field)s” at “%(node)s” in %(language)s: “%(new)s”, no longer “%(old)s”."),
    gettext_noop("“%(field)s” at “%(node)s” in %(language)s: “%(new)s”."),
    gettext_noop("“%(field)s” at “%(node)s” is no longer told in %(language)s: “%(old)s”."),
)
_TOLD_APART = {"key", "options", "customer", "otherwise", "to", "kind", *TEXTS, *CLAIMS}


def node_changes(old: Entry, new: Entry, telling: Telling) -> Iterator[Change]:
    """Return what changed from one state of a node to the other."""
    if old.get("kind") != new.get("kind"):
        message = gettext_noop("“%(node)s” is now of the kind “%(new)s”, no longer “%(old)s”.")
        yield telling.change("kind", message, "kind", old=old.get("kind"), new=new.get("kind"))
    for name in TEXTS:
        yield from wordings(old.get(name), new.get(name), name, telling)
    yield from _voices(old, new, telling)
    for name in sorted((old.keys() | new.keys()) - _TOLD_APART):
        if old.get(name) != new.get(name):
            yield _value(name, old.get(name), new.get(name), telling)
    for name, (begun, ended) in CLAIMS.items():
        if bool(old.get(name)) != bool(new.get(name)):
            message = begun if new.get(name) else ended
            yield telling.change("claim", message, name, old=old.get(name), new=new.get(name))
    for name, sentences in (("otherwise", OTHERWISE), ("to", JUMP)):
        yield from telling.way("way", sentences, name, text(old, name), text(new, name))
    yield from option_changes(old, new, telling)


def wordings(old: Any, new: Any, field: str, telling: Telling) -> Iterator[Change]:
    """Return what changed in each language of a text."""
    sentences = TITLE if field == "title" else SENTENCE if field in TOLD else WORDING
    return telling.wordings("text", sentences, field, old, new, named=field)


def _voices(old: Entry, new: Entry, telling: Telling) -> Iterator[Change]:
    was, now = old.get("customer"), new.get("customer")
    if bool(was) != bool(now):
        message = (
            gettext_noop("Customers see “%(node)s” now.")
            if now
            else gettext_noop("Customers don't see “%(node)s” any more.")
        )
        yield telling.change("voice", message, "customer", old=was, new=now)
    elif isinstance(was, dict) and isinstance(now, dict):
        for name in VOICE:
            yield from wordings(was.get(name), now.get(name), f"customer.{name}", telling)


def _value(name: str, old: Any, new: Any, telling: Telling) -> Change:
    values = (old, new)
    if any(value is not None and not isinstance(value, str | int | float) for value in values):
        message = gettext_noop("“%(field)s” of “%(node)s” was changed.")
    else:
        message = chosen(VALUE, old, new)
    return telling.change("field", message, name, old=old, new=new, named=name)
