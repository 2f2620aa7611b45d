"""Making changes of one node: whose it is, what it is called, and where its ways lead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from troubleshooting.trees.comparing.changes import Change
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.texts import Localised, localised

Name = Localised | str
Sentences = tuple[str, str, str]  # for what changed, was set, was taken out


@dataclass(frozen=True)
class Names:
    """What nodes and causes are called, in both documents."""

    tree: Localised
    before: Mapping[str, Entry]
    after: Mapping[str, Entry]
    causes: Mapping[str, Localised]

    def title(self, key: Any) -> Name:
        """Return the title of a node, the new one if there is one, else the key; "" is the tree."""
        if key == "":
            return self.tree
        for steps in (self.after, self.before):
            if key in steps and (title := localised(steps[key].get("title"))):
                return title
        return str(key)

    def value(self, field: str, value: Any) -> Any:
        """Return the value of a field as one would say it."""
        if field == "cause" and isinstance(value, str):
            return self.causes.get(value, value)
        return value


@dataclass(frozen=True)
class Telling:
    """Makes the changes of one node; `was` is the key that it had."""

    names: Names
    node: str
    was: str

    def change(
        self, kind: str, message: str, field: str = "", *,
        named: str = "", old: Any = None, new: Any = None, **values: Any,
    ) -> Change:  # fmt: skip
        """Return a change; `values` fill the sentence, and `named` as the name of the field."""
        filling = {
            "field": named,
            "node": self.names.title(self.node),
            "old": self.names.value(field, old),
            "new": self.names.value(field, new),
            **values,
        }
        return Change(kind, self.node, message, filling, field, old, new, self.was)

    def wordings(
        self, kind: str, sentences: Sentences, field: str, old: Any, new: Any, **values: Any
    ) -> Iterator[Change]:
        """Return what changed in each language of a text."""
        before, after = localised(old), localised(new)
        for language in dict.fromkeys([*before, *after]):
            was, now = before.get(language), after.get(language)
            if was != now:
                yield self.change(
                    kind, chosen(sentences, was, now), f"{field}.{language}",
                    old=was, new=now, language=language, **values,
                )  # fmt: skip

    def way(
        self, kind: str, sentences: Sentences, field: str, was: Any, now: Any, **values: Any
    ) -> Iterator[Change]:
        """Return that a way leads elsewhere, if it does."""
        if was != now:
            yield self.change(
                kind, chosen(sentences, was, now), field, old=was, new=now,
                target=self.target(now), old_target=self.target(was), **values,
            )  # fmt: skip

    def target(self, key: Any) -> Name:
        return self.names.title(key)


def chosen(sentences: Sentences, old: Any, new: Any) -> str:
    changed, begun, ended = sentences
    if old is None:
        return begun
    return ended if new is None else changed
