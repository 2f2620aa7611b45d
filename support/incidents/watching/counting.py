"""How much trouble was told of which channel in which minute, read from the ladder by its end."""

from collections import Counter
from typing import Any, NamedTuple

from django.db import connection

from support.payments.ladder.rungs import TROUBLE, Rung
from support.payments.models.overrides import all_overrides
from support.payments.routes import UNKNOWN
from troubleshooting.walks.codes import Said, code_facts, read_book

# What somebody asked for says nothing of a channel.
COUNTED = sorted(TROUBLE - {Rung.CANCELLED, Rung.RECALLED})
MARGIN = 5  # minutes: who has read news and has not committed it for longer is not waited for

# What was so an hour before it was told (files, replays) says nothing of now. Payments of no known
# channel have nothing in common that could be out of order.
TOLD = """
    SELECT floor(extract(epoch FROM told.read_at) / 60)::bigint AS minute,
        payment.channel_id, channel.schemes, payment.direction, told.scheme, told.code,
        count(DISTINCT told.payment_id)
    FROM payments_paymentstatus AS told
    JOIN payments_payment AS payment ON payment.id = told.payment_id
    JOIN payments_channel AS channel ON channel.id = payment.channel_id
    WHERE told.id > %(after)s AND told.status = ANY(%(counted)s)
        AND told.read_at >= to_timestamp(%(first)s * 60)
        AND told.read_at < to_timestamp(%(until)s * 60)
        AND (told.occurred_at IS NULL OR told.occurred_at > told.read_at - interval '1 hour')
        AND channel.code <> %(unknown)s
    GROUP BY minute, payment.channel_id, channel.schemes, payment.direction, told.scheme, told.code
"""
PASSED = """
    SELECT max(id) FROM payments_paymentstatus
    WHERE id > %(after)s AND read_at < to_timestamp(%(passed)s * 60)
"""


class Key(NamedTuple):
    """Of what a series is: of a channel, with a cause in a scheme, "" where not known."""

    channel: int
    scheme: str
    cause: str


def count_told(after: int, first: int, until: int) -> dict[Key, Counter[int]]:
    """Return the payments in trouble of each series by minutes from `first` to before `until`.

    Minutes are counted from 1970; rows of the ladder up to `after` are not looked at.
    """
    found: dict[Key, Counter[int]] = {}
    values = {"after": after, "first": first, "until": until, "counted": COUNTED}
    for minute, channel, schemes, direction, scheme, code, count in _rows(
        TOLD, values | {"unknown": UNKNOWN}
    ):
        said = Said(scheme, code, None, direction, tuple(schemes))
        found.setdefault(key_of(channel, said), Counter())[minute] += count
    return found


def passed_by(after: int, until: int) -> int:
    """Return the row of the ladder that nothing before `until` comes behind any more."""
    ((passed,),) = _rows(PASSED, {"after": after, "passed": until - MARGIN})
    return passed or after


def key_of(channel: int, said: Said) -> Key:
    """Return the series of a channel that what was said of a payment belongs to.

    A cause is known where the code, by what is known of it in its scheme, has only one.
    """
    facts = code_facts(read_book(), said, all_overrides().get(channel, {}))
    matches = [row for row in facts["code_matches"] if not row["is_guess"]]
    causes = {row["cause"] for row in matches}
    cause = causes.pop() if len(causes) == 1 else ""
    return Key(channel, facts["code_scheme"] or "", cause)


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
