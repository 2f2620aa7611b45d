"""What the guide says of many cases at once: where their latest walks stand, in one query."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import get_language

from support.claims.formats import is_chinese
from troubleshooting.marks.asking import lines_of, plans_kept
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.graph import Node
from troubleshooting.trees.models.version import graph_of
from troubleshooting.walks.models import Walk

LONGEST_WORDS = 140
# Each part enters an index of its own once a case, however long its history is. `turned_at` is when
# its status last passed from one side to another: new and open are one side.
_READ = f"""
    SELECT wanted.id, latest.walk_id, latest.state, latest.answers_seen, latest.present_node,
        latest.version_id, version.digest, said.words, said.at, turned.at, held.title_en,
        held.title_zh
    FROM unnest(%s::bigint[]) AS wanted (id)
    LEFT JOIN LATERAL (
        SELECT walk.id AS walk_id, walk.state, walk.answers_seen, walk.version_id,
            CASE WHEN walk.state = 'open' THEN walk.present_node ELSE walk.outcome_node END
                AS present_node
        FROM guidance_casewalk AS link JOIN walks_walk AS walk ON walk.id = link.walk_id
        WHERE link.case_id = wanted.id ORDER BY link.id DESC LIMIT 1
    ) AS latest ON true
    LEFT JOIN trees_treeversion AS version ON version.id = latest.version_id
    LEFT JOIN LATERAL (
        SELECT left(message.body, {LONGEST_WORDS}) AS words, message.written_at AS at
        FROM cases_message AS message
        WHERE message.case_id = wanted.id AND message.kind = 'incoming'
        ORDER BY message.written_at DESC LIMIT 1
    ) AS said ON true
    LEFT JOIN LATERAL (
        SELECT event.happened_at AS at FROM cases_caseevent AS event
        WHERE event.case_id = wanted.id AND (event.kind = 'reopened' OR event.kind = 'status'
            AND NOT (event."values"->>'before' IN ('new', 'open')
                AND event."values"->>'after' IN ('new', 'open')))
        ORDER BY event.happened_at DESC LIMIT 1
    ) AS turned ON true
    LEFT JOIN LATERAL (
        SELECT incident.title_en, incident.title_zh
        FROM incidents_caselink AS link
        JOIN incidents_incident AS incident ON incident.id = link.incident_id
        WHERE link.case_id = wanted.id AND link.unlinked_at IS NULL
            AND link.recovery IN ('', 'asked')
            AND incident.state IN ('investigating', 'identified', 'monitoring')
        ORDER BY link.id DESC LIMIT 1
    ) AS held ON true
"""  # noqa: S608 - a number of our own


class Stand(NamedTuple):
    """Where a case stands: its guide, what its customer wrote last and when, and whose turn it is.

    `held` is the title of the incident that holds it, "" for none.

    `seen` names the walk and how many answers it has, as `read_seen` reads it.
    """

    title: str = ""
    is_outcome: bool = False
    is_open: bool = False
    seen: str = ""
    words: str = ""
    said_at: datetime | None = None
    turned_at: datetime | None = None
    held: str = ""

    @property
    def waits_for_a_press(self) -> bool:
        return self.is_open and self.is_outcome


def stands_of(keys: Collection[int]) -> dict[int, Stand]:
    """Say of each case where it stands, in the active language; one query."""
    with plans_kept():
        lines = lines_of(_READ, [list(keys)])
    language = get_language() or "en"
    return {line[0]: _stand(line, language) for line in lines}


def _stand(line: Sequence[Any], language: str) -> Stand:
    _key, walk, state, seen, node, version, digest, words, said_at, turned_at, *titles = line
    held = titles[is_chinese(language)] or ""
    stand = Stand(words=words or "", said_at=said_at, turned_at=turned_at, held=held)
    if walk is None:
        return stand
    found = _node(version, digest, node)
    return stand._replace(
        title=pick(found.title, language) if found else "",
        is_outcome=bool(found and found.is_outcome),
        is_open=state == Walk.State.OPEN,
        seen=f"{walk}:{seen}",
    )


def _node(version: int, digest: str, key: str) -> Node | None:
    """Return a node of a version; its graph is made once a process."""
    return graph_of(version, digest).nodes.get(key)
