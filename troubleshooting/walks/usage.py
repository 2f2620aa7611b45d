"""Which answers of a tree nobody gives any more."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from troubleshooting.trees.models import Tree
from troubleshooting.trees.unused_options import Options, unused_asked
from troubleshooting.trees.validation.document import UNUSED_DAYS


def connect() -> None:
    unused_asked.connect(_hear, dispatch_uid="unused-options-of-walks")


def _hear(
    sender: Any, *, trees: Collection[int], now: datetime, **_more: Any
) -> dict[int, Options]:
    return unused_options_of(trees, now=now)


def unused_options(tree: Tree, *, now: datetime, days: int = UNUSED_DAYS) -> Options:
    """Name the options, as (step, option), that nobody took for so many days.

    Only options that could be taken all that time are named: those of the version that was in
    force when it began. A tree that nobody walked has taught nothing.
    """
    return unused_options_of([tree.pk], now=now, days=days)[tree.pk]


def unused_options_of(
    trees: Collection[int], *, now: datetime, days: int = UNUSED_DAYS
) -> dict[int, Options]:
    """Name the unused options of many trees by their ids, in one query."""
    found: dict[int, set[tuple[str, str]]] = {tree: set() for tree in trees}
    asked: dict[str, Any] = {"trees": list(trees), "since": now - timedelta(days=days), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(UNUSED, asked)
        for tree, node, option in cursor.fetchall():
            found[tree].add((node, option))
    return {tree: frozenset(options) for tree, options in found.items()}


UNUSED = """
WITH old AS (
    SELECT DISTINCT ON (tree_id) tree_id, document
    FROM trees_treeversion
    WHERE tree_id = ANY(%(trees)s) AND published_at <= %(since)s
    ORDER BY tree_id, published_at DESC
),
-- Of tallied walks is known when each option was taken last; others are looked at themselves.
given AS (
    SELECT DISTINCT walk.version_id, answer.node, answer.option
    FROM walks_walk walk JOIN walks_walkanswer answer ON answer.walk_id = walk.id
    WHERE walk.tallied_at IS NULL AND answer.kind = 'answered'
        AND answer.answered_at >= %(since)s AND answer.answered_at <= %(now)s
    UNION
    SELECT version_id, node, option FROM walks_optiontaken WHERE taken_at >= %(since)s
),
taken AS (
    SELECT version.tree_id, given.node, given.option
    FROM given JOIN trees_treeversion version ON version.id = given.version_id
    WHERE version.tree_id IN (SELECT tree_id FROM old)
    UNION
    -- Walks of other trees that jump here: "to_bank.asked" is the step "asked" of this tree, or of
    -- another one that is jumped to there, which then counts for both.
    SELECT old.tree_id, regexp_replace(given.node, '^.*[.]', ''), given.option
    FROM old
    JOIN trees_tree tree ON tree.id = old.tree_id
    JOIN trees_treeversion version ON version.subtrees ? tree.slug
    JOIN given ON given.version_id = version.id
    WHERE given.node LIKE '%%.%%'
)
SELECT old.tree_id, node ->> 'key', option ->> 'key'
FROM old
CROSS JOIN LATERAL jsonb_array_elements(old.document -> 'nodes') node
CROSS JOIN LATERAL jsonb_array_elements(coalesce(node -> 'options', '[]')) option
WHERE old.tree_id IN (SELECT tree_id FROM taken)
EXCEPT
SELECT tree_id, node, option FROM taken
"""
