"""Which node of one document is which of another: renamed ones, and those that were moved.

Plain Python.
"""

import json
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

from troubleshooting.trees.documents.branches import retargeted
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry


def renamed(old: Content, new: Content) -> dict[str, str]:
    """Return the new key by the old one for nodes that differ in nothing but their keys."""
    before, after = Document.of(old).steps, Document.of(new).steps
    gone = [key for key in before if key not in after]
    come = [key for key in after if key not in before]
    if not gone or not come:
        return {}
    unsettled = {*gone, *come}
    old_keys = _by_content(before, gone, unsettled)
    new_keys = _by_content(after, come, unsettled)
    return {
        key: name
        for content, keys in old_keys.items()
        if len(keys) == len(new_keys.get(content, ()))
        for key, name in zip(keys, new_keys[content], strict=True)
    }


def with_names(document: Content, names: Mapping[str, str]) -> Content:
    """Return the document as if nodes had always had these names."""
    if not names:
        return document

    def name(key: str) -> str:
        return names.get(key, key)

    document = Document.of(document)
    start = document.get("start")
    return document.with_steps(
        ({**retargeted(entry, name), "key": name(key)} for key, entry in document.steps.items()),
        start=name(start) if isinstance(start, str) else start,
    )


def moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return the fewest keys that must have been moved to get from one order to the other."""
    known = set(after)
    places = {key: place for place, key in enumerate(key for key in before if key in known)}
    order = [key for key in after if key in places]
    return set(order) - _longest_rising(order, places)


def _longest_rising(order: Sequence[str], places: Mapping[str, int]) -> set[str]:
    ends: list[int] = []  # the lowest place on which a run of each length can end
    last: list[str] = []
    earlier: dict[str, str | None] = {}
    for key in order:
        length = bisect_left(ends, places[key])
        earlier[key] = last[length - 1] if length else None
        if length == len(ends):
            ends.append(places[key])
            last.append(key)
        else:
            ends[length], last[length] = places[key], key
    run: set[str] = set()
    here = last[-1] if last else None
    while here is not None:
        run.add(here)
        here = earlier[here]
    return run


def _by_content(
    steps: Mapping[str, Entry], keys: Sequence[str], unsettled: Collection[str]
) -> dict[str, list[str]]:
    """Group nodes by all that they hold but their keys, and but keys that may have changed."""

    def settled(key: str) -> str:
        return "?" if key in unsettled else key

    groups: dict[str, list[str]] = {}
    for key in keys:
        content = {**retargeted(steps[key], settled), "key": ""}
        groups.setdefault(json.dumps(content, sort_keys=True), []).append(key)
    return groups
