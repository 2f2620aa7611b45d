"""What a cause says of where the money is, as claims ask for it."""

from collections.abc import Mapping
from typing import Any

from support.claims.rungs import Denial
from support.payments.models import Direction, Payment
from troubleshooting.causes.models import Cause

OfMoney = Cause.OfMoney
# The rung to which a cause says that the money came.
FOUND: Mapping[str, str] = {
    **dict.fromkeys(Cause.NOT_LATE, "sent"),
    OfMoney.TRACED: "sent",
    OfMoney.COMING_BACK: "sent",
    OfMoney.REFUND_UNDER_WAY: "sent",
    OfMoney.REFUND_TRACED: "sent",
    OfMoney.REFUND_NOT_SENT: "created",
    OfMoney.AT_BANK: "delivered",
    OfMoney.REACHED: "delivered",
    OfMoney.ELSEWHERE: "delivered",
    OfMoney.BACK: "returned",
}
REACHED = frozenset({OfMoney.REACHED, OfMoney.ELSEWHERE})
SURE = REACHED | {OfMoney.BACK, OfMoney.REFUND_NOT_SENT}
UNSURE = frozenset(FOUND) - SURE | {OfMoney.UNDER_WAY}
LASTING = frozenset({OfMoney.ELSEWHERE, OfMoney.REFUND_UNDER_WAY})
DENIALS: Mapping[str, Denial] = {
    OfMoney.NOT_MADE: Denial.NOT_MADE,
    OfMoney.REFUND: Denial.NOT_GONE,
    OfMoney.REFUND_NOT_SENT: Denial.NOT_SENT,
    OfMoney.REFUND_NOT_ASKED: Denial.NOT_ASKED,
    OfMoney.REFUND_UNDER_WAY: Denial.SENT_ONCE,
    OfMoney.REFUND_TRACED: Denial.SENT,
    OfMoney.REFUND_IN_TIME: Denial.SENT,
}
BESIDE = frozenset(one for one in OfMoney if one.startswith("refund"))


def is_beside(payment: Payment | None, cause: Cause) -> bool:
    """Tell whether a cause is about a refund, and the payment it is told of is a payout."""
    is_other = payment is None or not payment.is_refund
    return cause.of_money in BESIDE and is_other and not is_of_pay_in(payment, cause)


def is_of_pay_in(payment: Payment | None, cause: Cause | None) -> bool:
    """Tell whether a cause is about the refund of a pay-in: that is what its customer waits for."""
    if payment is None or cause is None or payment.is_refund:
        return False
    return payment.direction == Direction.PAYIN and cause.of_money in BESIDE


def as_refund(payment: Payment | None, cause: Cause | None) -> dict[str, Any]:
    """Return what is told of the refund of a pay-in, in the place of the pay-in itself.

    Nobody has told us of the refund but whoever found the cause: its day and amount are not known.
    """
    if not is_of_pay_in(payment, cause):
        return {}
    return {
        "direction": Direction.PAYOUT.value,
        "is_refund": True,
        "is_of_pay_in": True,
        "is_debit": False,
        "rung": "",
        "since": None,
        "amount": None,
    }


def found_by(payment: Payment | None, cause: Cause) -> dict[str, Any]:
    """Return where a cause says that the money is; nothing where it is about other money."""
    of_money = "" if is_beside(payment, cause) else cause.of_money
    return {
        "found": FOUND.get(of_money, ""),
        "is_reached": of_money in REACHED,
        "is_coming_back": of_money == OfMoney.COMING_BACK,
        "is_lasting": of_money in LASTING,
    }
