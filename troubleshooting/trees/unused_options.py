"""Which options nobody takes any more. Walks know, and stand above: they hand in how to ask."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.core.cache import cache

from troubleshooting.trees.validation.problems import Catalogue

Options = frozenset[tuple[str, str]]
# Asked for some trees by their ids and a time; answers for each.
Asking = Callable[[Collection[int], datetime], Mapping[int, Options]]

KEPT_SECONDS = 3600  # what 90 days tell is no other a moment later, and authors type fast
_asked: list[Asking] = []


def ask_usage_by(asking: Asking) -> None:
    """Name who knows which options are unused; the last one named is asked."""
    _asked[:] = [asking]


def unused_options_of(trees: Collection[int], *, now: datetime) -> dict[int, Options]:
    """Return the unused options of trees by their ids; what is an hour old may be told again."""
    names = {f"tree-unused-options-{tree}": tree for tree in trees}
    found = {names[name]: options for name, options in cache.get_many(names).items()}
    missing = [tree for tree in trees if tree not in found]
    if missing and _asked:
        told = _asked[0](missing, now)
        kept = {name: told[tree] for name, tree in names.items() if tree in told}
        cache.set_many(kept, KEPT_SECONDS)
        found.update(told)
    return {tree: found.get(tree, frozenset()) for tree in trees}


def with_usage(catalogue: Catalogue, tree: int | None, *, now: datetime) -> Catalogue:
    """Add the unused options of a tree to what a document may name; of no tree there are none."""
    if tree is None:
        return catalogue
    return replace(catalogue, unused=unused_options_of([tree], now=now)[tree])
