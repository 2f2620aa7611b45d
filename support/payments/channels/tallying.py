"""Counting how the payments on channels do, so that nobody who looks has to."""

from datetime import datetime, timedelta

from django.db import connection, transaction

STEP = timedelta(minutes=5)
KEPT = timedelta(days=2)
FAILED = ["failed", "rejected", "returned"]
LONGEST_ANSWER_MS = 86_400_000  # what says more than a day is no answer time

# Each channel by its own index, from a moment on: what stands there now takes the place of before.
COUNT = """
    WITH counted AS MATERIALIZED (
        SELECT channel.id AS channel_id, slot.* FROM payments_channel AS channel
        CROSS JOIN LATERAL (
            SELECT date_bin(make_interval(mins => %(minutes)s), initiated_at, 'epoch') AS begins_at,
                count(*) AS made, count(*) FILTER (WHERE status = ANY(%(failed)s)) AS failed,
                count(*) FILTER (WHERE bank_latency_ms BETWEEN 0 AND %(longest)s) AS answered,
                coalesce(sum(bank_latency_ms)
                    FILTER (WHERE bank_latency_ms BETWEEN 0 AND %(longest)s), 0) AS answer_ms
            FROM payments_payment
            WHERE channel_id = channel.id AND initiated_at >= %(since)s AND initiated_at <= %(now)s
            GROUP BY 1
        ) AS slot
    ), gone AS (
        DELETE FROM payments_channeltally AS old WHERE begins_at < %(kept_since)s
            OR begins_at >= %(since)s AND NOT EXISTS (
                SELECT FROM counted WHERE (counted.channel_id, counted.begins_at)
                    = (old.channel_id, old.begins_at)
            )
    )
    INSERT INTO payments_channeltally (channel_id, begins_at, made, failed, answered, answer_ms)
    SELECT * FROM counted
    ON CONFLICT (channel_id, begins_at) DO UPDATE SET made = excluded.made,
        failed = excluded.failed, answered = excluded.answered, answer_ms = excluded.answer_ms
"""


@transaction.atomic
def tally_channels(now: datetime, *, back: timedelta) -> None:
    """Count the payments made since so long ago again: their fate may have come later.

    Payments whose time nobody could read are in no tally.
    """
    since = now - back
    since -= (since - datetime.fromtimestamp(0, since.tzinfo)) % STEP
    with connection.cursor() as cursor:
        # One at a time: of two the later one would wait row by row.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('channel-tallies'), 0)")
        cursor.execute(
            COUNT,
            {
                "minutes": STEP.seconds // 60,
                "failed": FAILED,
                "longest": LONGEST_ANSWER_MS,
                "since": since,
                "now": now,
                "kept_since": now - KEPT,
            },
        )
