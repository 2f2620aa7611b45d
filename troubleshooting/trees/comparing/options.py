"""What changed in the options of a node: which there are, what they say, and where they lead."""

from collections.abc import Iterator, Mapping
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.comparing.changes import Change
from troubleshooting.trees.comparing.naming import Telling
from troubleshooting.trees.documents.entries import Entry, entries, text
from troubleshooting.trees.documents.texts import localised

ADDED = gettext_noop("Option “%(option)s” was added to “%(node)s”; it leads to “%(target)s”.")
ADDED_LOOSE = gettext_noop("Option “%(option)s” was added to “%(node)s”; it leads nowhere yet.")
REMOVED = gettext_noop(
    "Option “%(option)s” of “%(node)s” was taken out; it led to “%(old_target)s”."
)
REMOVED_LOOSE = gettext_noop("Option “%(option)s” of “%(node)s” was taken out; it led nowhere.")
TARGETS = (
    gettext_noop(
        "Option “%(option)s” of “%(node)s” now leads to “%(target)s”, no longer to"
        " “%(old_target)s”."
    ),
    gettext_noop("Option “%(option)s” of “%(node)s” now leads to “%(target)s”."),
    gettext_noop(
        "Option “%(option)s” of “%(node)s” now leads nowhere; it led to “%(old_target)s”."
    ),
)
LABELS = (
    gettext_noop("Option “%(old)s” of “%(node)s” is now called “%(new)s” in %(language)s."),
    gettext_noop("Option “%(option)s” of “%(node)s” now has words in %(language)s."),
    gettext_noop("Option “%(option)s” of “%(node)s” has no words in %(language)s any more."),
)
REKEYED = gettext_noop(
    "Option “%(option)s” of “%(node)s” now has the key “%(new)s”; it was “%(old)s”."
)
REORDERED = gettext_noop("The options of “%(node)s” now stand in another order.")


def option_changes(old: Entry, new: Entry, telling: Telling) -> Iterator[Change]:
    """Return what changed from one list of options to the other; places are told last."""
    after = _by_key(new)
    rekeyed = _rekeyed(_by_key(old), after)
    before = {rekeyed.get(key, key): option for key, option in _by_key(old).items()}
    for key, option in after.items():
        named = {"option": _label(option)}
        if key not in before:
            yield _added(option, telling, named)
            continue
        was = str(before[key]["key"])
        if was != key:
            yield telling.change("option_key", REKEYED, f"options.{key}", old=was, new=key, **named)
        path, old_option = f"options.{key}", before[key]
        labels = old_option.get("label"), option.get("label")
        yield from telling.wordings("option_text", LABELS, f"{path}.label", *labels, **named)
        targets = text(old_option, "to"), text(option, "to")
        yield from telling.way("option_target", TARGETS, f"{path}.to", *targets, **named)
    for key, option in before.items():
        if key not in after:
            yield _removed(option, telling)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield telling.change(
            "option_order", REORDERED, "options", old=list(before), new=list(after)
        )


def _added(option: Entry, telling: Telling, named: Mapping[str, Any]) -> Change:
    target = text(option, "to")
    return telling.change(
        "option_added", ADDED if target else ADDED_LOOSE, f"options.{option['key']}",
        new=option, target=telling.target(target), **named,
    )  # fmt: skip


def _removed(option: Entry, telling: Telling) -> Change:
    target = text(option, "to")
    return telling.change(
        "option_removed", REMOVED if target else REMOVED_LOOSE, f"options.{option['key']}",
        old=option, old_target=telling.target(target), option=_label(option),
    )  # fmt: skip


def _rekeyed(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> dict[str, str]:
    """Return the new key by the old one for options that differ in nothing but their keys."""
    come = {key: option for key, option in after.items() if key not in before}
    names: dict[str, str] = {}
    for key, option in before.items():
        if key in after:
            continue
        same = next((name for name, other in come.items() if _is_same(option, other)), None)
        if same is not None:
            names[key] = same
            del come[same]
    return names


def _is_same(option: Entry, other: Entry) -> bool:
    return {**option, "key": ""} == {**other, "key": ""}


def _by_key(entry: Entry) -> dict[str, Entry]:
    options: dict[str, Entry] = {}
    for option in entries(entry, "options"):
        if key := text(option, "key"):
            options.setdefault(key, option)
    return options


def _label(option: Entry) -> Any:
    return localised(option.get("label")) or str(option["key"])
