"""The difference between two documents, as changes that say in words what is different.

Documents may be unfinished; what isn't a node or an option is passed over.
"""

from collections.abc import Iterator, Mapping

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.comparing.changes import Change
from troubleshooting.trees.comparing.matching import moved, renamed, with_names
from troubleshooting.trees.comparing.naming import Names, Telling
from troubleshooting.trees.comparing.nodes import node_changes, wordings
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.format import LANGUAGES
from troubleshooting.trees.documents.texts import Localised

ADDED = gettext_noop("“%(node)s” was added.")
REMOVED = gettext_noop("“%(node)s” was taken out.")
RENAMED = gettext_noop("“%(node)s” now has the key “%(new)s”; it was “%(old)s”.")
MOVED = gettext_noop("“%(node)s” now stands at another place of the outline.")
BEGINS = (
    gettext_noop("The tree now begins with “%(target)s”, no longer with “%(old_target)s”."),
    gettext_noop("The tree now begins with “%(target)s”."),
    gettext_noop("The tree has no first step any more; it began with “%(old_target)s”."),
)
LANGUAGE_ADDED = gettext_noop("The tree now has to be written in %(language)s too.")
LANGUAGE_REMOVED = gettext_noop("The tree no longer has to be written in %(language)s.")


def compare(
    old: Content, new: Content, *, causes: Mapping[str, Localised] | None = None
) -> list[Change]:
    """Return what changed: of the tree, of nodes as they stand in the new document, then gone ones.

    A node that has another key but the same content counts as renamed. `causes` gives the titles
    of causes by slug; without them a sentence names the slug.
    """
    names = renamed(old, new)
    before = Document.of(with_names(old, names))
    return list(_Comparison(before, Document.of(new), names, causes or {}).changes())


class _Comparison:
    def __init__(
        self, old: Document, new: Document, names: Mapping[str, str],
        causes: Mapping[str, Localised],
    ) -> None:  # fmt: skip
        self.old = old
        self.new = new
        self.before, self.after = old.steps, new.steps
        self.was = {name: key for key, name in names.items()}
        self.names = Names(new.title, self.before, self.after, causes)

    def changes(self) -> Iterator[Change]:
        yield from self._tree_changes()
        elsewhere = moved(list(self.before), list(self.after))
        for key, entry in self.after.items():
            if key not in self.before:
                yield self._telling(key).change("node_added", ADDED, new=entry)
                continue
            telling = self._telling(key)
            if telling.was != key:
                yield telling.change("node_renamed", RENAMED, "key", old=telling.was, new=key)
            if self.before[key] != entry:
                yield from node_changes(self.before[key], entry, telling)
            if key in elsewhere:
                yield telling.change("node_moved", MOVED)
        for key, entry in self.before.items():
            if key not in self.after:
                yield self._telling(key).change("node_removed", REMOVED, old=entry)

    def _telling(self, key: str) -> Telling:
        return Telling(self.names, key, self.was.get(key, key))

    def _tree_changes(self) -> Iterator[Change]:
        telling = Telling(self.names, "", "")
        yield from wordings(self.old.get("title"), self.new.get("title"), "title", telling)
        yield from telling.way("start", BEGINS, "start", self.old.start, self.new.start)
        before, after = _languages(self.old), _languages(self.new)
        for language in dict.fromkeys([*before, *after]):
            if (language in before) != (language in after):
                message = LANGUAGE_ADDED if language in after else LANGUAGE_REMOVED
                yield telling.change(
                    "languages", message, "languages", old=before, new=after, language=language
                )


def _languages(document: Content) -> list[str]:
    declared = document.get("languages")
    if not isinstance(declared, list):
        return list(LANGUAGES)
    return [name for name in declared if isinstance(name, str)]
