"""What a customer must do, must not do, and how they can reach us."""

from support.claims.claim import Claim, Slot
from support.claims.closed import is_sure
from support.claims.money import is_left_behind, leaves_open, leaves_unclear
from support.claims.next_steps import is_to_find_out
from support.claims.record import Ending, Occasion, Record, Turn
from support.claims.rungs import GOING_ON

# A pay-in that may still go through: who pays again would pay twice. One that is only set up may as
# well: their bank, or another tab of theirs, can finish it while we look.
MAY_STILL_BE_PAID = GOING_ON | {"", "created"}


def _asks(record: Record, occasion: Occasion) -> bool:
    return occasion is Occasion.ASKED and record.turn is Turn.CUSTOMER and not record.is_silent


def has_task(record: Record, occasion: Occasion) -> bool:
    """Whether the customer has something to do, or had until the case was closed over it."""
    is_theirs = record.turn is Turn.CUSTOMER and not _asks(record, occasion)
    had_it = record.is_over and record.ending is Ending.CUSTOMER_MUST_ACT
    had_it = had_it and record.state != "credited"
    return (is_theirs or had_it) and not record.is_silent


def _is_told_what(record: Record, occasion: Occasion) -> bool:
    """Whether the cause's sentence asks for something, and nothing goes before that."""
    return record.cause_asks and not (_asks(record, occasion) or leaves_open(record))


def _is_to_find_out(record: Record, occasion: Occasion) -> bool:
    return has_task(record, occasion) and is_to_find_out(record)


def _is_asked_too(record: Record, occasion: Occasion) -> bool:
    """Whether somebody has asked for something beside what the cause asks for."""
    return record.asked_on is not None and has_task(record, occasion)


def _is_told_nothing(record: Record, occasion: Occasion) -> bool:
    """Whether there is something to do, and only a person has said what, if anybody has."""
    has_other = record.cause_gives_task or is_to_find_out(record)
    return has_task(record, occasion) and not has_other


def _has_nothing(record: Record, occasion: Occasion) -> bool:
    return _is_free(record, occasion) and not (_is_read_next(record) or _is_questioned(record))


def _is_heard(record: Record, occasion: Occasion) -> bool:
    return _is_read_next(record) and not _is_questioned(record)


def _has_question(record: Record, occasion: Occasion) -> bool:
    """Whether the question of their guide is all that is theirs to do."""
    is_free = _is_free(record, occasion) or _is_read_next(record)
    return is_free and _is_questioned(record)


def _is_free(record: Record, occasion: Occasion) -> bool:
    is_asked = _asks(record, occasion) or has_task(record, occasion)
    is_left = leaves_open(record) and not is_sure(record)
    return not (record.cause_asks or is_asked or is_left)


def _is_read_next(record: Record) -> bool:
    return record.has_answered and not record.is_silent


def _is_questioned(record: Record) -> bool:
    return bool(record.question) and not (record.is_silent or record.is_over)


def _may_pay_twice(record: Record) -> bool:
    is_told = record.has_payment and not (record.is_silent or record.cause_warns)
    return is_told and record.state in MAY_STILL_BE_PAID


def _must_not_pay(record: Record) -> bool:
    """Whether nobody asks to pay, and who does so before we know more would pay twice.

    A case that is closed until somebody acts, or goes on in another one, leaves that as it is.
    """
    return _may_pay_twice(record) and not (is_left_behind(record) or record.cause_asks_to_pay)


def _must_look_first(record: Record) -> bool:
    """Whether the cause asks to pay, be it of a closed case, and nothing else says to look."""
    is_told_to_look = leaves_unclear(record) and record.direction == "payin"
    is_known = is_told_to_look or record.is_reached  # that did not go through: we have it
    return _may_pay_twice(record) and record.cause_asks_to_pay and not is_known


