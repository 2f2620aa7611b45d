"""What happens next once a case is closed, and what is left to do about its money."""

from support.claims.claim import Claim, Slot
from support.claims.endings import leaves_unsaid
from support.claims.money import (
    is_theirs_to_make,
    leaves_money,
    leaves_moving,
    leaves_recalled,
    leaves_unclear,
)
from support.claims.next_steps import seeks_answer
from support.claims.record import Ending, Occasion, Record


def _is_closed(record: Record) -> bool:
    return record.is_over and not record.is_silent


def _is_left_to_them(record: Record) -> bool:
    return record.ending is Ending.CUSTOMER_MUST_ACT and record.state != "credited"


def _is_there(record: Record) -> bool:
    """Whether the money is there, and nobody was asked in vain whether they see it."""
    return record.state == "credited" and record.ending is not Ending.NO_ANSWER


def _is_finished(record: Record) -> bool:
    is_otherwise = _is_there(record) or _is_left_to_them(record)
    return _is_closed(record) and not is_otherwise


def _ends_for_good(record: Record) -> bool:
    """Whether no word is lost on what may follow; of a silent case there is none at all."""
    is_silent = record.is_over and record.is_silent
    return is_silent or (_is_finished(record) and not record.is_left)


def _waits_to_hear(record: Record) -> bool:
    """Whether we can go on once the customer has told us that they did it."""
    is_ours = not is_theirs_to_make(record)
    return _is_closed(record) and _is_left_to_them(record) and is_ours


def _waits_for_deed(record: Record) -> bool:
    return _waits_to_hear(record) and not seeks_answer(record)


def _waits_for_answer(record: Record) -> bool:
    return _waits_to_hear(record) and seeks_answer(record)


def _may_still(record: Record) -> bool:
    return _is_closed(record) and _is_left_to_them(record) and is_theirs_to_make(record)


def is_sure(record: Record) -> bool:
    """Whether they need not look for money that nobody says why it was not paid out."""
    return leaves_unsaid(record) and record.direction != "payin"


CLOSED = (
    Claim(
        "next_when_told",
        Slot.NEXT,
        "Once you have done this, please tell us on your status page, and we will reopen your "
        "case.",
        "办理完成后，请在进度页面告知我们，我们会重新受理。",
        lambda record, occasion: _waits_for_deed(record) and occasion is not Occasion.PAGE,
    ),
    Claim(
        "next_when_told_here",
        Slot.NEXT,
        "Once you have done this, please press “I have done it”, and we will reopen your case.",
        "办理完成后，请点击“我已完成”，我们会重新受理。",
        lambda record, occasion: _waits_for_deed(record) and occasion is Occasion.PAGE,
    ),
    Claim(
        "next_when_answered",
        Slot.NEXT,
        "Once you know, please tell us on your status page, and we will reopen your case.",
        "有结果后，请在进度页面告知我们，我们会重新受理。",
        lambda record, occasion: _waits_for_answer(record) and occasion is not Occasion.PAGE,
    ),
    Claim(
        "next_when_answered_here",
        Slot.NEXT,
        "Once you know, please write to us below, and we will reopen your case.",
        "有结果后，请在下方留言告知我们，我们会重新受理。",
        lambda record, occasion: _waits_for_answer(record) and occasion is Occasion.PAGE,
    ),
    Claim(
        "next_any_time",
        Slot.NEXT,
        "You can still do this at any time.",
        "您仍可随时办理。",
        lambda record, _: _may_still(record),
    ),
    Claim(
        "next_done",
        Slot.NEXT,
        "If anything is still wrong, please tell us, and we will reopen your case.",
        "如仍有问题，请告诉我们，我们会重新受理。",
        lambda record, _: _is_closed(record) and _is_there(record),
    ),
    Claim(
        "next_unless",
        Slot.NEXT,
        "Nothing more will happen in this case unless you contact us.",
        "除非您再次联系我们，本工单不再有后续处理。",
        lambda record, _: _ends_for_good(record),
    ),
    Claim(
        "next_again",
        Slot.NEXT,
        "If you contact us, we will reopen your case.",
        "如您联系我们，我们会重新受理本工单。",
        lambda record, _: _is_finished(record) and record.is_left,
    ),
    Claim(
        "money_left",
        Slot.TO_DO,
        "To receive the money, please contact us.",
        "如需领取该款项，请联系我们。",
        lambda record, _: leaves_money(record) and record.direction != "payin",
    ),
    Claim(
        "paid_money_left",
        Slot.TO_DO,
        "Please contact us about what is to be done with the money.",
        "款项如何处理，请与我们联系确认。",
        lambda record, _: leaves_money(record) and record.direction == "payin",
    ),
    Claim(
        "if_not_there",
        Slot.TO_DO,
        "If the money does not arrive, please contact us.",
        "如款项迟迟未到账，请联系我们。",
        lambda record, _: leaves_moving(record),
    ),
    Claim(
        "if_not_told",
        Slot.TO_DO,
        "For the bank's decision, please contact us.",
        "如需了解银行的决定，请联系我们。",
        lambda record, _: leaves_recalled(record),
    ),
    Claim(
        "look_before_paying",
        Slot.TO_DO,
        "Please check your statement before you pay again. If the money was taken, please contact "
        "us.",
        "再次付款前，请先核对账单；如款项已扣，请联系我们。",
        lambda record, _: leaves_unclear(record) and record.direction == "payin",
    ),
    Claim(
        "look_for_money",
        Slot.TO_DO,
        "Please check your account. If the money is not there, please contact us.",
        "请核对收款账户的交易明细；如款项未到账，请联系我们。",
        lambda record, _: (
            leaves_unclear(record) and record.direction != "payin" and not is_sure(record)
        ),
    ),
)
