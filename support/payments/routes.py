"""The channel that a payment takes, also one that nobody has told us of yet."""

import re

from support.payments.models import Channel
from support.payments.news import PaymentNews
from troubleshooting.marks.reading import kept

MOST_UNCONFIRMED = 200  # more than that are no channels but a source that has gone astray
UNKNOWN = "unknown"


def channel_of(news: PaymentNews) -> Channel:
    """Return the channel that news names, made where nobody has told us of it.

    Of such a one no limit and no hours are known, so that no check judges by them, until somebody
    confirms it. A payment without a channel takes the one that is called unknown.
    """
    code = _code(news.channel)
    if (known := _channels().get(code)) is not None:
        return known
    if code != UNKNOWN and Channel.objects.filter(is_confirmed=False).count() >= MOST_UNCONFIRMED:
        return channel_of(PaymentNews())
    name = news.channel[:100] or UNKNOWN
    new = Channel(code=code, name_en=name, name_zh=name, is_confirmed=False)
    Channel.objects.bulk_create([new], ignore_conflicts=True)
    return Channel.objects.get(code=code)


@kept
def _channels() -> dict[str, Channel]:
    return {channel.code: channel for channel in Channel.objects.all()}


def _code(name: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", name.casefold()).strip("-")[:50] or UNKNOWN
