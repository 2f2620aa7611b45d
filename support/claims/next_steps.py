"""On which day the money should be there, and who acts next and by when."""

from support.claims.claim import Claim, Slot
from support.claims.record import Ending, Record, Turn

# A payout that came to one of these needs no day any more.
_SETTLED = frozenset({"credited", "cancelled"})
_SENT_AGAIN = frozenset({"failed", "rejected", "returned"})


def _wants_day(record: Record) -> bool:
    """Whether somebody waits for a payout and may be told when it should arrive."""
    waits = record.direction == "payout" and record.state not in _SETTLED
    return waits and record.has_payment and record.has_deadlines


def _is_promised(record: Record) -> bool:
    return _wants_day(record) and record.is_moving and record.promised_at is not None


def _is_past(record: Record) -> bool:
    return record.promised_at is not None and record.promised_at <= record.now


def _is_sent_again(record: Record) -> bool:
    return _wants_day(record) and record.resend_is_set and record.state in _SENT_AGAIN


def _has_no_day(record: Record) -> bool:
    return _wants_day(record) and not _is_promised(record) and not _is_sent_again(record)


def _waits_for(record: Record, turn: Turn, *, is_reachable: bool) -> bool:
    fits = record.turn is turn and record.is_reachable is is_reachable
    return fits and not record.is_silent


def _is_closed(record: Record) -> bool:
    return record.is_over and not record.is_silent


DAYS = (
    Claim(
        "day_promised",
        Slot.DAY,
        "It should arrive by {expected}.[ {not_final}]",
        "预计最晚{expected}到账。[{not_final}]",
        lambda record, _: _is_promised(record) and not _is_past(record),
    ),
    Claim(
        "day_passed",
        Slot.DAY,
        "It should have arrived by {expected}. That has not been confirmed.",
        "原预计最晚{expected}到账，目前尚未得到确认。",
        lambda record, _: _is_promised(record) and _is_past(record),
    ),
    Claim(
        "day_resent",
        Slot.DAY,
        "We send it again[ on {resend_on}].",
        "我们会[于{resend_on}]重新发出。",
        lambda record, _: _is_sent_again(record),
    ),
    Claim(
        "day_depends",
        Slot.DAY,
        "When it can arrive depends on when you have done what we ask.",
        "到账时间取决于您何时完成我们请您办理的事项。",
        lambda record, _: _has_no_day(record) and record.turn is Turn.CUSTOMER,
    ),
    Claim(
        "day_not_known",
        Slot.DAY,
        "We cannot name a day of arrival yet.",
        "目前还无法确定到账日期。",
        lambda record, _: _has_no_day(record) and record.turn is not Turn.CUSTOMER,
    ),
)


NEXT_STEPS = (
    Claim(
        "next_silent",
        Slot.NEXT,
        "We are working on it.",
        "我们正在处理。",
        lambda record, _: record.is_silent,
    ),
    Claim(
        "next_us",
        Slot.NEXT,
        "We are looking into it and write to you as soon as we know more"
        "[, by {answer_by} at the latest].",
        "我们正在核查，有进展会通知您[，最晚不迟于{answer_by}]。",
        lambda record, _: _waits_for(record, Turn.US, is_reachable=True),
    ),
    Claim(
        "next_us_unreached",
        Slot.NEXT,
        "We are looking into it. Your status page shows what we find.",
        "我们正在核查，进展请见进度页面。",
        lambda record, _: _waits_for(record, Turn.US, is_reachable=False),
    ),
    Claim(
        "next_bank",
        Slot.NEXT,
        "It is the bank's turn. We write to you as soon as it answers"
        "[, and by {bank_by} even if it has not].",
        "目前由银行处理。银行答复后我们会通知您[；如到{bank_by}仍无答复，也会告知您]。",
        lambda record, _: (
            _waits_for(record, Turn.BANK, is_reachable=True) and not record.bank_is_late
        ),
    ),
    Claim(
        "next_bank_unreached",
        Slot.NEXT,
        "It is the bank's turn. Your status page shows its answer.",
        "目前由银行处理，银行的答复请见进度页面。",
        lambda record, _: (
            _waits_for(record, Turn.BANK, is_reachable=False) and not record.bank_is_late
        ),
    ),
    Claim(
        "next_late",
        Slot.NEXT,
        "The bank is late with its answer. We take it up again and write to you as soon as we "
        "know more.",
        "银行未在通常时限内答复。我们会继续跟进，有进展会通知您。",
        lambda record, _: record.bank_is_late and record.is_reachable,
    ),
    Claim(
        "next_late_unreached",
        Slot.NEXT,
        "The bank is late with its answer. We take it up again; your status page shows what "
        "comes of it.",
        "银行未在通常时限内答复。我们会继续跟进，进展请见进度页面。",
        lambda record, _: record.bank_is_late and not record.is_reachable,
    ),
    Claim(
        "next_customer",
        Slot.NEXT,
        "It is your turn: we go on as soon as this is done.",
        "接下来需要您办理，完成后我们会继续处理。",
        lambda record, _: record.turn is Turn.CUSTOMER and not record.is_silent,
    ),
    Claim(
        "next_when_done",
        Slot.NEXT,
        "Nothing moves until that is done.",
        "在您办理之前，不会有进一步处理。",
        lambda record, _: _is_closed(record) and record.ending is Ending.CUSTOMER_MUST_ACT,
    ),
    Claim(
        "next_nothing",
        Slot.NEXT,
        "Nothing more will happen in this case.",
        "本工单不再有后续处理。",
        lambda record, _: _is_closed(record) and record.ending is not Ending.CUSTOMER_MUST_ACT,
    ),
)
