"""What an author can do with a document. Each operation is a value; `apply` makes the change.

Documents are never changed in place: what an operation doesn't touch, both documents share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.branches import branch_of, copied
from troubleshooting.trees.documents.document import Content, key_above
from troubleshooting.trees.documents.entries import entries
from troubleshooting.trees.editing.edit import Applied, Edit, Summary, name_of
from troubleshooting.trees.editing.pasting import pasted
from troubleshooting.trees.editing.rewording import refuse_reword, reworded
from troubleshooting.trees.validation.soundness import Refused, refuse_unsound_entry

NODE_CHANGED = gettext_noop("“%(node)s” was changed.")


@dataclass(frozen=True)
class SetMeta:
    """Set `title`, `start` or `languages` of the tree; None takes `languages` out.

    `was` is what the author saw; without it, what stood there at the revision that was seen.
    """

    field: str
    value: Any
    was: Any = None

    def make(self, edit: Edit) -> Summary:
        edit.set_meta(self.field, self.value)
        message = {
            "title": gettext_noop("The title of the tree was changed."),
            "start": gettext_noop("The start of the tree was changed."),
            "languages": gettext_noop("The languages of the tree were changed."),
        }
        return Summary(message[self.field], {})


@dataclass(frozen=True)
class SetNode:
    """Put a node's new content in its place; `was` is its content as the author saw it."""

    key: str
    entry: Mapping[str, Any]
    was: Mapping[str, Any] | None = None

    def make(self, edit: Edit) -> Summary:
        edit.put(self.entry, self.key)
        return Summary(NODE_CHANGED, {"node": name_of(self.entry)})


@dataclass(frozen=True)
class AddNode:
    """Add a node after another one, or at the end.

    `from_` names a node and the option that is to lead to it; with None for the option, the
    node's own way on: the `to` of a jump, the `otherwise` of any other.
    """

    entry: Mapping[str, Any]
    after: str | None = None
    from_: tuple[str, str | None] | None = None

    def make(self, edit: Edit) -> Summary:
        edit.add([self.entry], self.after)
        if self.from_ is not None:
            edit.put(_led(edit.entry(self.from_[0]), self.from_[1], self.entry["key"]))
        return Summary(gettext_noop("“%(node)s” was added."), {"node": name_of(self.entry)})


@dataclass(frozen=True)
class PutBefore:
    """Add a node that stands before another one: what led there leads to it, and it leads there.

    "Can't say" and "skip" of a node that asks lead there until somebody says otherwise.
    """

    entry: Mapping[str, Any]
    key: str

    def make(self, edit: Edit) -> Summary:
        refuse_unsound_entry(self.entry)
        followed, new = edit.entry(self.key), self.entry["key"]
        if self.entry["kind"] == "outcome":
            raise Refused(
                "outcome_before",
                gettext_noop("“%(node)s” is an outcome: no step can follow it."),
                node=new,
            )
        edit.refuse_taken(new)
        edit.retarget(lambda target: new if target == self.key else target)
        above = key_above(edit.nodes, self.key)
        edit.add([_led(self.entry, None, self.key)], above)
        edit.move(new, above)
        names = {"node": name_of(self.entry), "other": name_of(followed)}
        return Summary(gettext_noop("“%(node)s” was put before “%(other)s”."), names)


@dataclass(frozen=True)
class DeleteNode:
    """Take a node out. What led to it leads to `reroute_to`, or nowhere until somebody mends it."""

    key: str
    reroute_to: str | None = None

    def make(self, edit: Edit) -> Summary:
        entry = edit.remove(self.key)
        if self.reroute_to is not None:
            rerouted = edit.entry(self.reroute_to)["key"]
            edit.retarget(lambda target: rerouted if target == self.key else target)
        return Summary(gettext_noop("“%(node)s” was deleted."), {"node": name_of(entry)})


@dataclass(frozen=True)
class DeleteBranch:
    """Take a node out with all that is reached through it alone, as `DeleteNode` takes out one."""

    key: str
    reroute_to: str | None = None

    def make(self, edit: Edit) -> Summary:
        name = name_of(edit.entry(self.key))
        branch = [entry["key"] for entry in branch_of(edit.document, self.key)]
        for key in branch:
            edit.remove(key)
        if self.reroute_to is not None:
            rerouted = edit.entry(self.reroute_to)["key"]
            edit.retarget(lambda target: rerouted if target in branch else target)
        message = gettext_noop("“%(node)s” was deleted with its branch: %(count)s steps.")
        return Summary(message, {"node": name, "count": len(branch)})


