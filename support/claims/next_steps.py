"""Who acts next, and by when."""

from support.claims.claim import Claim, Slot
from support.claims.money import is_theirs_to_make
from support.claims.record import Occasion, Record, Turn
from support.claims.rungs import GOING_ON


def _waits_for(record: Record, turn: Turn, *, is_reachable: bool) -> bool:
    fits = record.turn is turn and record.is_reachable is is_reachable
    return fits and not record.is_silent


def _is_their_turn(record: Record, occasion: Occasion) -> bool:
    """Whether they have to do something; what they are asked on an occasion comes before it."""
    is_asked = occasion is Occasion.ASKED
    return record.turn is Turn.CUSTOMER and not (record.is_silent or is_asked)


def is_to_find_out(record: Record) -> bool:
    """Whether what was found is against the record, and the customer can see who is right."""
    return record.is_denied and record.state in GOING_ON


def seeks_answer(record: Record) -> bool:
    """Whether the customer is to find something out: that they did is no answer yet."""
    return record.cause_seeks or is_to_find_out(record)


def _waits_to_hear(record: Record, occasion: Occasion) -> bool:
    """Whether we can go on once the customer has told us that they did it."""
    return _is_their_turn(record, occasion) and not is_theirs_to_make(record)


def _waits_for_deed(record: Record, occasion: Occasion) -> bool:
    return _waits_to_hear(record, occasion) and not seeks_answer(record)


def _waits_for_answer(record: Record, occasion: Occasion) -> bool:
    return _waits_to_hear(record, occasion) and seeks_answer(record)


def _makes_it(record: Record, occasion: Occasion) -> bool:
    """Whether the customer makes a payment of its own, and we only hear how it went."""
    return _is_their_turn(record, occasion) and is_theirs_to_make(record)


def _waits_for_bank(record: Record) -> bool:
    return _waits_for(record, Turn.BANK, is_reachable=True) and not record.bank_is_late


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
        "我们正在核查，有进展会通知您[，最迟{answer_by}答复您]。",
        lambda record, _: (
            _waits_for(record, Turn.US, is_reachable=True) and not record.answer_is_late
        ),
    ),
    Claim(
        "next_us_late",
        Slot.NEXT,
        "You should have heard from us by {answer_by}. We are sorry for the delay. We are still "
        "looking into it and will write to you as soon as we know more.",
        "我们原定最迟{answer_by}答复您，未能做到，非常抱歉。我们仍在核查，有进展会通知您。",
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
        lambda record, _: _waits_for_bank(record) and not record.is_undone,
    ),
    Claim(
        "next_bank_knows",
        Slot.NEXT,
        "We are following this up with the bank and will write to you as soon as there is news"
        "[, and by {bank_by} even if there is none].",
        "我们正在与银行跟进，有进展会通知您[；如到{bank_by}仍无进展，也会告知您]。",
        lambda record, _: (
            _waits_for_bank(record) and record.is_undone and not record.waits_for_reason
        ),
    ),
    Claim(
        "next_bank_why",
        Slot.NEXT,
        "We are waiting for the bank to explain this and will write to you as soon as it does"
        "[, and by {bank_by} even if it has not].",
        "我们正在等待银行说明原因，收到后会通知您[；如到{bank_by}仍无说明，也会告知您]。",
        lambda record, _: _waits_for_bank(record) and record.waits_for_reason,
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
        "The bank is late with its answer. We are sorry about the wait. We are following it up and "
        "will write to you as soon as we know more.",
        "银行未按时答复，让您久等，非常抱歉。我们会继续跟进，有进展会通知您。",
        lambda record, _: (
            record.bank_is_late and record.is_reachable and not record.waits_for_reason
        ),
    ),
    Claim(
        "next_late_why",
        Slot.NEXT,
        "The bank has not explained this yet. We are sorry about the wait. We are following it up "
        "and will write to you as soon as we know more.",
        "银行尚未说明原因，让您久等，非常抱歉。我们会继续跟进，有进展会通知您。",
        lambda record, _: record.bank_is_late and record.is_reachable and record.waits_for_reason,
    ),
    Claim(
        "next_late_unreached",
        Slot.NEXT,
        "The bank is late with its answer. We are sorry about the wait. We are following it up; "
        "your status page will show what comes of it.",
        "银行未按时答复，让您久等，非常抱歉。我们会继续跟进，进展请见进度页面。",
        lambda record, _: record.bank_is_late and not record.is_reachable,
    ),
    Claim(
        "next_tell_us",
        Slot.NEXT,
        "Once you have done this, please tell us on your status page, and we will carry on.",
        "办理完成后，请在进度页面告知我们，我们会继续处理。",
        lambda record, on: _waits_for_deed(record, on) and on is not Occasion.PAGE,
    ),
    Claim(
        "next_tell_us_here",
        Slot.NEXT,
        "Once you have done this, please press “I have done it”, and we will carry on.",
        "办理完成后，请点击“我已完成”，我们会继续处理。",
        lambda record, on: _waits_for_deed(record, on) and on is Occasion.PAGE,
    ),
    Claim(
        "next_answer_us",
        Slot.NEXT,
        "Once you know, please tell us on your status page, and we will carry on.",
        "有结果后，请在进度页面告知我们，我们会继续处理。",
        lambda record, on: _waits_for_answer(record, on) and on is not Occasion.PAGE,
    ),
    Claim(
        "next_answer_us_here",
        Slot.NEXT,
        "Once you know, please write to us below, and we will carry on.",
        "有结果后，请在下方留言告知我们，我们会继续处理。",
        lambda record, on: _waits_for_answer(record, on) and on is Occasion.PAGE,
    ),
    Claim(
        "next_how_it_went",
        Slot.NEXT,
        "Once it has worked, please tell us on your status page, so that we can close your case; "
        "if there is still a problem, please write to us there.",
        "办理成功后，请在进度页面告知我们，以便关闭工单；如仍有问题，也请在那里留言。",
        lambda record, on: _makes_it(record, on) and on is not Occasion.PAGE,
    ),
    Claim(
        "next_how_it_went_here",
        Slot.NEXT,
        "Once it has worked, please press “I have done it”, so that we can close your case; if "
        "there is still a problem, please write to us below.",
        "办理成功后，请点击“我已完成”，以便我们关闭工单；如仍有问题，请在下方留言。",
        lambda record, on: _makes_it(record, on) and on is Occasion.PAGE,
    ),
    Claim(
        "next_heard",
        Slot.NEXT,
        "We will carry on once we have your answer.",
        "收到您的答复后，我们会继续处理。",
        lambda record, occasion: (
            record.turn is Turn.CUSTOMER and occasion is Occasion.ASKED and not record.is_silent
        ),
    ),
    Claim(
        "closes_on",
        Slot.UNTIL,
        "If we have not heard from you by {closes_on}, the case will be closed for now; you can "
        "have it reopened at any time.",
        "如到{closes_on}仍未收到您的消息，工单会先行关闭，之后可随时重新受理。",
        lambda record, _: record.waits_until is not None,
    ),
    Claim(
        "closes_by",
        Slot.BY,
        "We close the case after {closes_on} unless we hear from you.",
        "{closes_on}后如仍无您的消息，工单会先行关闭。",
        lambda record, _: record.waits_until is not None,
    ),
)
