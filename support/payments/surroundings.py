"""What happened around a payment: its channel's state and other payments, in one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from support.payments.models import Channel, Payment, TestPayment
from support.payments.routes import UNKNOWN
from troubleshooting.marks.asking import lines_of

DUPLICATE_WINDOW = timedelta(hours=24)
CLUSTER_WINDOW = timedelta(minutes=15)
TEST_WINDOW = timedelta(hours=1)  # what an older test payment found says nothing of this one
MOST_SIMILAR = 5
MOST_NEAR = 200  # more tell nothing new, and an outage would make each event dearer than the last
NEVER_MADE = ["failed", "rejected", "cancelled"]  # a returned payment had its share of the day

# To a payment whose time is unreadable no other is earlier, later or near: NULL is none of it.
AROUND = """
    SELECT state.state, state.note, day.count, day.total, near.count, near.alike, others.found,
        test.state, test.answer_ms
    FROM (
        SELECT count(*), sum(coalesce(amount, CASE WHEN amount_text ~ '^[0-9]{1,20}[.][0-9]{1,40}$'
            THEN amount_text::numeric END)) AS total FROM payments_payment
        WHERE customer_id = %(customer)s AND channel_id = %(channel)s AND id <> %(payment)s
            AND initiated_at >= %(midnight)s AND initiated_at < %(at)s
            AND status <> ALL('{never_made}')
    ) AS day, (
        SELECT count(*),
            count(*) FILTER (WHERE failure_code = %(code)s AND failure_scheme = %(scheme)s) AS alike
        FROM (
            SELECT failure_code, failure_scheme FROM payments_payment
            WHERE channel_id = %(channel)s AND id <> %(payment)s
                AND initiated_at > %(near_from)s AND initiated_at <= %(at)s
            ORDER BY initiated_at DESC LIMIT %(most_near)s
        ) AS newest
    ) AS near, (
        SELECT array_agg(ARRAY[reference, status, created_at_text]) AS found FROM (
            SELECT reference, status, created_at_text FROM payments_payment
            WHERE customer_id = %(customer)s AND id <> %(payment)s
                AND initiated_at >= %(similar_from)s AND initiated_at < %(at)s
                AND amount IS NOT DISTINCT FROM %(amount)s AND currency = %(currency)s
                AND (amount IS NOT NULL OR amount_text = %(amount_text)s)
                AND (
                    counterparty_digest = ANY(%(digests)s)
                    OR counterparty_older_digests && %(digests)s::varchar[]
                )
                AND counterparty_name = %(name)s
            ORDER BY initiated_at DESC LIMIT %(most)s
        ) AS newest
    ) AS others
    LEFT JOIN LATERAL (
        SELECT state, note FROM payments_channelstate
        WHERE channel_id = %(channel)s AND since <= %(moment)s
        ORDER BY since DESC, id DESC LIMIT 1
    ) AS state ON TRUE
    LEFT JOIN LATERAL (
        SELECT state, answer_ms FROM payments_testpayment
        WHERE channel_id = %(channel)s AND edge = ANY('{inside}') AND ended_at IS NOT NULL
            AND asked_at > %(tested_from)s AND asked_at <= %(moment)s
        ORDER BY asked_at DESC, id DESC LIMIT 1
    ) AS test ON TRUE
""".replace("{never_made}", f"{{{','.join(NEVER_MADE)}}}").replace(
    "{inside}", f"{{{','.join(TestPayment.INSIDE)}}}"
)


@dataclass(frozen=True)
class Surroundings:
    """What the channel board said when a payment was made, and what others were made by then.

    `today_…` is what its customer used of the day on its channel before it. `near` were made there
    in the quarter of an hour before, by anybody, the latest `MOST_NEAR` of them; `near_alike` of
    these failed with its code.
    `test` is how the last test payment of the hour before went, "" where there was none.
    `similar` are reference, state and time of its customer's newest that look the same.
    """

    state: str
    state_note: str
    today_count: int
    today_total: Decimal | None
    near: int
    near_alike: int
    similar: list[tuple[str, str, str]]
    test: str = ""
    test_ms: int | None = None


def read_surroundings(payment: Payment, now: datetime) -> Surroundings:
    at, channel = payment.initiated_at, payment.channel
    local = at.astimezone(channel.zone) if at else None
    values: dict[str, Any] = {
        "payment": payment.pk,
        "customer": payment.customer_id,
        "channel": channel.pk,
        "moment": at or now,
        "at": at,
        "midnight": local and local.replace(hour=0, minute=0, second=0, microsecond=0),
        # Payments of no known channel have nothing in common that could be out of order.
        "near_from": at - CLUSTER_WINDOW if at and channel.code != UNKNOWN else None,
        "similar_from": at and at - DUPLICATE_WINDOW,
        "code": payment.failure_code,
        "scheme": payment.failure_scheme,
        "amount": payment.amount,
        "amount_text": payment.amount_text,
        "currency": payment.currency,
        # Also of before our key was replaced.
        "digests": [payment.counterparty_digest, *payment.counterparty_older_digests],
        "name": payment.counterparty_name,
        "most": MOST_SIMILAR,
        "most_near": MOST_NEAR,
        "tested_from": (at or now) - TEST_WINDOW,
    }
    (line,) = lines_of(AROUND, values)
    state, note, count, total, near, alike, similar, test, test_ms = line
    return Surroundings(
        state=state or Channel.State.NORMAL.value,
        state_note=note or "",
        today_count=count,
        today_total=total,
        near=near,
        near_alike=alike,
        similar=[(reference, status, made_at) for reference, status, made_at in similar or ()],
        test=test or "",
        test_ms=test_ms,
    )