@dataclass(frozen=True)
class MoveNode:
    """Move a node in the outline: after another one, or first where `after` is None."""

    key: str
    after: str | None

    def make(self, edit: Edit) -> Summary:
        edit.move(self.key, self.after)
        entry = edit.entry(self.key)
        return Summary(gettext_noop("“%(node)s” was moved."), {"node": name_of(entry)})


@dataclass(frozen=True)
class RenameKey:
    """Give a node another key, and every way that leads to it the new one."""

    old: str
    new: str

    def make(self, edit: Edit) -> Summary:
        edit.rename(edit.entry(self.old), self.new)
        edit.retarget(lambda target: self.new if target == self.old else target)
        message = gettext_noop("The key “%(old)s” is “%(new)s” now.")
        return Summary(message, {"old": self.old, "new": self.new})


@dataclass(frozen=True)
class DuplicateBranch:
    """Copy a node, with all that is reached through it alone, right behind the original."""

    key: str

    def make(self, edit: Edit) -> Summary:
        original = edit.entry(self.key)
        branch = branch_of(edit.document, self.key)
        copies = copied(branch, edit.nodes.keys(), outside=lambda target: target)
        edit.add(copies, branch[-1]["key"])
        message = gettext_noop("“%(node)s” was duplicated: %(count)s steps.")
        return Summary(message, {"node": name_of(original), "count": len(copies)})


@dataclass(frozen=True)
class PasteList:
    """Make steps of the lines of a list, as `pasting.py` says.

    Where `after` has a single way on, the steps are put into it.
    """

    after: str | None
    text: str
    language: str

    def make(self, edit: Edit) -> Summary:
        before = edit.nodes.get(self.after or "")
        options = [] if before is None else entries(before, "options")
        is_put_in = before is not None and len(options) == 1 and not before.get("otherwise")
        onward = (options[0].get("to") or "") if is_put_in else ""
        steps = pasted(self.text, self.language, edit.nodes.keys(), onward=onward)
        if before is not None and is_put_in:
            edit.put(_led(before, options[0]["key"], steps[0]["key"]))
        edit.add(steps, self.after)
        return Summary(gettext_noop("%(count)s steps were pasted."), {"count": len(steps)})


@dataclass(frozen=True)
class ReplaceText:
    """Replace words in all texts of a language, or of all languages. Letter case counts."""

    find: str
    replace: str
    language: str | None = None

    def make(self, edit: Edit) -> Summary:
        count = refuse_reword(edit.document, self.find, self.replace, self.language)
        for entry in list(edit.nodes.values()):
            content = reworded(entry, self.find, self.replace, self.language)
            if content is not entry:
                edit.put(content)
        title = {"title": edit.meta["title"]}
        if (content := reworded(title, self.find, self.replace, self.language)) is not title:
            edit.set_meta("title", content["title"])
        message = gettext_noop("“%(find)s” was replaced by “%(replace)s” %(count)s times.")
        shown = {"find": self.find[:80], "replace": self.replace[:80]}
        return Summary(message, {**shown, "count": count})


@dataclass(frozen=True)
class InsertBranch:
    """Add copied nodes of another tree, under new keys where theirs are taken.

    Ways that lead out of the branch lead nowhere here until somebody says where.
    """

    nodes: Sequence[Mapping[str, Any]]
    after: str | None = None

    def make(self, edit: Edit) -> Summary:
        for entry in self.nodes:
            refuse_unsound_entry(entry)
        copies = copied(self.nodes, edit.nodes.keys(), outside=lambda _target: "")
        edit.add(copies, self.after)
        return Summary(gettext_noop("%(count)s steps were copied in."), {"count": len(copies)})


Operation = (
    SetMeta
    | SetNode
    | AddNode
    | DeleteNode
    | DeleteBranch
    | MoveNode
    | RenameKey
    | DuplicateBranch
    | PutBefore
    | PasteList
    | ReplaceText
    | InsertBranch
)


def apply(document: Content, operation: Operation) -> Applied:
    """Make a change. Raises Refused if it can't be made."""
    edit = Edit(document)
    summary = operation.make(edit)
    return edit.applied(summary)


def _led(entry: Mapping[str, Any], option: str | None, target: str) -> dict[str, Any]:
    """Return a node with one of its ways leading to the target. Raises Refused without that way."""
    if option is None and entry["kind"] != "outcome":
        return {**entry, ("to" if entry["kind"] == "jump" else "otherwise"): target}
    options = entries(entry, "options")
    if option is None or option not in [known["key"] for known in options]:
        raise Refused(
            "unknown_option",
            gettext_noop("“%(node)s” has no option “%(option)s”."),
            node=entry["key"],
            option=(option or "")[:80],
        )
    led = [{**known, "to": target} if known["key"] == option else known for known in options]
    return {**entry, "options": led}
