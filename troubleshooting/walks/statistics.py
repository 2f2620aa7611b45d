"""What walks tell of the steps of a version: how many came, where they ended, how long it took.

Counted are the walks that began in a period, each with the answers that it was given while it went
through that version; a walk that moved counts in both. PostgreSQL does the counting.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import igraph
from django.db import connection

from troubleshooting.trees.graph import Graph
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.walks import engine
from troubleshooting.walks.answers_of_walks import answers_of
from troubleshooting.walks.models import Walk

# An open walk that nobody answered for so long was left where it stands.
LEFT_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class NodeNumbers:
    """The numbers of one step; all but the seconds count walks, a walk that came twice once.

    `exits` are walks that ended here: applied as the outcome, given up by somebody, or open and
    left for a week. `median_seconds` is the time from the answer before until somebody answered
    here for the first time; what checks answer takes none. `jumps` are walks that left here for a
    cause at once, or came to this outcome so. `confirmed` and `refuted` say what the
    payment did after this outcome.
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


Tallies = defaultdict[str, Counter[str]]


def node_statistics(
    version: TreeVersion, *, since: datetime | None = None, until: datetime | None = None
) -> dict[str, NodeNumbers]:
    """Count the walks that began from `since` until before `until`, by the steps they came to.

    A step of a sub-tree has the key that it has in the graph. The number of queries is the same
    whatever there is to count.
    """
    return _counted({version.pk: version.graph}, whole=False, since=since, until=until)


def tree_statistics(
    tree: Tree, *, since: datetime | None = None, until: datetime | None = None
) -> dict[str, NodeNumbers]:
    """Count the walks of all versions of a tree, as `node_statistics` does those of one.

    A walk that moved to another version counts once, with all its answers.
    """
    graphs = {version.pk: version.graph for version in _walked_versions(tree)}
    return _counted(graphs, whole=True, since=since, until=until)


def _walked_versions(tree: Tree) -> Iterable[TreeVersion]:
    """Return the versions that walks stand on, without their documents."""
    walks = Walk.objects.filter(version__tree=tree).order_by()
    return TreeVersion.objects.without_documents().filter(pk__in=walks.values("version"))


def _counted(
    graphs: Mapping[int, Graph], *, whole: bool, since: datetime | None, until: datetime | None
) -> dict[str, NodeNumbers]:
    """Count over versions, each with its graph; `whole` walks are not parted where they moved."""
    asked: dict[str, Any] = {"versions": list(graphs), "whole": whole}
    asked |= {"since": since, "until": until, "left_after": LEFT_AFTER}
    asked["circling"] = sorted({key for graph in graphs.values() for key in _circling(graph)})
    tallies: Tallies = defaultdict(Counter)
    medians: dict[str, float | None] = {}
    for node, visits, cant_say, skipped, overrules, median in _rows(GIVEN, asked):
        tallies[node].update(visits=visits, cant_say=cant_say, skipped=skipped, overrules=overrules)
        medians[node] = median
    for left, reached, walks in _rows(JUMPED, asked):
        tallies[left or reached]["jumps"] += walks
    for node, walks, confirmed, refuted in _rows(CONCLUDED, asked):
        tallies[node].update(visits=walks, exits=walks, confirmed=confirmed, refuted=refuted)
    for node, reports in _rows(REPORTED, asked):
        tallies[node]["reports"] += reports
    _count_standing(graphs, asked, tallies)
    return {
        node: NodeNumbers(median_seconds=medians.get(node), **counts)
        for node, counts in tallies.items()
    }


def _count_standing(
    graphs: Mapping[int, Graph], asked: Mapping[str, Any], tallies: Tallies
) -> None:
    """Count the walks without an outcome at the step where they stand, unanswered."""
    tangled = {}
    for version, walk, passed, node, option, kind, is_exit, walks in _rows(STANDING, asked):
        if walk is not None:
            tangled[walk] = (graphs[version], passed, is_exit)
            continue
        at = _led_to(graphs[version], node, option, kind)
        tallies[at].update(visits=walks, exits=walks if is_exit else 0)
    answers = answers_of(tangled)
    for walk, (graph, passed, is_exit) in tangled.items():
        at = engine.follow(graph, answers.get(walk, ())).present.key
        tallies[at].update(visits=int(at not in passed), exits=int(is_exit))


def _circling(graph: Graph) -> list[str]:
    """Name the steps that a way leads back to; a walk may stand anew where it passed already."""
    keys = list(graph.nodes)
    places = {key: place for place, key in enumerate(keys)}
    ways = [(places[key], places[to]) for key in keys for to in graph.nodes[key].ways_on()]
    parts = igraph.Graph(len(keys), ways, directed=True).connected_components(mode="strong")
    sizes, itself = parts.sizes(), {start for start, end in ways if start == end}
    return [
        key
        for place, (key, part) in enumerate(zip(keys, parts.membership, strict=True))
        if sizes[part] > 1 or place in itself
    ]


def _led_to(graph: Graph, node: str | None, option: str | None, kind: str | None) -> str:
    """Return where a walk stands whose last answer, at the end of its path, was this one."""
    if node is None or node not in graph.nodes:
        return graph.start
    step = graph.nodes[node]
    if kind == engine.Kind.JUMPED:
        return option if option and option in graph.nodes else node
    if kind != engine.Kind.ANSWERED:
        return step.way_without_answer() or node
    chosen = step.option(option)
    return chosen.to if chosen else node


