"""What walks tell of the steps of a version: how many came, where they ended, how long it took.

Counted are the walks that began in a period, each with the answers that it was given while it went
through that version; a walk that moved counts in both. Whole days are read from their tallies; only
walks that are in none, or of days that the period begins or ends in, are looked at themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.walks.models import StepTally


@dataclass(frozen=True)
class NodeNumbers:
    """The numbers of one step; all but the seconds count walks, a walk that came twice once.

    `exits` are walks that ended here: applied as the outcome, given up by somebody, or open and
    left for seven whole days (UTC). `median_seconds` is the time from the answer before until
    somebody answered here for the first time, each in two digits; what checks answer takes none.
    `jumps` are walks that left here for a cause at once, or came to this outcome so. `confirmed`
    and `refuted` say what the payment did after this outcome.
    """

    visits: int = 0
    exits: int = 0
    median_seconds: float | None = None
    cant_say: int = 0
    skipped: int = 0
    jumps: int = 0
    reports: int = 0
    overrules: int = 0
    confirmed: int = 0
    refuted: int = 0

    @property
    def confirmed_share(self) -> float | None:
        """How much of what is known was confirmed, from 0 to 1; None while nothing is known."""
        known = self.confirmed + self.refuted
        return self.confirmed / known if known else None


Part = StepTally.Part


def node_statistics(
    version: TreeVersion, *, since: datetime | None = None, until: datetime | None = None
) -> dict[str, NodeNumbers]:
    """Count the walks that began from `since` until before `until`, by the steps they came to.

    A step of a sub-tree has the key that it has in the graph. One query, whatever there is.
    """
    return _counted([version.pk], Part.PART, since, until)


def tree_statistics(
    tree: Tree, *, since: datetime | None = None, until: datetime | None = None
) -> dict[str, NodeNumbers]:
    """Count the walks of all versions of a tree, as `node_statistics` does those of one.

    A walk that moved to another version counts once, with all its answers.
    """
    versions = tree.versions.order_by().values_list("pk", flat=True)
    return _counted([*versions], Part.WHOLE, since, until)


@dataclass(frozen=True)
class TreeNumbers:
    """Walks of a tree: under way, begun lately, and how many of these are done."""

    under_way: int = 0
    recent: int = 0
    concluded: int = 0

    @property
    def concluded_share(self) -> int | None:
        """How many of 100 recent walks reached an outcome that was applied; None without any."""
        return round(100 * self.concluded / self.recent) if self.recent else None


def numbers_of_trees(trees: Iterable[int], *, since: datetime) -> dict[int, TreeNumbers]:
    """Return what walks tell of trees by their ids; lately is from the day (UTC) of `since` on."""
    asked: dict[str, Any] = {"trees": list(trees), "since": since}
    with connection.cursor() as cursor:
        cursor.execute(OF_TREES, asked)
        return {tree: TreeNumbers(*numbers) for tree, *numbers in cursor.fetchall()}


def _counted(
    versions: list[int], part: Part, since: datetime | None, until: datetime | None
) -> dict[str, NodeNumbers]:
    asked: dict[str, Any] = {"versions": versions, "since": since, "until": until}
    asked |= {"parts": [Part.BOTH.value, part.value], "is_part": part == Part.PART}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, asked)
        return {node: NodeNumbers(*numbers) for node, *numbers in cursor.fetchall()}


SINCE = "coalesce(%(since)s::timestamptz, '-infinity')"
UNTIL = "coalesce(%(until)s::timestamptz, 'infinity')"
# The first day that lies wholly in the period, and the one after the last.
FIRST = f"(({SINCE} AT TIME ZONE 'UTC' - interval '1 microsecond')::date + 1)"
END = f"({UNTIL} AT TIME ZONE 'UTC')::date"
BEGAN = f"walk.started_at >= {SINCE} AND walk.started_at < {UNTIL}"
# The walks to look at: those in no tally, and those of days of which only a part is asked.
LOOKED_AT = f"""
    SELECT walk.id FROM walks_walk AS walk
    WHERE walk.version_id = ANY(%(versions)s) AND {BEGAN} AND walk.tallied_at IS NULL
    UNION
    SELECT walk.id FROM walks_walk AS walk
    WHERE walk.version_id = ANY(%(versions)s) AND {BEGAN}
        AND walk.started_at < {FIRST}::timestamp AT TIME ZONE 'UTC'
    UNION
    SELECT walk.id FROM walks_walk AS walk
    WHERE walk.version_id = ANY(%(versions)s) AND {BEGAN}
        AND walk.started_at >= {END}::timestamp AT TIME ZONE 'UTC'
    UNION
    SELECT walk.id FROM walks_walkmove AS move JOIN walks_walk AS walk ON walk.id = move.walk_id
    WHERE %(is_part)s AND move.before_id = ANY(%(versions)s) AND {BEGAN} AND (
        walk.tallied_at IS NULL OR walk.started_at < {FIRST}::timestamp AT TIME ZONE 'UTC'
        OR walk.started_at >= {END}::timestamp AT TIME ZONE 'UTC')
