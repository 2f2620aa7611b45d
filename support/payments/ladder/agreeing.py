"""What an event says by its type and by its status, taken together."""

from dataclasses import dataclass

from support.payments.ladder.rungs import NOT_MADE, TROUBLE, Rung
from support.payments.ladder.words import read_status
from troubleshooting.checks.text import gettext_noop

# Of a dispute or an account being created we learn nothing of a payment.
OBJECTS = frozenset(
    {"payment", "payout", "payin", "transfer", "refund", "charge", "withdrawal", "disbursement"}
)
# Trouble by its type that is no lie about a payment under way: it may be sent and hang.
_HANGING = frozenset({Rung.PENDING, Rung.HELD, Rung.UNKNOWN, Rung.RECALLED})

FAILED_AND_NOT = gettext_noop(
    "The type of the event says that the payment is in trouble, its status that it is not."
)
MADE_AND_NOT = gettext_noop(
    "The type of the event says that the payment was made, its status that it is in trouble."
)


@dataclass(frozen=True)
class Said:
    """The rung that counts, or None; and a sentence where type and status disagree."""

    rung: Rung | None
    contradiction: str = ""


def read_type(kind: object, *, scheme: str = "") -> Rung | None:
    """Read the type of an event, such as "payment.failed" or "payout.paid", as a rung.

    None where it says nothing of where a payment stands, as "payment.updated" does.
    """
    if not isinstance(kind, str):
        return None
    name, _dot, verb = kind.casefold().strip().rpartition(".")
    return read_status(verb, scheme=scheme) if name in OBJECTS else None


def agree(by_type: Rung | None, by_status: Rung | None) -> Said:
    """Take type and status together: the status says it more precisely, trouble counts.

    "Failed" with "returned" is returned, "pending" with "sent" hangs; "failed" with "sent" is a
    contradiction, in which the trouble is believed.
    """
    if by_type is None or by_status is None or by_type == by_status:
        return Said(by_status or by_type)
    if by_type in TROUBLE and by_status in TROUBLE:
        vague = by_status == Rung.FAILED and by_type in NOT_MADE
        return Said(by_type if vague else by_status)
    if by_type not in TROUBLE and by_status not in TROUBLE:
        return Said(by_status)
    if by_type not in TROUBLE:
        return Said(by_status, MADE_AND_NOT)
    hangs = by_type in _HANGING and by_status != Rung.CREDITED
    return Said(by_type, "" if hangs else FAILED_AND_NOT)