def _rows(query: str, asked: Mapping[str, Any]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


COHORT = """
    (%(since)s::timestamptz IS NULL OR walk.started_at >= %(since)s)
    AND (%(until)s::timestamptz IS NULL OR walk.started_at < %(until)s)
"""
# Which walks were in the version, and from when until when. Of an answer and a move at the same
# moment the answer was given in the new version.
SPANS = f"""
WITH spans AS (
    SELECT walk.id AS walk_id, walk.started_at, (
        SELECT max(move.moved_at) FROM walks_walkmove move
        WHERE move.walk_id = walk.id AND NOT %(whole)s
    ) AS begins, 'infinity'::timestamptz AS ends
    FROM walks_walk walk
    WHERE walk.version_id = ANY(%(versions)s) AND {COHORT}
    UNION ALL
    SELECT walk.id, walk.started_at, (
        SELECT max(earlier.moved_at) FROM walks_walkmove earlier
        WHERE earlier.walk_id = walk.id AND earlier.moved_at < move.moved_at
    ), move.moved_at
    FROM walks_walkmove move JOIN walks_walk walk ON walk.id = move.walk_id
    WHERE move.before_id = ANY(%(versions)s) AND NOT %(whole)s AND {COHORT}
)
"""  # noqa: S608 - only text of this file
GIVEN = f"""{SPANS},
given AS (
    SELECT answer.walk_id, answer.node, answer.kind, answer.overrules, answer.answered_at,
        span.begins, span.ends,
        CASE WHEN answer.source <> 'check' AND row_number() OVER (
            PARTITION BY answer.walk_id, answer.node ORDER BY answer.number
        ) = 1 THEN extract(epoch FROM answer.answered_at - lag(
            answer.answered_at, 1, span.started_at
        ) OVER (PARTITION BY answer.walk_id ORDER BY answer.number)) END AS seconds
    FROM spans span JOIN walks_walkanswer answer ON answer.walk_id = span.walk_id
),
by_walk AS (
    SELECT walk_id, node, min(seconds) AS seconds, bool_or(overrules) AS overruled,
        bool_or(kind = 'cant_say') AS cant_say, bool_or(kind = 'skipped') AS skipped
    FROM given
    WHERE kind <> 'retracted' AND answered_at < ends
        AND (begins IS NULL OR answered_at >= begins)
    GROUP BY walk_id, node
)
SELECT node, count(*), count(*) FILTER (WHERE cant_say), count(*) FILTER (WHERE skipped),
    count(*) FILTER (WHERE overruled), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)
FROM by_walk GROUP BY node
"""  # noqa: S608 - only text of this file
CONCLUDED = f"""
SELECT walk.outcome_node, count(*), count(*) FILTER (WHERE walk.confirmed),
    count(*) FILTER (WHERE NOT walk.confirmed)
FROM walks_walk walk
WHERE walk.version_id = ANY(%(versions)s) AND walk.state = 'concluded' AND {COHORT}
GROUP BY walk.outcome_node
"""  # noqa: S608 - only text of this file
JUMPED = f"""{SPANS}
SELECT answer.node, answer.option, count(DISTINCT span.walk_id)
FROM spans span JOIN walks_walkanswer answer ON answer.walk_id = span.walk_id
WHERE answer.kind = 'jumped' AND answer.answered_at < span.ends
    AND (span.begins IS NULL OR answer.answered_at >= span.begins)
GROUP BY GROUPING SETS ((answer.node), (answer.option))
"""  # noqa: S608 - only text of this file
REPORTED = f"""{SPANS}
SELECT report.node, count(DISTINCT report.walk_id)
FROM spans span JOIN walks_stepreport report ON report.walk_id = span.walk_id
WHERE report.reported_at < span.ends AND (span.begins IS NULL OR report.reported_at >= span.begins)
GROUP BY report.node
"""  # noqa: S608 - only text of this file
# Where a walk stands is what its last answer leads to, unless it came back to a step, may have come
# back to one by a circle, or moved: those are named one by one, with the steps counted already, for
# the engine. A walk that the
# payment overtook was left by nobody.
STANDING = f"""
SELECT version_id, tangled, passed, node, option, kind, is_exit, count(*)
FROM (
    SELECT walk.version_id, CASE WHEN is_tangled THEN walk.id END AS tangled,
        CASE WHEN is_tangled THEN ARRAY(
            SELECT answer.node FROM walks_walkanswer answer
            WHERE answer.walk_id = walk.id AND answer.kind <> 'retracted'
                AND (moves.latest IS NULL OR %(whole)s OR answer.answered_at >= moves.latest)
        ) END AS passed,
        last.node, last.option, last.kind,
        CASE walk.state WHEN 'abandoned' THEN walk.ended_by_id IS NOT NULL
            ELSE coalesce(last.answered_at, walk.started_at)
                < least(coalesce(%(until)s::timestamptz, now()), now()) - %(left_after)s
        END AS is_exit
    FROM walks_walk walk
    CROSS JOIN LATERAL (
        SELECT max(move.moved_at) AS latest FROM walks_walkmove move WHERE move.walk_id = walk.id
    ) moves
    LEFT JOIN LATERAL (
        SELECT answer.node, answer.option, answer.kind, answer.answered_at
        FROM walks_walkanswer answer WHERE answer.walk_id = walk.id
        ORDER BY answer.number DESC LIMIT 1
    ) last ON true
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT answer.node) < walk.answers_seen OR moves.latest IS NOT NULL
            OR last.node = ANY(%(circling)s) AS is_tangled
        FROM walks_walkanswer answer WHERE answer.walk_id = walk.id
    ) steps
    WHERE walk.version_id = ANY(%(versions)s) AND walk.state <> 'concluded' AND {COHORT}
) standing
GROUP BY version_id, tangled, passed, node, option, kind, is_exit
"""  # noqa: S608 - only text of this file
