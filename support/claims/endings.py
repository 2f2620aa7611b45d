"""What is done about a case just now, and how it ended."""

from support.claims.claim import Claim, Slot
from support.claims.money import leaves_money, leaves_moving, leaves_recalled, leaves_unclear
from support.claims.record import Ending, Occasion, Record, Turn

# fmt: off
_ENDINGS = (
    (Ending.CREDITED, "Case closed: {about}", "工单已关闭：{about}",
        "The case is closed now.", "工单就此关闭。"),
    (Ending.CUSTOMER_MUST_ACT, "We could not go on with {about}", "{about}未能继续办理",
        # That somebody asked for it is not on record: it may have been said on the phone.
        "There is something left for you to do, so the case is closed for now.",
        "还有事项需要由您办理，工单暂时关闭。"),
    (Ending.CANNOT_BE_DONE, "We cannot do more about {about}", "{about}无法进一步办理",
        "We are sorry, but there is nothing more that we can do about it, so the case is closed.",
        "很抱歉，我们无法进一步办理，工单因此关闭。"),
    (Ending.DUPLICATE, "Closed as a duplicate: {about}", "工单重复，已关闭：{about}",
        "We have this matter on record twice, so this case is closed.",
        "该事项重复登记，本工单因此关闭。"),
    (Ending.WITHDRAWN, "Closed as you asked: {about}", "应您要求，工单关闭：{about}",
        "You told us that you no longer need our help with this, so the case is closed.",
        "您已告知我们无需继续处理此事，工单因此关闭。"),
    (Ending.NO_ANSWER, "We have not heard from you: {about}", "未收到您的消息：{about}",
        "We have not heard from you since we last wrote, so the case is closed for now.",
        "上次联系您之后，我们没有再收到您的消息，工单先行关闭。"),
    (Ending.NONE, "Case closed: {about}", "工单已关闭：{about}",
        "The case is closed.", "工单已关闭。"),
)
# What cannot be done, by where the money is left: a case that may be taken up again is not said to
# be past help.
_CANNOT_BE_DONE = (
    ("unclear", "We could not find out what happened to {about}", "未能查明{about}的结果",
        "We are sorry, but we could not find out any more about it, so the case is closed.",
        "很抱歉，我们未能查明更多情况，工单因此关闭。"),
    ("not_paid_out", "{About} could not be paid out", "{about}未能汇出",
        "We are sorry that it could not be paid out; the case is closed.",
        "很抱歉，这笔款项未能汇出，工单因此关闭。"),
    ("not_credited", "{About} could not be credited", "{about}未能入账",
        "We are sorry that it could not be credited; the case is closed.",
        "很抱歉，这笔款项未能入账，工单因此关闭。"),
    ("for_now", "We have done what we can for now: {about}", "目前能办的均已办理：{about}",
        "We have done what we can for now, so the case is closed.",
        "目前能办的我们均已办理，工单因此关闭。"),
)
# Of a hold that is never explained we know what became of it; that we do not is no excuse.
_UNSAID = (
    "unsaid", "{About} has not been completed", "{about}未能完成",
    "We are sorry that we cannot say more about it; the case is closed.",
    "很抱歉，更多情况无法告知，工单就此关闭。",
)
# Whom we never reached has nothing that they could have answered.
_UNREACHED = (
    "unreached", "We have not heard from you: {about}", "未收到您的消息：{about}",
    "We have not heard from you, so the case is closed for now.",
    "我们没有收到您的消息，工单先行关闭。",
)
# fmt: on


def ending_told(record: Record) -> Ending:
    """Return the ending that is told: of money that arrived, nothing could not be done."""
    return Ending.CREDITED if record.state == "credited" else record.ending


def leaves_unsaid(record: Record) -> bool:
    """Whether nothing could be done, and nobody says why."""
    is_hidden = record.is_discreet and record.rung == "held"
    return is_hidden and record.ending is Ending.CANNOT_BE_DONE and leaves_unclear(record)


def _name_of(record: Record) -> str:
    """Name how a case ended; one in which nothing could be done by where it left the money."""
    ending = ending_told(record)
    if ending is Ending.NO_ANSWER and not record.is_reachable:
        return "unreached"
    if ending is not Ending.CANNOT_BE_DONE:
        return ending.value or "unnamed"
    if leaves_unsaid(record):
        return "unsaid"
    if leaves_unclear(record):
        return "unclear"
    if leaves_money(record) and record.variant != "elsewhere":  # there it was credited
        return "not_credited" if record.direction == "payin" else "not_paid_out"
    goes_on = leaves_money(record) or leaves_moving(record) or leaves_recalled(record)
    return "for_now" if goes_on else ending.value


def _of_ending(name: str, title: str, title_zh: str, english: str, chinese: str) -> list[Claim]:
    def is_so(record: Record, occasion: Occasion) -> bool:
        return record.is_over and not record.is_silent and _name_of(record) == name

    def is_title(record: Record, occasion: Occasion) -> bool:
        return is_so(record, occasion) and record.state != "credited"

    return [
        Claim(f"ended_{name}", Slot.NEWS, english, chinese, is_so),
        Claim(f"title_{name}", Slot.TITLE, title, title_zh, is_title),
    ]


