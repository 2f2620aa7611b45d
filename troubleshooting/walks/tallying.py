"""Adding walks up by day, so that statistics read some hundred rows and not every walk there was.

Each walk that has ended or began before today is in the tallies, or waits to be: `tallied_at` says
which. What one counts for is said by the database (`walks_step_rows` of `walks.0011_tallied`), and
one that changes is taken off again by its triggers. So tallies and what waits are the whole at any
moment.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Q

from troubleshooting.walks.models import StepTally, Walk

AT_ONCE = 1_000  # walks of one transaction, some tenths of a second
DAYS_AT_ONCE = 50
SETS = 200  # an hour's work at most; the rest is for the next


def tally(now: datetime) -> int:
    """Tally the walks that have ended or began before today (UTC), in sets; return how many.

    One that somebody changes just now is left for the next time.
    """
    count = sum(_sets(now))
    _add_up()
    return count


def tally_anew(now: datetime) -> int:
    """Forget every tally and count all walks again; return how many.

    Statistics stay true meanwhile.
    """
    with transaction.atomic():
        Walk.objects.exclude(tallied_at=None).update(tallied_at=None)
        StepTally.objects.all().delete()
    count = 0
    while tallied := tally(now):
        count += tallied
    return count


def _sets(now: datetime) -> Iterator[int]:
    for _set in range(SETS):
        yield (count := _tally(now))
        if count < AT_ONCE:
            return


@transaction.atomic
def _tally(now: datetime) -> int:
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    ready = Q(started_at__lt=today) | ~Q(state=Walk.State.OPEN)
    waiting = Walk.objects.filter(ready, tallied_at=None).order_by("started_at")
    held = waiting.select_for_update(skip_locked=True, no_key=True)
    found = list(held.values_list("pk", flat=True)[:AT_ONCE])
    if found:
        with connection.cursor() as cursor:
            cursor.execute(TALLIED, [found])
            cursor.execute(TAKEN, [found])
        Walk.objects.filter(pk__in=found).update(tallied_at=now)
    return len(found)


def _add_up() -> None:
    """Make one row of those that have the same key, day by day."""
    with connection.cursor() as cursor:
        for _set in range(SETS):
            cursor.execute(ADDED_UP, [DAYS_AT_ONCE])
            ((days,),) = cursor.fetchall()
            if days < DAYS_AT_ONCE:
                return


KEY = "version_id, day, part, node, left_on, seconds"
COUNTS = (
    "visits", "exits", "cant_say", "skipped", "jumps", "reports", "overrules", "confirmed",
    "refuted",
)  # fmt: skip
SUMS = ", ".join(f"sum({name})" for name in COUNTS)
TALLIED = f"""
    INSERT INTO walks_steptally ({KEY}, {", ".join(COUNTS)}, is_loose)
    SELECT {KEY}, {SUMS}, true FROM walks_step_rows(%s) GROUP BY {KEY}
"""  # noqa: S608 - only text of this file
# A subquery of its own for each walk: joined, PostgreSQL would read the whole table of answers.
TAKEN = """
    INSERT INTO walks_optiontaken (version_id, node, option, taken_at)
    SELECT walk.version_id, answer.node, answer.option, max(answer.answered_at)
    FROM walks_walk AS walk CROSS JOIN LATERAL (
        SELECT * FROM walks_walkanswer WHERE walk_id = walk.id
            AND kind = 'answered' AND option IS NOT NULL OFFSET 0
    ) AS answer
    WHERE walk.id = ANY(%s)
    GROUP BY walk.version_id, answer.node, answer.option
    ORDER BY walk.version_id, answer.node, answer.option
    ON CONFLICT (version_id, node, option) DO UPDATE SET taken_at = excluded.taken_at
        WHERE walks_optiontaken.taken_at < excluded.taken_at
"""
ADDED_UP = f"""
    WITH loose AS (
        SELECT DISTINCT version_id, day FROM walks_steptally WHERE is_loose LIMIT %s
    ),
    gone AS (
        DELETE FROM walks_steptally AS tally USING loose
        WHERE tally.version_id = loose.version_id AND tally.day = loose.day RETURNING tally.*
    ),
    kept AS (
        INSERT INTO walks_steptally ({KEY}, {", ".join(COUNTS)}, is_loose)
        SELECT {KEY}, {SUMS}, false FROM gone GROUP BY {KEY}
        HAVING ({SUMS}) <> ({", ".join("0" for _name in COUNTS)})
    )
    SELECT count(*) FROM loose
"""  # noqa: S608 - only text of this file
