"""Which options nobody takes any more. Walks know, and stand above: they are asked."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.dispatch import Signal

from troubleshooting.trees.validation.problems import Catalogue

Options = frozenset[tuple[str, str]]

# Sent with `trees`, a collection of ids, and `now`. A receiver returns the options of each.
unused_asked = Signal()

KEPT_SECONDS = 3600  # what 90 days tell is no other a moment later, and authors type fast


def unused_options_of(trees: Collection[int], *, now: datetime) -> dict[int, Options]:
    """Return the unused options of trees by their ids; what is an hour old may be told again."""
    names = {f"tree-unused-options-{tree}": tree for tree in trees}
    found = {names[name]: options for name, options in cache.get_many(names).items()}
    missing = [tree for tree in trees if tree not in found]
    if missing:
        answers: Iterable[tuple[Any, Any]] = unused_asked.send(
            sender=Catalogue, trees=missing, now=now
        )
        told = {tree: options for _receiver, answer in answers for tree, options in answer.items()}
        kept = {name: told[tree] for name, tree in names.items() if tree in told}
        cache.set_many(kept, KEPT_SECONDS)
        found.update(told)
    return {tree: found.get(tree, frozenset()) for tree in trees}


def with_usage(catalogue: Catalogue, tree: int | None, *, now: datetime) -> Catalogue:
    """Add the unused options of a tree to what a document may name; of no tree there are none."""
    if tree is None:
        return catalogue
    return replace(catalogue, unused=unused_options_of([tree], now=now)[tree])