def _is_duplicate(record: Record) -> bool:
    is_told = record.is_over and not record.is_silent
    return is_told and ending_told(record) is Ending.DUPLICATE


def _goes_on(record: Record) -> bool:
    return not record.is_over and not record.is_silent


def _is_ordered(record: Record) -> bool:
    """Whether it is one of ours that was made in the place of another payment."""
    return record.again_on is not None and record.has_payment and _goes_on(record)


def _is_titled_by(record: Record, occasion: Occasion, turn: Turn) -> bool:
    """Whether whose turn it is says most, for nothing can be told of the payment itself."""
    has_other = occasion in (Occasion.ASKED, Occasion.REOPENED) or record.is_titled_by_lateness
    return record.turn is turn and not (record.state or record.is_silent or has_other)


_ON_OCCASIONS = (
    Claim(
        "no_payment",
        Slot.HAPPENED,
        "We have your question.",
        "我们已收到您的问题。",
        lambda record, _: not record.has_payment and _goes_on(record),
    ),
    Claim(
        "opened",
        Slot.NEWS,
        "We have opened a case.",
        "我们已建立工单。",
        lambda record, occasion: occasion is Occasion.OPENED and _goes_on(record),
    ),
    Claim(
        "reopened",
        Slot.NEWS,
        "We have reopened your case.",
        "我们已重新受理您的工单。",
        lambda record, occasion: occasion is Occasion.REOPENED and _goes_on(record),
    ),
    Claim(
        "ordered_again",
        Slot.NEWS,
        "The first attempt did not go through, so on {again_on} we asked for it to be made again.",
        "首次办理未成功，我们已于{again_on}安排重新办理。",
        lambda record, _: _is_ordered(record) and not record.is_of_pay_in,
    ),
    Claim(
        "ordered_back",
        Slot.NEWS,
        "On {again_on} we asked for the refund to be made.",
        "我们已于{again_on}安排退款。",
        lambda record, _: _is_ordered(record) and record.is_of_pay_in,
    ),
    Claim(
        "asked",
        Slot.NEWS,
        "To go on, we need your help:",
        "为继续处理，请您协助：",
        lambda record, occasion: occasion is Occasion.ASKED and _goes_on(record),
    ),
    Claim(
        "title_asked",
        Slot.TITLE,
        "We need your help with {about}",
        "关于{about}，请您协助",
        lambda record, occasion: (
            occasion is Occasion.ASKED and _goes_on(record) and not record.is_titled_by_lateness
        ),
    ),
    Claim(
        "title_reopened",
        Slot.TITLE,
        "We are looking into {about} again",
        "已重新受理：{about}",
        lambda record, occasion: (
            occasion is Occasion.REOPENED and _goes_on(record) and not record.is_titled_by_lateness
        ),
    ),
    Claim(
        "title_yours",
        Slot.TITLE,
        "We need something from you about {about}",
        "关于{about}，需要您办理",
        lambda record, occasion: _is_titled_by(record, occasion, Turn.CUSTOMER),
    ),
    Claim(
        "title_bank",
        Slot.TITLE,
        "We are waiting for the bank: {about}",
        "正在等待银行答复：{about}",
        lambda record, occasion: _is_titled_by(record, occasion, Turn.BANK),
    ),
    Claim(
        "title_late",
        Slot.TITLE,
        "The bank has not answered yet about {about}",
        "银行逾期未答复：{about}",
        lambda record, _: record.is_titled_by_lateness and not record.waits_for_reason,
    ),
    Claim(
        "title_late_why",
        Slot.TITLE,
        "We are still waiting for the bank to explain: {about}",
        "仍在等待银行说明原因：{about}",
        lambda record, _: record.is_titled_by_lateness and record.waits_for_reason,
    ),
    Claim(
        "title_none",
        Slot.TITLE,
        "We are looking into {about}",
        "正在核查{about}",
        lambda record, occasion: (
            (record.is_silent and not record.is_over)
            or (not record.has_payment and _is_titled_by(record, occasion, Turn.US))
        ),
    ),
)

_CLOSED_SILENTLY = Claim(
    "title_closed",
    Slot.TITLE,
    "Case closed: {about}",
    "工单已关闭：{about}",
    lambda record, _: record.is_silent and record.is_over,
)

_KEPT = Claim(
    "goes_on_in",
    Slot.NEWS,
    "It goes on in case {kept}.",
    "此事由工单 {kept} 继续跟进。",
    lambda record, _: bool(record.kept) and _is_duplicate(record),
)

ENDINGS = (
    *_ON_OCCASIONS,
    *(claim for ending, *row in _ENDINGS for claim in _of_ending(ending or "unnamed", *row)),
    *(claim for row in (*_CANNOT_BE_DONE, _UNSAID, _UNREACHED) for claim in _of_ending(*row)),
    _CLOSED_SILENTLY,
    _KEPT,
)
