"""What a source's message does: each piece of news in it is received, all or none."""

from datetime import datetime
from typing import Any

from django.db import transaction

from support.files.sealing import digests_of
from support.intake.services import DIGEST, Event, receive_news
from support.payments.references.finding import names_of
from support.sources.channel_rules import with_channel
from support.sources.kinds.base import Reading
from support.sources.models import Source

LONGEST_TYPE = 60
LONGEST_ID = 200
MADE_IDS = "sha256"  # how ids begin that we made of a body to which its source gave none


@transaction.atomic
def hear(source: Source, event_id: str, reading: Reading, *, now: datetime) -> list[dict[str, Any]]:
    """Receive the news of one verified message; return the answer to each.

    The same message again repeats the answers. Raises EventConflict when the source has told
    something else under this id, NoReference for news that names no payment, and TestUnderWay;
    then nothing of the message is kept. News are told apart by what they say: a message sent again
    may count its sendings, and be another.
    """
    is_one = len(reading.news) == 1
    if event_id.startswith(MADE_IDS):
        event_id = f"sha256-{digests_of(event_id.encode(), DIGEST)[0]}"
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
                comes_again=True,
                said=repr(news).encode("utf-8", "replace"),
            ),
            with_channel(news, source.channel_rules),
            now=now,
        )
        for number, news in ordered
    }
    return [answers[number] for number in sorted(answers)]
