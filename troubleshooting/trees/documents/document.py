"""A document as everybody reads it, however unfinished it is."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Self

from troubleshooting.trees.documents.entries import Entry, entries, text, ways_on
from troubleshooting.trees.documents.format import LANGUAGES
from troubleshooting.trees.documents.texts import Localised, localised

Content = Mapping[str, Any]


class Document(dict[str, Any]):
    """A document with what is asked of it again and again, each worked out once.

    What isn't a step is passed over, and of two steps with one key the first counts. Nobody
    changes a document in place, so what was worked out stays true.
    """

    @classmethod
    def of(cls, content: Content) -> Self:
        return content if isinstance(content, cls) else cls(content)

    @cached_property
    def steps(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in entries(self, "nodes"):
            if key := text(entry, "key"):
                found.setdefault(key, entry)
        return found

    @property
    def start(self) -> str | None:
        """The key that the walk begins with, whether or not there is such a step."""
        return text(self, "start")

    @property
    def title(self) -> Localised:
        return localised(self.get("title"))

    @property
    def holders(self) -> dict[str, Entry]:
        """Everything that holds texts: the tree itself, which is "", and the steps."""
        return {"": {"title": self.get("title")}, **self.steps}

    @property
    def languages(self) -> list[str]:
        """The languages that texts are written in: all, unless the document names some."""
        declared = self.get("languages")
        named = [name for name in LANGUAGES if isinstance(declared, list) and name in declared]
        return named or list(LANGUAGES)

    @property
    def jumps(self) -> set[str]:
        """The trees that its jumps name; a jump of a draft may still lack its tree."""
        jumps = (entry for entry in self.steps.values() if entry.get("kind") == "jump")
        return {tree for entry in jumps if (tree := text(entry, "tree"))}

    @cached_property
    def ways(self) -> dict[str, list[str]]:
        """The steps that each step leads to, in the order of its ways and each once."""
        return {
            key: [to for to in dict.fromkeys(ways_on(entry)) if to in self.steps]
            for key, entry in self.steps.items()
        }

    @cached_property
    def ways_back(self) -> dict[str, list[str]]:
        """The steps that lead to each step."""
        back: dict[str, list[str]] = {key: [] for key in self.steps}
        for key, targets in self.ways.items():
            for target in targets:
                back[target].append(key)
        return back

    def with_steps(self, steps: Iterable[Entry], **meta: Any) -> "Document":
        """Return a document of these steps alone, otherwise the same."""
        return Document({**self, **meta, "nodes": list(steps)})


def key_above(keys: Iterable[str], key: str) -> str | None:
    """Return the key in the place above another one; None for the first."""
    listed = list(keys)
    place = listed.index(key)
    return listed[place - 1] if place else None


def spread(starts: Iterable[str], onward: Callable[[str], Iterable[str]]) -> set[str]:
    """Return the starts and all that is reached from them, one step leading on to the next."""
    reached = set(starts)
    waiting = list(reached)
    while waiting:
        new = set(onward(waiting.pop())) - reached
        reached |= new
        waiting.extend(new)
    return reached
