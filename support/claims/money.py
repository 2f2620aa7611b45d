"""Where the money is, as the record shows it."""

from collections.abc import Mapping
from enum import StrEnum

from support.claims.record import Record


class Place(StrEnum):
    """Where the money is; the day of the last two is the record's `state_day`."""

    WITH_CUSTOMER = "with_customer"
    WITH_US = "with_us"
    OFFERED = "offered"  # to the payee, who has to accept it
    ON_ITS_WAY = "on_its_way"
    AT_BANK = "at_bank"
    COMING_BACK = "coming_back"  # to us
    CAME_BACK = "came_back"  # to us
    CREDITED = "credited"
    NOT_KNOWN = "not_known"
    NONE = "none"  # of a refund that does not exist


# Whoever sends has it until it is sent; sent is never arrived. Of what is pending nobody can say: a
# bank may have it in hand, and a pay-in may be debited already.
_UNDER_WAY = {
    "sent": Place.ON_ITS_WAY,
    "accepted": Place.AT_BANK,
    "delivered": Place.AT_BANK,
    "recalled": Place.AT_BANK,
    "credited": Place.CREDITED,
}
PLACES: Mapping[str, Mapping[str, Place]] = {
    "payout": _UNDER_WAY
    | dict.fromkeys(("created", "cancelled", "rejected", "failed"), Place.WITH_US)
    | {"returned": Place.CAME_BACK},
    "payin": _UNDER_WAY
    | dict.fromkeys(("created", "cancelled", "rejected", "failed"), Place.WITH_CUSTOMER)
    | {"returned": Place.WITH_CUSTOMER},
    "": _UNDER_WAY,
}


def place_of(record: Record) -> Place:
    """Say where the money is; NOT_KNOWN where the record does not show it."""
    if record.is_with_us:
        return Place.WITH_US
    if record.variant == "coming":
        return Place.COMING_BACK
    if record.lacks_refund:
        return Place.NONE
    # Their guide asks them whether it left: that they still have it would answer for them.
    is_asked = bool(record.question) and not record.is_over
    if record.state == "created" and record.direction == "payin" and is_asked:
        return Place.NOT_KNOWN
    if record.state == "pending" and record.is_offered and not record.is_over:
        return Place.OFFERED
    return PLACES.get(record.direction, {}).get(record.state, Place.NOT_KNOWN)


def has_own_money(record: Record) -> bool:
    """Whether it is a payment that ended without us: whoever pays again does so by themselves."""
    return place_of(record) is Place.WITH_CUSTOMER and record.state != "created"


def is_theirs_to_make(record: Record) -> bool:
    """Whether what the customer does makes a payment of its own: this one does not go on then.

    Who is only to look or to ask makes none.
    """
    if record.cause_seeks:
        return False
    pays_anew = record.direction == "payin" and record.state == "created"
    pays_anew = pays_anew and record.cause_asks_to_pay
    return has_own_money(record) or record.cause_asks_anew or pays_anew


# The customer's money is with us, or will be.
OURS = frozenset({Place.WITH_US, Place.CAME_BACK, Place.COMING_BACK})


def leaves_money(record: Record) -> bool:
    """Whether a case was closed while we still have the customer's money, or get it back."""
    return is_left_behind(record) and place_of(record) in OURS


def leaves_unclear(record: Record) -> bool:
    """Whether a case was closed while nobody knows who has the money."""
    return is_left_behind(record) and place_of(record) is Place.NOT_KNOWN


def leaves_moving(record: Record) -> bool:
    """Whether a case was closed while the money was still on its way to the payee."""
    return is_left_behind(record) and record.is_moving and place_of(record) not in OURS


def leaves_recalled(record: Record) -> bool:
    """Whether a case was closed while a bank was still to decide on giving the money back."""
    return is_left_behind(record) and record.state == "recalled"


def leaves_open(record: Record) -> bool:
    """Whether a case was closed over money of which something is still to come or to ask."""
    leaves = (leaves_money, leaves_moving, leaves_recalled, leaves_unclear)
    return any(one(record) for one in leaves)


def is_left_behind(record: Record) -> bool:
    """Whether a case was closed so that nobody goes on with the money."""
    is_told = record.has_payment and not record.is_silent
    return is_told and record.is_left
