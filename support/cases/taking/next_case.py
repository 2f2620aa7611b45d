"""Taking the case that is due next, which is given to nobody else."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from support.cases.models import Case, CaseEvent, Status, log
from support.cases.models.status import TAKEN_FROM
from support.staff.services import Fit, fit_of
from web.access import name_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Of each queue that fits so many are looked at; more agents than that never take at one moment.
LOOKED_AT = 40
NOBODYS_TEAM = 0
# The first of each queue by its index; of them, in the order of what is due, the first that nobody
# else is taking. What another took since is looked at again under the lock, by its key alone: the
# second condition is said so that no index fits it. A bank has until its time runs out.
_HEAD = """
    SELECT queued.id, queued.due_at
    FROM unnest(%(pools)s::bigint[]) AS pool, unnest(%(languages)s::text[]) AS spoken,
        {skills} unnest(%(statuses)s::text[], %(until)s::timestamptz[]) AS turn (status, until),
        LATERAL (
            SELECT found.id, found.due_at FROM cases_case AS found
            WHERE found.assignee_id IS NULL AND found.wakes_at IS NULL
                AND found.status IN ('new', 'open', 'waiting_bank')
                AND COALESCE(found.team_id, 0) = pool AND found.language = spoken
                AND {skilled} found.status = turn.status AND found.due_at <= turn.until
            ORDER BY found.due_at, found.id LIMIT %(most)s
        ) AS queued
"""
_TAKE = """
    WITH head AS MATERIALIZED ({head}), taken AS (
        SELECT locked.id, locked.status
        FROM (SELECT id FROM head ORDER BY due_at, id) AS queued, LATERAL (
            SELECT found.id, found.status FROM cases_case AS found
            WHERE found.id = queued.id AND COALESCE(found.assignee_id, 0) = 0
                AND COALESCE(found.wakes_at, '-infinity') = '-infinity'
                AND found.status || '' IN ('new', 'open', 'waiting_bank')
            FOR NO KEY UPDATE SKIP LOCKED
        ) AS locked
        LIMIT 1
    )
    UPDATE cases_case SET assignee_id = %(agent)s, updated_at = %(now)s,
        status = CASE WHEN taken.status = 'new' THEN 'open' ELSE taken.status END
    FROM taken WHERE cases_case.id = taken.id RETURNING cases_case.*
"""
_ANY = _HEAD.format(skills="", skilled="")
_SKILLED = _HEAD.format(
    skills="unnest(%(skills)s::text[]) AS known,", skilled="found.skill = known AND"
)
_TRIES = 20


@transaction.atomic
def take_next(agent: "User", *, now: datetime) -> Case | None:
    """Give an agent the case that is due next and fits them, None where none does.

    A case fits by team (theirs, or none), language and skill. Of many who ask at once each gets
    another one.
    """
    case = _take(agent, fit_of(agent), now)
    if case is not None:
        log(case, CaseEvent.Kind.ASSIGNED, now=now, actor=agent, assignee=name_of(agent))
    return case


def own_next(agent: "User", *, after: str = "") -> Case | None:
    """Return the case among an agent's own that is due next, but for that with the reference."""
    own = Case.objects.filter(assignee=agent, wakes_at=None, status__in=(Status.NEW, Status.OPEN))
    return own.exclude(reference=after).order_by("due_at", "pk").first()


def _take(agent: "User", fit: Fit, now: datetime) -> Case | None:
    until = now.isoformat()
    given: dict[str, Any] = {
        "agent": agent.pk,
        "pools": [*fit.teams, NOBODYS_TEAM],
        "languages": [*fit.languages, ""],
        "skills": [*fit.skills, ""],
        "statuses": list(TAKEN_FROM),
        "until": [until if status == Status.WAITING_BANK else "infinity" for status in TAKEN_FROM],
        "most": LOOKED_AT,
        "now": now,
    }
    head = _SKILLED if fit.skills else _ANY
    for _try in range(_TRIES):
        case = next(iter(Case.objects.raw(_TAKE.format(head=head), given)), None)
        # While a server stands still, others may have taken all that was looked at.
        if case is not None or not _is_any_left(head, given):
            return case
    return None


def _is_any_left(head: str, given: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"{head} LIMIT 1", given)
        return cursor.fetchone() is not None
