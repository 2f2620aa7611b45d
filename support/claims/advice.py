"""What a customer must do, must not do, and how they can reach us."""

from support.claims.claim import Claim, Slot
from support.claims.money import leaves_money, leaves_moving, leaves_unclear
from support.claims.record import Ending, Occasion, Record, Turn

# A pay-in that may still go through: who pays again would pay twice.
MAY_STILL_BE_PAID = frozenset({"", "pending", "held", "sent", "accepted", "delivered", "unknown"})


def _asks(record: Record, occasion: Occasion) -> bool:
    return occasion is Occasion.ASKED and record.turn is Turn.CUSTOMER and not record.is_silent


def _has_task(record: Record, occasion: Occasion) -> bool:
    """Whether the customer has something to do, or had until the case was closed over it."""
    is_theirs = record.turn is Turn.CUSTOMER and not _asks(record, occasion)
    had_it = record.is_over and record.ending is Ending.CUSTOMER_MUST_ACT
    had_it = had_it and record.state != "credited"
    return (is_theirs or had_it) and not record.is_silent


def _has_other(record: Record, occasion: Occasion) -> bool:
    """Whether there is more to be done than what the cause's sentence asks for."""
    is_left = leaves_money(record) or leaves_moving(record) or leaves_unclear(record)
    return _asks(record, occasion) or _has_task(record, occasion) or is_left


def _may_pay_twice(record: Record) -> bool:
    is_open = not record.is_over and not record.is_silent and record.has_payment
    return is_open and record.state in MAY_STILL_BE_PAID


ADVICE = (
    Claim(
        "answer",
        Slot.TO_DO,
        "Please {contact}. Never send us a password or a whole card or account number.",
        "请{contact}。请勿向我们发送密码或完整的卡号、账号。",
        lambda record, occasion: _asks(record, occasion) and record.can_reply,
    ),
    Claim(
        "answer_ready",
        Slot.TO_DO,
        "Please keep your answer ready. Never send anybody a password or a whole card or "
        "account number.",
        "请先备好答复内容。请勿向任何人提供密码或完整的卡号、账号。",
        lambda record, occasion: _asks(record, occasion) and not record.can_reply,
    ),
    Claim(
        "do_as_said",
        Slot.TO_DO,
        "{task}",
        "{task}",
        lambda record, occasion: _has_task(record, occasion) and record.cause_asks,
    ),
    Claim(
        "do_as_asked",
        Slot.TO_DO,
        "Please do what our messages about this case ask of you.",
        "请按我们就本工单发出的通知办理。",
        lambda record, occasion: _has_task(record, occasion) and not record.cause_asks,
    ),
    Claim(
        "nothing_beyond",
        Slot.TO_DO,
        "Only what is said above; nothing else is needed from you.",
        "仅上文所述事项，除此之外您无需操作。",
        lambda record, occasion: record.cause_asks and not _has_other(record, occasion),
    ),
    Claim(
        "nothing",
        Slot.TO_DO,
        "You do not need to do anything.",
        "您无需操作。",
        lambda record, occasion: not (record.cause_asks or _has_other(record, occasion)),
    ),
    Claim(
        "money_left",
        Slot.TO_DO,
        "If you still want the money, please contact us.",
        "如您仍需收取该款项，请联系我们。",
        lambda record, _: leaves_money(record),
    ),
    Claim(
        "if_not_there",
        Slot.TO_DO,
        "If the money does not arrive, please contact us.",
        "如款项迟迟未到账，请联系我们。",
        lambda record, _: leaves_moving(record),
    ),
    Claim(
        "look_before_paying",
        Slot.TO_DO,
        "Please look at your statement. If the money was taken, please contact us. Please do not "
        "pay again before you have looked.",
        "请核对您的账单；如款项已扣，请联系我们。核对之前，请勿再次付款。",
        lambda record, _: leaves_unclear(record) and record.direction == "payin",
    ),
    Claim(
        "look_for_money",
        Slot.TO_DO,
        "Please look at your statement. If it does not show what it should, please contact us.",
        "请核对您的账单；如与预期不符，请联系我们。",
        lambda record, _: leaves_unclear(record) and record.direction != "payin",
    ),
    Claim(
        "not_twice",
        Slot.CAUTION,
        "Please do not pay again for now: the first payment may still go through.",
        "请暂勿重复付款，原付款仍有可能成功。",
        lambda record, _: record.direction == "payin" and _may_pay_twice(record),
    ),
    Claim(
        "not_twice_if_paying",
        Slot.CAUTION,
        "If it is you who pays, please do not pay again for now.",
        "如您是付款方，请暂勿重复付款。",
        lambda record, _: record.direction == "" and _may_pay_twice(record),
    ),
    Claim(
        "contact",
        Slot.CONTACT,
        "If you have a question, please {contact} and quote {reference}.",
        "如有疑问，请{contact}，并提供工单号 {reference}。",
        lambda record, _: record.can_reply and not record.is_silent,
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
        "Replies to this e-mail are not read.",
        "请勿回复本邮件，回复无人查看。",
        lambda record, occasion: not record.reply_to and occasion is not Occasion.PAGE,
    ),
)
