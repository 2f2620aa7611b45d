"""What the status of a payment says, in the words of the ladder.

Sent is never arrived: "sent", "accepted" and "delivered" are money under way, neither an end nor a
failure. Only "credited" is at the payee's account.
"""

import unicodedata

from troubleshooting.checks.reading.text import read_text, read_text_or_blank

# What we called it before, in facts that were stored then.
OLD_WORDS = {"succeeded": "sent"}

UNDER_WAY = frozenset({"created", "sent", "accepted", "delivered"})
# Somebody still has to decide on it.
UNDECIDED = frozenset({"pending", "held", "recalled"})
REFUSED = frozenset({"failed", "rejected", "returned"})
NOT_MADE = REFUSED | {"cancelled"}
FINAL = NOT_MADE | {"credited"}
# Only a bank that was reached says so.
BANK_HAS_IT = frozenset({"accepted", "delivered", "credited", "returned"})
# Slowness explains these: nobody has said no, and the money is not there.
WAITED_FOR = UNDER_WAY | {"pending", "held"}
# An earlier payment in one of these states was made, or may have been: a like one pays twice.
MAYBE_MADE = UNDER_WAY | {"pending", "held", "credited", "unknown"}


def read_status(value: object) -> str:
    """Read a status in small letters, old words as today's. Raises Unreadable."""
    return _todays(read_text(value))


def read_status_or_blank(value: object) -> str:
    """Read a status whose absence or nonsense means nothing more than its absence."""
    return _todays(read_text_or_blank(value))


def _todays(text: str) -> str:
    word = unicodedata.normalize("NFKC", text).casefold()
    return OLD_WORDS.get(word, word)
