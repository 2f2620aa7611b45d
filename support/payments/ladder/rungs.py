"""The statuses of a payment, ours for everybody's.

The ladder is created, sent, accepted, delivered, credited; the others stand aside of it. ISO 20022
keeps the same apart: ACSP is accepted, ACCC credited, and neither ACTC nor ACSC says anything of
the payee. Sent is never arrived.
"""

from enum import StrEnum


class Rung(StrEnum):
    """Where a payment stands, as somebody said."""

    CREATED = "created"
    PENDING = "pending"
    SENT = "sent"
    UNKNOWN = "unknown"  # nobody knows whether it was made: never send it again
    HELD = "held"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"  # to the payee's bank
    CANCELLED = "cancelled"
    REJECTED = "rejected"  # before it was sent
    FAILED = "failed"
    CREDITED = "credited"  # to the payee's account
    RECALLED = "recalled"
    RETURNED = "returned"  # came back, also after it was credited


# Of two words for the same moment the later one here counts.
RANK = {rung: place for place, rung in enumerate(Rung)}
# Money under way: not here yet, and nothing is wrong so far.
UNDER_WAY = frozenset({Rung.CREATED, Rung.SENT, Rung.ACCEPTED, Rung.DELIVERED})
# Not sent yet, which is how every payment begins: nothing is wrong until it is late.
TO_BE_SENT = frozenset({Rung.CREATED, Rung.PENDING})
# Somebody has to look.
TROUBLE = frozenset(Rung) - UNDER_WAY - {Rung.CREDITED}
# It was not made, or is back: no money of it is on its way.
NOT_MADE = frozenset({Rung.CANCELLED, Rung.REJECTED, Rung.FAILED, Rung.RETURNED})
