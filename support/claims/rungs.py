"""The rungs of the ladder as claims know them, and what a cause may say against them."""

from collections.abc import Mapping
from enum import StrEnum

# What a cause that leaves open whether the payment was made takes the certainty from.
NOT_SURE = frozenset({"created", "failed", "rejected", "cancelled", "unknown"})
# Money that somebody is moving to the payee right now. Only of it a day may be promised.
MOVING = frozenset({"sent", "accepted", "delivered"})
# A payment that was not made.
STOPPED = frozenset({"failed", "rejected", "cancelled"})
# One that is not over, so that it may still be made or was.
GOING_ON = MOVING | {"pending", "held", "unknown", "recalled"}
# Over which rungs it is told where a person found the money: no word is none, and the payment
# system may not know yet what came back, is with us, or is at the payee's bank.
NO_WORD = frozenset({"", "unknown"})
# Those of which nobody can say who has the money.
UNPLACED = NO_WORD | {"pending", "held"}
DIRECTIONS = frozenset({"payout", "payin", ""})
RUNGS = frozenset(
    {
        "", "created", "pending", "sent", "unknown", "held", "accepted", "delivered", "cancelled",
        "rejected", "failed", "credited", "recalled", "returned",
    }
)  # fmt: skip
FOUND_BEFORE: Mapping[str, frozenset[str]] = {
    "returned": RUNGS - {"credited"},
    "reached": RUNGS - {"credited", "returned", "recalled"},
    "delivered": NO_WORD | MOVING,
    "coming": NO_WORD | MOVING,
    "sent": NO_WORD,
    "created": frozenset({"", "pending"}),
}


class Denial(StrEnum):
    """What a cause's sentence says that some states are not so beside; NONE for nothing."""

    NONE = ""
    NOT_MADE = "not_made"
    NOT_GONE = "not_gone"  # of a refund: not going out just now, the way it should
    NOT_SENT = "not_sent"  # of a refund: never yet
    NOT_ASKED = "not_asked"  # of a refund: there is none at all
    SENT = "sent"  # of a refund
    SENT_ONCE = "sent_once"  # of a refund that may have been credited meanwhile


# Beside which states a sentence that says so would contradict the payment system. No word of it
# contradicts nothing.
DENIED: Mapping[Denial, frozenset[str]] = {
    Denial.NONE: frozenset(),
    Denial.NOT_MADE: GOING_ON,
    Denial.NOT_GONE: MOVING | {"recalled"},
    Denial.NOT_SENT: MOVING | STOPPED | {"recalled", "returned", "unknown"},
    Denial.NOT_ASKED: RUNGS - {""},
    Denial.SENT: RUNGS - MOVING - {""},
    Denial.SENT_ONCE: RUNGS - MOVING - {"", "credited"},
}
