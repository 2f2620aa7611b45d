"""What somebody else changed while an author wrote: both texts, who and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from troubleshooting.editor import words
from troubleshooting.trees import names
from troubleshooting.trees.documents.entries import Entry, entries
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.editing.rebasing import Conflict

if TYPE_CHECKING:
    from django.contrib.auth.models import User

THEIRS = "theirs"


@dataclass(frozen=True)
class Clash:
    """One part in two versions, each as people read it; "" stands for what was taken out.

    `name` is that of the choice, `can_choose` tells whether theirs can be taken part by part.
    """

    name: str
    part: str
    mine: str
    theirs: str
    actor: "User | None"
    at: datetime | None
    can_choose: bool


def build_clashes(conflicts: Iterable[Conflict], nodes: Mapping[str, Entry]) -> list[Clash]:
    return [
        Clash(
            name=f"take.{conflict.field}",
            part=_part(conflict, nodes),
            mine=worded(conflict.mine, nodes),
            theirs=worded(conflict.theirs, nodes),
            actor=conflict.actor,
            at=conflict.at,
            can_choose=bool(conflict.node) and conflict.field not in ("", "place"),
        )
        for conflict in conflicts
    ]


def taking_theirs(
    entry: Entry, conflicts: Mapping[str, str], theirs: Entry | None
) -> dict[str, Any]:
    """Return what was written, with their version where `take.<field>` says so."""
    content = dict(entry)
    for name, choice in conflicts.items():
        if name.startswith("take.") and choice == THEIRS and theirs is not None:
            content = _taken(content, theirs, name.removeprefix("take.").split("."))
    return content


def worded(value: Any, nodes: Mapping[str, Entry]) -> str:
    """Put a value of a document into words: texts as they are, lists one a line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return words.title_of(nodes.get(value), words.reader(), value)
    if isinstance(value, Mapping):
        return _worded_map(value, nodes)
    if isinstance(value, list):
        return "\n".join(worded(item, nodes) for item in value)
    return str(value)


def _worded_map(value: Mapping[str, Any], nodes: Mapping[str, Entry]) -> str:
    if "kind" in value:
        options = [worded(option, nodes) for option in entries(value, "options")]
        return "\n".join([pick(value.get("title"), words.reader()), *options])
    if "label" in value:
        target = worded(value.get("to"), nodes)
        return f"{pick(value['label'], words.reader())} → {target}"
    return "\n".join(worded(item, nodes) for item in value.values())


def _part(conflict: Conflict, nodes: Mapping[str, Entry]) -> str:
    """Name the part: the step, the field, the language."""
    path = conflict.field.split(".") if conflict.field else []
    step = conflict.node
    if path[:1] != ["title"]:  # by which of the two titles it should be called, nobody knows
        step = words.title_of(nodes.get(conflict.node), words.reader(), conflict.node)
    language = words.LANGUAGE_NAMES.get(path[-1], "") if path else ""
    if language:
        path = path[:-1]
    field = _field(path)
    return " · ".join(name for name in (step, field, language) if name)


def _field(path: list[str]) -> str:
    name = ".".join(path)
    if path and path[0] == "options":
        return _("Answer “%(key)s”") % {"key": path[1]} if len(path) > 1 else _("Answers")
    return str(names.FIELDS.get(name, name))


def _taken(entry: Mapping[str, Any], theirs: Any, path: list[str]) -> dict[str, Any]:
    """Return the entry with one field as it stands in theirs."""
    content, name = dict(entry), path[0]
    if name == "options" and len(path) > 1:
        return _taken_option(content, theirs, path[1:])
    held = theirs.get(name) if isinstance(theirs, Mapping) else None
    if len(path) > 1 and isinstance(content.get(name, {}), Mapping):
        content[name] = _taken(content.get(name, {}), held or {}, path[1:])
    elif held is None:
        content.pop(name, None)
    else:
        content[name] = held
    return content


def _taken_option(content: dict[str, Any], theirs: Any, path: list[str]) -> dict[str, Any]:
    key = path[0]
    listed = {option.get("key"): option for option in entries(theirs, "options")}
    options = [option for option in entries(content, "options") if option.get("key") != key]
    if key in listed:
        mine = {option.get("key"): option for option in entries(content, "options")}
        whole = len(path) == 1 or key not in mine
        taken = listed[key] if whole else _taken(mine[key], listed[key], path[1:])
        options = [taken if option.get("key") == key else option for option in content["options"]]
        if key not in mine:
            options.append(taken)
    return {**content, "options": options}
