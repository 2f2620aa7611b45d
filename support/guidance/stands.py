"""What the guide says of many cases at once: where their latest walks stand, in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import get_language

from support.claims.formats import is_chinese
from troubleshooting.marks.asking import plans_kept
from troubleshooting.trees.graph import Node
from troubleshooting.trees.models.version import graph_of
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.words import in_language

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


@dataclass(frozen=True)
class Stand:
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
    with plans_kept(), connection.cursor() as cursor:
        cursor.execute(_READ, [list(keys)])
        return {row[0]: _stand(*row[1:]) for row in cursor}


def _stand(
    walk: object, state: str, seen: int, node: str, version: int, digest: str, *told: object
) -> Stand:
    words, said_at, turned_at, english, chinese = told
    held = chinese if is_chinese(get_language() or "") else english
    known = {"words": words or "", "said_at": said_at, "turned_at": turned_at, "held": held or ""}
    if walk is None:
        return Stand(**known)  # type: ignore[arg-type]
    found = _node(version, digest, node)
    return Stand(
        title=in_language(found.title) if found else "",
        is_outcome=bool(found and found.is_outcome),
        is_open=state == Walk.State.OPEN,
        seen=f"{walk}:{seen}",
        **known,  # type: ignore[arg-type]
    )


def _node(version: int, digest: str, key: str) -> Node | None:
    """Return a node of a version; its graph is made once a process."""
    return graph_of(version, digest).nodes.get(key)
