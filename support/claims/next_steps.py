"""On which day the money should be there, and who acts next and by when."""

from support.claims.claim import Claim, Slot
from support.claims.money import Place, is_theirs_to_make, place_of
from support.claims.record import GOING_ON, Occasion, Record, Turn

# A payout that came to one of these needs no day any more.
_SETTLED = frozenset({"credited", "cancelled", "recalled"})
# Money that nobody is moving: that it will arrive at all would be a promise.
_STOPPED = frozenset({"failed", "rejected", "returned"})


def _wants_day(record: Record) -> bool:
    """Whether somebody waits for a payout and may be told when it should arrive."""
    waits = record.direction == "payout" and record.state not in _SETTLED
    return waits and record.has_payment and record.has_deadlines


def _is_promised(record: Record) -> bool:
    return _wants_day(record) and record.is_moving and record.promised_at is not None


def _is_past(record: Record) -> bool:
    return record.promised_at is not None and record.promised_at <= record.now


def _has_no_day(record: Record) -> bool:
    return _wants_day(record) and not _is_promised(record)


def says_who_and_when(record: Record) -> bool:
    """Whether neither who has the money nor its day is known: that is said in one sentence."""
    return _has_no_day(record) and place_of(record) is Place.NOT_KNOWN


def _depends_on_them(record: Record) -> bool:
    """Whether we have the money, and the customer's deed is what we wait for to send it."""
    is_here = place_of(record) in (Place.WITH_US, Place.CAME_BACK)
    goes_on = not (record.cause_seeks or record.cause_asks_anew)
    return _has_no_day(record) and record.turn is Turn.CUSTOMER and is_here and goes_on


def _is_not_sent(record: Record) -> bool:
    return record.state in _STOPPED or record.is_turned_down


def _waits_for(record: Record, turn: Turn, *, is_reachable: bool) -> bool:
    fits = record.turn is turn and record.is_reachable is is_reachable
    return fits and not record.is_silent


def _is_their_turn(record: Record) -> bool:
    return record.turn is Turn.CUSTOMER and not record.is_silent


def is_to_find_out(record: Record) -> bool:
    """Whether what was found is against the record, and the customer can see who is right."""
    return record.is_denied and record.state in GOING_ON


def seeks_answer(record: Record) -> bool:
    """Whether the customer is to find something out: that they did is no answer yet."""
    return record.cause_seeks or is_to_find_out(record)


def _waits_to_hear(record: Record) -> bool:
    """Whether we can go on once the customer has told us that they did it."""
    return _is_their_turn(record) and not is_theirs_to_make(record)


def _waits_for_deed(record: Record) -> bool:
    return _waits_to_hear(record) and not seeks_answer(record)


def _waits_for_answer(record: Record) -> bool:
    return _waits_to_hear(record) and seeks_answer(record)


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
        "day_depends",
        Slot.DAY,
        "We can send it once you have done what we ask.",
        "您办理完成后，我们才能汇出款项。",
        lambda record, _: _depends_on_them(record),
    ),
    Claim(
        "day_stopped",
        Slot.DAY,
        "Nothing is being sent at the moment.",
        "目前未再汇出。",
        lambda record, _: (
            _has_no_day(record) and _is_not_sent(record) and not _depends_on_them(record)
        ),
    ),
    Claim(
        "day_not_known",
        Slot.DAY,
        "We cannot say yet when it will arrive.",
        "到账日期暂时无法确定。",
        lambda record, _: (
            _has_no_day(record)
            and not _is_not_sent(record)
            and not (_depends_on_them(record) or says_who_and_when(record))
        ),
    ),
    Claim(
        "neither_known",
        Slot.MONEY,
        "We cannot say yet who holds the money or when it will arrive.",
        "款项目前在哪一方、何时到账，均还无法确认。",
        lambda record, _: says_who_and_when(record),
    ),
)


