"""What a source's message does: each piece of news in it is received, all or none."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from support.intake.services import Event, receive_news
from support.payments.news import PaymentNews
from support.payments.references.finding import names_of
from support.sources.channel_rules import with_channel
from support.sources.kinds.base import Reading
from support.sources.models import Source

LONGEST_TYPE = 60
LONGEST_ID = 200


@transaction.atomic
def hear(source: Source, event_id: str, reading: Reading, *, now: datetime) -> list[dict[str, Any]]:
    """Receive the news of one verified message; return the answer to each.

    The same message again repeats the answers. Raises EventConflict when the source has told
    something else under this id, and NoReference for news that names no payment; then nothing of
    the message is kept.
    """
    is_one = len(reading.news) == 1
    # Two messages about the same payments lock them in the same order.
    ordered = sorted(enumerate(reading.news, start=1), key=lambda pair: names_of(pair[1]))
    answers = {
        number: receive_news(
            Event(
                event_id=event_id[:LONGEST_ID]
                if is_one
                else f"{event_id[: LONGEST_ID - 8]}#{number}",
                kind=reading.type[:LONGEST_TYPE],
                source=source.slug,
                country=source.country,
                digest=_digest(news),
            ),
            with_channel(news, source.channel_rules),
            now=now,
        )
        for number, news in ordered
    }
    return [answers[number] for number in sorted(answers)]


def _digest(news: PaymentNews) -> str:
    """Tell news by what they say: a message sent again may count its sendings, and be another."""
    return hashlib.sha256(repr(news).encode("utf-8", "replace")).hexdigest()
