"""What happens next once a case is closed."""

from support.claims.claim import Claim, Slot
from support.claims.money import LEFT_BEHIND, has_own_money, leaves_open
from support.claims.record import Ending, Record


def _is_closed(record: Record) -> bool:
    return record.is_over and not record.is_silent


def _is_left_to_them(record: Record) -> bool:
    return record.ending is Ending.CUSTOMER_MUST_ACT and record.state != "credited"


def _is_finished(record: Record) -> bool:
    is_otherwise = record.state == "credited" or _is_left_to_them(record)
    return _is_closed(record) and not is_otherwise


CLOSED = (
    Claim(
        "next_when_done",
        Slot.NEXT,
        "We cannot go on until that is done.",
        "在您办理之前，我们无法继续处理。",
        lambda record, _: (
            _is_closed(record)
            and _is_left_to_them(record)
            and not (record.can_reply or has_own_money(record))
        ),
    ),
    Claim(
        "next_when_told",
        Slot.NEXT,
        "When you have done this, please contact us and quote {reference}: then we will take the "
        "case up again.",
        "办理完成后，请联系我们并提供工单号 {reference}，我们会重新受理。",
        lambda record, _: (
            _is_closed(record)
            and _is_left_to_them(record)
            and record.can_reply
            and not has_own_money(record)
        ),
    ),
    Claim(
        "next_any_time",
        Slot.NEXT,
        "You can still do this at any time.",
        "您仍可随时办理。",
        lambda record, _: _is_closed(record) and _is_left_to_them(record) and has_own_money(record),
    ),
    Claim(
        "next_done",
        Slot.NEXT,
        "Nothing more needs to be done.",
        "无需再作处理。",
        lambda record, _: _is_closed(record) and record.state == "credited",
    ),
    Claim(
        "next_nothing",
        Slot.NEXT,
        "Nothing more will happen in this case.",
        "本工单不再有后续处理。",
        lambda record, _: _is_finished(record) and not (record.can_reply or leaves_open(record)),
    ),
    Claim(
        "next_unless",
        Slot.NEXT,
        "Nothing more will happen in this case unless you contact us.",
        "除非您再次联系我们，本工单不再有后续处理。",
        lambda record, _: (
            _is_finished(record) and record.can_reply and record.ending not in LEFT_BEHIND
        ),
    ),
    Claim(
        "next_again",
        Slot.NEXT,
        "If you contact us, we will take the case up again.",
        "如您联系我们，我们会重新受理本工单。",
        lambda record, _: (
            _is_finished(record)
            and record.ending in LEFT_BEHIND
            and (record.can_reply or leaves_open(record))
        ),
    ),
)