NEXT_STEPS = (
    Claim(
        "next_silent",
        Slot.NEXT,
        "We are working on it.",
        "我们正在处理。",
        lambda record, _: record.is_silent and not record.is_over,
    ),
    Claim(
        "next_us",
        Slot.NEXT,
        "We are looking into it and will write to you as soon as we know more"
        "[, by {answer_by} at the latest].",
        "我们正在核查，有进展会通知您[，最迟于{answer_by}答复您]。",
        lambda record, _: (
            _waits_for(record, Turn.US, is_reachable=True) and not record.answer_is_late
        ),
    ),
    Claim(
        "next_us_late",
        Slot.NEXT,
        "You should have heard from us by {answer_by}. We are sorry for the delay. We are still "
        "looking into it and will write to you as soon as we know more.",
        "我们原定最晚于{answer_by}答复您，现已逾期，请您谅解。我们仍在核查，有进展会通知您。",
        lambda record, _: _waits_for(record, Turn.US, is_reachable=True) and record.answer_is_late,
    ),
    Claim(
        "next_us_unreached",
        Slot.NEXT,
        "We are looking into it. Your status page will show what we find.",
        "我们正在核查，进展请见进度页面。",
        lambda record, _: _waits_for(record, Turn.US, is_reachable=False),
    ),
    Claim(
        "next_bank",
        Slot.NEXT,
        "We are waiting for the bank and will write to you as soon as it answers"
        "[, and by {bank_by} even if it has not].",
        "我们正在等待银行答复，收到后会通知您[；如到{bank_by}仍无答复，也会告知您]。",
        lambda record, _: (
            _waits_for(record, Turn.BANK, is_reachable=True)
            and not (record.bank_is_late or record.waits_for_reason)
        ),
    ),
    Claim(
        "next_bank_why",
        Slot.NEXT,
        "We are waiting for the bank to explain this and will write to you as soon as it does"
        "[, and by {bank_by} even if it has not].",
        "我们正在等待银行说明原因，收到后会通知您[；如到{bank_by}仍无说明，也会告知您]。",
        lambda record, _: (
            _waits_for(record, Turn.BANK, is_reachable=True)
            and record.waits_for_reason
            and not record.bank_is_late
        ),
    ),
    Claim(
        "next_bank_unreached",
        Slot.NEXT,
        "We are waiting for the bank. Your status page will show its answer.",
        "我们正在等待银行答复，结果请见进度页面。",
        lambda record, _: (
            _waits_for(record, Turn.BANK, is_reachable=False) and not record.bank_is_late
        ),
    ),
    Claim(
        "next_late",
        Slot.NEXT,
        "The bank is late with its answer. We are following it up and will write to you as soon "
        "as we know more.",
        "银行未在通常时限内答复。我们会继续跟进，有进展会通知您。",
        lambda record, _: (
            record.bank_is_late and record.is_reachable and not record.waits_for_reason
        ),
    ),
    Claim(
        "next_late_why",
        Slot.NEXT,
        "The bank has not explained this yet. We are following it up and will write to you as "
        "soon as we know more.",
        "银行尚未说明原因。我们会继续跟进，有进展会通知您。",
        lambda record, _: record.bank_is_late and record.is_reachable and record.waits_for_reason,
    ),
    Claim(
        "next_late_unreached",
        Slot.NEXT,
        "The bank is late with its answer. We are following it up; your status page will show "
        "what comes of it.",
        "银行未在通常时限内答复。我们会继续跟进，进展请见进度页面。",
        lambda record, _: record.bank_is_late and not record.is_reachable,
    ),
    Claim(
        "next_tell_us",
        Slot.NEXT,
        "Once you have done this, please tell us on your status page, and we will carry on.",
        "办理完成后，请在进度页面告知我们，我们会继续处理。",
        lambda record, occasion: _waits_for_deed(record) and occasion is not Occasion.PAGE,
    ),
    Claim(
        "next_tell_us_here",
        Slot.NEXT,
        "Once you have done this, please press “I have done it”, and we will carry on.",
        "办理完成后，请点击“我已完成”，我们会继续处理。",
        lambda record, occasion: _waits_for_deed(record) and occasion is Occasion.PAGE,
    ),
    Claim(
        "next_answer_us",
        Slot.NEXT,
        "Once you know, please tell us on your status page, and we will carry on.",
        "有结果后，请在进度页面告知我们，我们会继续处理。",
        lambda record, occasion: _waits_for_answer(record) and occasion is not Occasion.PAGE,
    ),
    Claim(
        "next_answer_us_here",
        Slot.NEXT,
        "Once you know, please write to us below, and we will carry on.",
        "有结果后，请在下方留言告知我们，我们会继续处理。",
        lambda record, occasion: _waits_for_answer(record) and occasion is Occasion.PAGE,
    ),
    Claim(
        "next_if_in_vain",
        Slot.NEXT,
        "If there is still a problem after that, please contact us and quote {reference}.",
        "如办理后仍有问题，请联系我们并提供工单号 {reference}。",
        lambda record, _: _is_their_turn(record) and is_theirs_to_make(record),
    ),
)
