"""What a source means by its words for a status and by the names of its messages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from support.payments.ladder.agreeing import agree
from support.payments.ladder.rungs import TROUBLE, Rung
from support.payments.ladder.words import read_status
from support.payments.news import PaymentNews


@dataclass(frozen=True)
class Standing:
    """Where a payment stands: our rung, "" if nobody told us, and the source's word for it."""

    status: str
    said: str
    contradiction: str = ""


@dataclass(frozen=True)
class Words:
    """A source's words. `statuses` and `types` are in small letters; everybody else's words for a
    status, in `payments.ladder.words`, are understood besides.
    """

    scheme: str
    statuses: Mapping[str, Rung]
    types: Mapping[str, Rung]

    def read(self, type_: str, status: str) -> Standing:
        """Read a message's name and the status in it, which may disagree."""
        by_status = self.statuses.get(status.lower()) or read_status(status, scheme=self.scheme)
        told = agree(self.types.get(type_.lower()), by_status)
        return Standing(told.rung or "", status or type_, told.contradiction)


def explained(news: PaymentNews, scheme: str, code: str, message: str = "") -> PaymentNews:
    """Add why a payment is in trouble; the reason of one that is not is old, or says "fine"."""
    if news.status not in TROUBLE or not (code or message):
        return news
    return replace(news, failure_scheme=scheme, failure_code=code, failure_message=message)
