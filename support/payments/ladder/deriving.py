"""Which of all that was said of a payment counts.

What was so later counts, by its own time and never by when we heard it: webhooks of Stripe, Wise,
PayPal, Razorpay and others come in no promised order. So the answer depends on what was said, not
on the order in which it came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from support.payments.ladder.rungs import RANK, Rung

ARRIVED = frozenset({Rung.DELIVERED, Rung.CREDITED})
NEVER_LEFT = frozenset({Rung.CANCELLED, Rung.REJECTED, Rung.FAILED})


@dataclass(frozen=True)
class Word:
    """One status that somebody said; `order` is that in which we heard it, `read_at` when.

    `occurred_at` is None where the source did not tell, or told a time that can't be.
    """

    status: Rung
    occurred_at: datetime | None
    read_at: datetime
    order: int
    source: str = ""
    scheme: str = ""
    code: str = ""
    message: str = ""
    contradiction: str = ""


def present(words: Iterable[Word]) -> Word | None:
    """Return the word that counts, None where nobody said any.

    Of words with a time the latest, of equal times that which stands later on the ladder. One
    without a time has no place among them: it counts where it stands higher than all of that, so
    nothing falls down the ladder by it. Only what says the same status is told apart by arrival.
    """
    said = list(words)
    timed = max((word for word in said if word.occurred_at), key=_by_time, default=None)
    untimed = max((word for word in said if not word.occurred_at), key=_by_rank, default=None)
    if timed is None or untimed is None:
        return timed or untimed
    return untimed if RANK[untimed.status] > RANK[timed.status] else timed


def dispute(words: Sequence[Word]) -> tuple[Word, Word] | None:
    """Return two words that can't both be true, the arrived one first.

    Of each source only what counts of its own words is asked, and what anybody says of the same
    moment. "Sent" and a later "failed" are no dispute, and neither is "credited" and "returned":
    both happen one after the other. Once it came back nobody disputes any more.
    """
    counted = present(words)
    if counted is None or counted.status == Rung.RETURNED:
        return None
    latest = [
        word
        for source in dict.fromkeys(word.source for word in words)
        if (word := present(other for other in words if other.source == source))
    ]
    for word in latest:
        at = word.occurred_at
        at_once = [other for other in words if at is not None and other.occurred_at == at]
        for other in (*latest, *at_once):
            if word.status in ARRIVED and other.status in NEVER_LEFT:
                return word, other
            if word.status in NEVER_LEFT and other.status in ARRIVED:
                return other, word
    return None


def since(words: Iterable[Word], counted: Word) -> datetime:
    """Return from when on the payment has the status that counts, told again or not.

    That is the time of the source; where it told none, when we first read it.
    """
    same = [word for word in words if word.status == counted.status]
    if counted.occurred_at is None:
        return min(word.read_at for word in same)
    timed = sorted((word for word in words if word.occurred_at), key=_by_time, reverse=True)
    held = takewhile(lambda word: word.status == counted.status, timed)
    return min(word.occurred_at for word in held if word.occurred_at)


def _by_time(word: Word) -> tuple[datetime, int, int]:
    return word.occurred_at or word.read_at, *_by_rank(word)


def _by_rank(word: Word) -> tuple[int, int]:
    return RANK[word.status], word.order
