"""Reading the answers of many walks at once."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from troubleshooting.walks.engine import Answer
from troubleshooting.walks.models import WalkAnswer

FIELDS = ("walk_id", "number", "node", "option", "kind", "source", "strength", "cause")


def answers_of(walks: Collection[UUID]) -> dict[UUID, list[Answer]]:
    """Return the answers of these walks in their order, as the engine takes them, in one query."""
    found: defaultdict[UUID, list[Answer]] = defaultdict(list)
    rows = WalkAnswer.objects.filter(walk__in=walks).order_by("walk", "number")
    for walk, *values in rows.values_list(*FIELDS).iterator(chunk_size=5_000):
        number, node, option, kind, source, strength, cause = values
        answer = Answer(number, node, option, kind, source, strength, cause or None)
        found[walk].append(answer)
    return found
