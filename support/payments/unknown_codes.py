"""Codes that payments came with and that nothing here explains, the most frequent first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from support.customers.models import Language
from support.payments.models.overrides import all_overrides
from troubleshooting.walks.codes import CodeBook, Said, is_known, read_book

# How far back one look goes, and how many kinds of code it weighs: both bound the statement.
NEWEST_PAYMENTS = 50_000
MOST_KINDS = 2_000

MET = """
    SELECT failure_scheme, failure_code, met.direction, channel_id,
        CASE WHEN %(chinese)s THEN channel.name_zh ELSE channel.name_en END AS named,
        channel.schemes,
        count(*), max(met.updated_at), (array_agg(met.reference ORDER BY met.id DESC))[1],
        (array_agg(met.failure_message ORDER BY met.id DESC)
            FILTER (WHERE met.failure_message <> ''))[1]
    FROM (
        SELECT id, reference, channel_id, direction, failure_scheme, failure_code,
            failure_message, updated_at
        FROM payments_payment ORDER BY id DESC LIMIT %(newest)s
    ) AS met JOIN payments_channel AS channel ON channel.id = met.channel_id
    WHERE met.failure_code <> '' AND met.updated_at >= %(since)s
    GROUP BY failure_scheme, failure_code, met.direction, channel_id, named, channel.schemes
    ORDER BY count(*) DESC LIMIT %(most)s
"""


@dataclass(frozen=True)
class UnknownCode:
    """A code of a scheme as payments call both, and where it was met.

    `scheme_slug` is the scheme that the name means here, "" where nobody has entered one.
    `channels` are named in the reader's language. `reference` and `message` are of the newest
    payment that has them.
    """

    scheme: str
    code: str
    scheme_slug: str
    count: int
    last_at: datetime
    channels: tuple[str, ...]
    reference: str
    message: str


def unknown_codes(since: datetime, limit: int = 100) -> list[UnknownCode]:
    """Return the codes of payments told since then that match nothing, most frequent first.

    What a channel's bank means by a code, and what a code says in words, counts as known; a guess
    from another scheme does not. One statement over the newest 50,000 payments, whatever `since`.
    """
    book, overrides = read_book(), all_overrides()
    found: dict[tuple[str, str], UnknownCode] = {}
    for row in _met(since):
        scheme, code, direction, channel_id, channel, schemes, *told = row
        said = Said(scheme, code, None, direction, tuple(schemes))
        if not is_known(book, said, overrides.get(channel_id, {})):
            _count(found, book, said, (channel, *told))
    return sorted(found.values(), key=lambda one: (-one.count, one.scheme, one.code))[:limit]


def _met(since: datetime) -> Iterable[Any]:
    values: dict[str, Any] = {
        "since": since, "newest": NEWEST_PAYMENTS, "most": MOST_KINDS,
        "chinese": get_language() == Language.CHINESE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MET, values)
        return list(cursor.fetchall())


def _count(
    found: dict[tuple[str, str], UnknownCode], book: CodeBook, said: Said, told: tuple[Any, ...]
) -> None:
    """Add one kind of payment to what was found of its code on other channels."""
    channel, count, last_at, reference, message = told
    scheme, code = str(said.scheme), str(said.code)
    known = found.get((scheme, code))
    if known is None:
        slug = next(iter(book.resolve(scheme, said.direction)), "")
        found[scheme, code] = UnknownCode(
            scheme, code, slug, count, last_at, (channel,), reference, message or ""
        )
        return
    newer = {"reference": reference, "last_at": last_at} if last_at > known.last_at else {}
    found[scheme, code] = replace(
        known,
        count=known.count + count,
        channels=tuple(sorted({*known.channels, channel})),
        message=known.message or message or "",
        **newer,
    )
