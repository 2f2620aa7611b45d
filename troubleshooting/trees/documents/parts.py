"""The parts of a document that a change touches, and how they are put in and taken out again.

Parts are `{"meta": {field: value}, "nodes": {key: {"place": 3, "entry": {...}}}}`. What is absent
on one side of a change was added or removed by it. Nodes that a change doesn't name keep their
order, so that places alone tell where the named ones belong.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.format import TEXTS

Parts = Mapping[str, Any]
Path = tuple[str, ...]

ABSENT: Any = object()
LOCALISED = (*TEXTS, "label")


def parts_of(document: Content, *, meta: Iterable[str], nodes: Iterable[str]) -> dict[str, Any]:
    """Take the named fields and nodes out of a document; what it doesn't have is left out."""
    wanted = set(nodes)
    return {
        "meta": {name: document[name] for name in sorted(meta) if name in document},
        "nodes": {
            entry["key"]: {"place": place, "entry": entry}
            for place, entry in enumerate(document["nodes"])
            if entry["key"] in wanted
        },
    }


def difference(old: Content, new: Content) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parts in which two documents differ, as they are before and after."""
    names = (set(old) | set(new)) - {"nodes"}
    meta = {name for name in names if old.get(name, ABSENT) != new.get(name, ABSENT)}
    before, after = Document.of(old).steps, Document.of(new).steps
    nodes = {
        key
        for key in before.keys() | after.keys()
        if before.get(key, ABSENT) is not after.get(key, ABSENT)
        and before.get(key, ABSENT) != after.get(key, ABSENT)
    }
    if _order(before, after, nodes) != _order(after, before, nodes):
        nodes = before.keys() | after.keys()
    return parts_of(old, meta=meta, nodes=nodes), parts_of(new, meta=meta, nodes=nodes)


def replaced(document: Content, *, removing: Parts, inserting: Parts) -> dict[str, Any]:
    """Return the document with one side of a change in the place of the other."""
    content = {name: value for name, value in document.items() if name not in removing["meta"]}
    content.update(inserting["meta"])
    gone = removing["nodes"]
    nodes = [entry for entry in document["nodes"] if entry["key"] not in gone]
    for part in sorted(inserting["nodes"].values(), key=_place):
        nodes.insert(part["place"], part["entry"])
    content["nodes"] = nodes
    return content


def size_of(content: Any) -> int:
    """Return how many bytes this takes as JSON."""
    return len(json.dumps(content, ensure_ascii=False).encode())


def differing_paths(old: Any, new: Any, path: Path = ()) -> Iterator[Path]:
    """Name the innermost fields in which two values differ: `("options", "above", "to")`."""
    if old is new or old == new:
        return
    old, new = _as_maps(old, new, path)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in sorted(old.keys() | new.keys()):
            yield from differing_paths(
                old.get(name, ABSENT), new.get(name, ABSENT), (*path, str(name))
            )
        return
    if are_keyed(old, new):
        olds, news = by_key(old), by_key(new)
        if list(olds) != list(news):
            yield path
        for key in sorted(olds.keys() & news.keys()):
            yield from differing_paths(olds[key], news[key], (*path, key))
        return
    yield path


def changed_texts(before: Parts, after: Parts) -> set[str] | None:
    """Name the languages whose texts a change touches; None if it changes anything else."""
    languages: set[str] = set()
    for path in changed_paths(before, after):
        if path is None or not is_text(path):
            return None
        languages.add(path[-1])
    return languages


def changed_paths(before: Parts, after: Parts) -> Iterator[Path | None]:
    """Name every field that a change touches; None where a node comes, goes or moves."""
    yield from differing_paths(before["meta"], after["meta"])
    nodes, others = before["nodes"], after["nodes"]
    for key in nodes.keys() | others.keys():
        if key not in nodes or key not in others or _place(nodes[key]) != _place(others[key]):
            yield None
        else:
            yield from differing_paths(nodes[key]["entry"], others[key]["entry"])


def is_text(path: Path) -> bool:
    """Tell whether a path within a node, or within the document, leads to a text."""
    match path:
        case (name, _) if name in TEXTS:
            return True
        case ("customer", "title" | "body", _):
            return True
        case ("options", _, "label", _):
            return True
    return False


def are_keyed(*values: Any) -> bool:
    """Tell whether all of these are lists of maps that each have a key of their own."""
    return all(_is_keyed(value) for value in values)


def by_key(listed: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {item["key"]: item for item in listed}


def _as_maps(old: Any, new: Any, path: Path) -> tuple[Any, Any]:
    """Where one side has no texts at all, compare with an empty map of texts."""
    if path and path[-1] in LOCALISED:
        return ({} if old is ABSENT else old), ({} if new is ABSENT else new)
    return old, new


def _is_keyed(value: Any) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return False
    keys = [item.get("key") if isinstance(item, Mapping) else None for item in value]
    return all(isinstance(key, str) for key in keys) and len(set(keys)) == len(keys)


def _order(keys: Iterable[str], others: Mapping[str, Any], changed: set[str]) -> list[str]:
    return [key for key in keys if key in others and key not in changed]


def _place(part: Mapping[str, Any]) -> int:
    return int(part["place"])