ADVICE = (
    Claim(
        "answer",
        Slot.TO_DO,
        "Please answer on your status page[, or {ways} and quote {quoted}]. Never send us a "
        "password or a whole card or account number.",
        "请在进度页面回复[，也可{ways}，并提供工单号 {quoted}]。"
        "请勿向我们发送密码或完整的卡号、账号。",
        _asks,
    ),
    Claim(
        "do_as_said",
        Slot.TO_DO,
        "{task}",
        "{task}",
        lambda record, occasion: (
            _is_told_what(record, occasion)
            and not (_is_asked_too(record, occasion) or _is_told_nothing(record, occasion))
        ),
    ),
    Claim(
        "do_as_both",
        Slot.TO_DO,
        "Please do what we asked of you in our message of {asked_on}.[ We wrote: “{asked}”] {task}",
        "{task}请同时按我们{asked_on}消息中的要求办理。[当时我们写道：“{asked}”]",
        lambda record, occasion: (
            _is_told_what(record, occasion) and _is_asked_too(record, occasion)
        ),
    ),
    Claim(
        "do_as_asked",
        Slot.TO_DO,
        "Please do what we asked of you in our message of {asked_on}.[ We wrote: “{asked}”]",
        "请按我们{asked_on}消息中的要求办理。[当时我们写道：“{asked}”]",
        lambda record, occasion: (
            _is_told_nothing(record, occasion)
            and record.asked_on is not None
            and not record.cause_asks
        ),
    ),
    # Nobody wrote to them: they were asked on the phone, or not at all.
    Claim(
        "do_as_told",
        Slot.TO_DO,
        "We need something from you before we can go on. If nobody has told you what it is, please "
        "contact us.",
        "需要您配合后我们才能继续处理；如还不清楚需要办理什么，请联系我们。",
        lambda record, occasion: _is_told_nothing(record, occasion) and not record.asked_on,
    ),
    Claim(
        "find_out",
        Slot.TO_DO,
        "Please check your statement, or ask your bank, whether it went through.",
        "请核对账单或向您的银行查询，确认是否成功。",
        lambda record, on: _is_to_find_out(record, on) and record.direction != "payout",
    ),
    Claim(
        "find_it",
        Slot.TO_DO,
        "Please check your account, or ask your bank, whether the money has arrived.",
        "请核对收款账户的交易明细，或向您的银行查询，确认款项是否到账。",
        lambda record, on: _is_to_find_out(record, on) and record.direction == "payout",
    ),
    Claim(
        "nothing",
        Slot.TO_DO,
        "You do not need to do anything.",
        "您无需操作。",
        _has_nothing,
    ),
    Claim(
        "heard",
        Slot.TO_DO,
        "You do not need to do anything for now: we have noted what you told us.",
        "您反映的情况我们已记录，您暂时无需操作。",
        _is_heard,
    ),
    Claim(
        "question",
        Slot.TO_DO,
        "We have a question for you. Please answer it on your status page: that helps us find out "
        "what happened.",
        "我们有一个问题需要您确认，请在进度页面回答，便于我们查明情况。",
        _has_question,
    ),
    Claim(
        "question_here",
        Slot.ASK,
        "We have a question for you. Please answer it here:",
        "我们有一个问题需要您确认，请在此回答：",
        _has_question,
    ),
    Claim(
        "not_twice",
        Slot.CAUTION,
        "Please do not pay again for now: the first payment may still go through.",
        "请暂勿重复付款，原付款仍有可能成功。",
        lambda record, _: (
            record.direction == "payin" and _must_not_pay(record) and not record.is_with_us
        ),
    ),
    Claim(
        "not_twice_received",
        Slot.CAUTION,
        "Please do not pay again for now: we have received the first payment.",
        "请暂勿重复付款，这笔款项我们已收到。",
        lambda record, _: (
            record.direction == "payin" and _must_not_pay(record) and record.is_with_us
        ),
    ),
    Claim(
        "not_before_looking",
        Slot.CAUTION,
        "Before you pay again, please check that the first payment did not go through.",
        "再次付款前，请先确认原付款未成功。",
        lambda record, _: record.direction == "payin" and _must_look_first(record),
    ),
    Claim(
        "not_twice_if_paying",
        Slot.CAUTION,
        "If it is you who pays, please do not pay again for now.",
        "如您是付款方，请暂勿重复付款。",
        lambda record, _: record.direction == "" and _must_not_pay(record),
    ),
    Claim(
        "not_before_looking_if_paying",
        Slot.CAUTION,
        "If it is you who pays, please check that the first payment did not go through before "
        "you pay again.",
        "如您是付款方，再次付款前，请先确认原付款未成功。",
        lambda record, _: record.direction == "" and _must_look_first(record),
    ),
    Claim(
        "contact",
        Slot.CONTACT,
        "If you have a question, please {contact}[ and quote {quoted}].",
        "如有疑问，请{contact}[，并提供工单号 {quoted}]。",
        lambda record, occasion: not (record.is_silent or _asks(record, occasion)),
    ),
    Claim(
        "call",
        Slot.CALL,
        "Phone: {phone}.",
        "客服电话：{phone}。",
        lambda record, _: bool(record.phone) and not record.is_silent,
    ),
    Claim(
        "no_replies",
        Slot.CONTACT,
        "Please do not reply to this e-mail.",
        "请勿直接回复本邮件。",
        lambda record, occasion: not record.reply_to and occasion is not Occasion.PAGE,
    ),
)