"""  # noqa: S608 - only text of this file
COLUMNS = """node, left_on, seconds, visits, exits, cant_say, skipped, jumps, reports, overrules,
    confirmed, refuted"""
COUNTED = f"""
WITH step AS (
    SELECT {COLUMNS} FROM walks_step_rows(ARRAY({LOOKED_AT}))
    WHERE version_id = ANY(%(versions)s) AND part = ANY(%(parts)s) AND node <> ''
    UNION ALL
    SELECT {COLUMNS} FROM walks_steptally
    WHERE version_id = ANY(%(versions)s) AND part = ANY(%(parts)s)
        AND day >= {FIRST} AND day < {END} AND node <> ''
),
-- What took the same time, in its order, and how many did that or less.
paced AS (
    SELECT node, seconds, sum(sum(visits)) OVER (PARTITION BY node ORDER BY seconds) AS upto,
        sum(sum(visits)) OVER (PARTITION BY node) AS walks
    FROM step WHERE seconds IS NOT NULL GROUP BY node, seconds
),
median AS (
    SELECT node, (min(seconds) FILTER (WHERE 2 * upto >= walks)
        + min(seconds) FILTER (WHERE 2 * upto >= walks + 1 + (walks + 1) %% 2)) / 2.0 AS seconds
    FROM paced WHERE walks > 0 GROUP BY node
),
counted AS (
    SELECT node, sum(visits) AS visits, sum(exits) FILTER (WHERE left_on IS NULL OR left_on <= (
            least({UNTIL}, now()) AT TIME ZONE 'UTC')::date) AS exits,
        sum(cant_say) AS cant_say, sum(skipped) AS skipped, sum(jumps) AS jumps,
        sum(reports) AS reports, sum(overrules) AS overrules, sum(confirmed) AS confirmed,
        sum(refuted) AS refuted
    FROM step GROUP BY node
)
SELECT node, visits, coalesce(exits, 0), median.seconds::float, cant_say, skipped, jumps, reports,
    overrules, confirmed, refuted
FROM counted LEFT JOIN median USING (node)
WHERE visits > 0 OR jumps > 0 OR reports > 0
"""  # noqa: S608 - only text of this file
OF_TREES = """
WITH began AS (
    SELECT version_id, (started_at AT TIME ZONE 'UTC')::date AS day, 1 AS walks,
        (state = 'open')::integer AS under_way, (state = 'concluded')::integer AS concluded
    FROM walks_walk WHERE tallied_at IS NULL
    UNION ALL
    SELECT version_id, day, visits, CASE WHEN left_on IS NULL THEN 0 ELSE visits END, exits
    FROM walks_steptally WHERE node = '' AND part IN ('both', 'whole')
),
lately AS (SELECT (%(since)s::timestamptz AT TIME ZONE 'UTC')::date AS day)
SELECT version.tree_id, sum(under_way),
    coalesce(sum(walks) FILTER (WHERE began.day >= lately.day), 0),
    coalesce(sum(concluded) FILTER (WHERE began.day >= lately.day), 0)
FROM began JOIN trees_treeversion AS version ON version.id = began.version_id CROSS JOIN lately
WHERE version.tree_id = ANY(%(trees)s) GROUP BY version.tree_id HAVING sum(walks) > 0
"""
