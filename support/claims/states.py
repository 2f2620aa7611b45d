"""What happened to a payment, for each rung of the ladder, and what a message is called by it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from support.claims.claim import Claim, Slot
from support.claims.days import says_who_and_when
from support.claims.money import Place, is_left_behind, leaves_unclear, place_of
from support.claims.record import Occasion, Record, Turn

BOTH = ("payout", "payin", "")
ENTERED = ("payin",)
LEFT = ("payout",)
UNSAID = ("",)


class State(NamedTuple):
    """One rung in the customer's words: a title, a sentence, and for which directions.

    What is `left` is said instead of a sentence that has a "yet" once nobody goes on with it, and
    `turned_down` in the place of such a title.
    """

    rung: str
    directions: tuple[str, ...]
    title: str
    title_zh: str
    english: str
    chinese: str
    left: str = ""
    left_zh: str = ""
    turned_down: str = ""
    turned_down_zh: str = ""
    variant: str = ""  # the record's, where it is told otherwise of such a one


class Money(NamedTuple):
    """Where money is in the customer's words: of which rungs, none for all, and if `fits`."""

    key: str
    place: Place
    rungs: tuple[str, ...]
    english: str
    chinese: str
    fits: Callable[[Record], bool] = lambda _: True


# fmt: off
STATES = (
    State("", BOTH, "We are looking into {about}", "正在核查{about}",
        "We cannot confirm yet where {thing} stands.", "{thing}的进展目前还无法确认。",
        "We have had no confirmation of where {thing} stands.", "{thing}的进展未能得到确认。"),
    State("", LEFT, "We are looking into {about}", "正在核查{about}",
        "We have looked into {thing}.", "我们已核查{thing}。", variant="no_refund"),
    State("created", LEFT, "{About} has not been sent yet", "{about}尚未发出",
        "{Thing} has been set up, but not sent yet.", "{thing}已受理，尚未发出。",
        "{Thing} was set up, but not sent.", "{thing}已受理，未发出。",
        "{About} was not sent", "{about}未发出"),
    State("created", ("payin", ""), "{About} is not finished yet", "{about}尚未完成",
        "{Thing} was started, but is not finished yet.", "{thing}已发起，尚未完成。",
        "{Thing} was started, but not finished.", "{thing}已发起，未完成。",
        "{About} was not finished", "{about}未完成"),
    State("pending", BOTH, "{About} is pending", "{about}仍在处理中",
        "{Thing} is pending: there is no result yet.", "{thing}仍在处理中，尚无结果。",
        "{Thing} is pending: no result has been reported.", "{thing}状态为处理中，未收到结果。"),
    State("held", BOTH, "{About} is on hold", "{about}暂缓处理",
        "{Thing} is on hold. It has neither arrived nor come back.",
        "{thing}目前暂缓处理，尚未到账，也未退回。",
        "{Thing} is on hold: it has neither arrived nor come back.",
        "{thing}处于暂缓处理状态，未到账，也未退回。"),
    State("sent", BOTH, "{About} was sent, arrival not confirmed", "{about}已发出，到账待确认",
        "{Thing} was sent[ on {day}]. Its arrival has not been confirmed yet.",
        "{thing}已[于{day}]发出，是否到账尚待确认。"),
    State("sent", LEFT, "{About} is on its way back to us", "{about}正在退回我们",
        "{Thing} did not arrive and is on its way back to us.", "{thing}未能到账，正在退回我们。",
        variant="coming"),
    State("accepted", BOTH, "The bank has accepted {about}", "银行已受理{about}",
        "The bank accepted {thing}[ on {day}]. It has not been credited yet.",
        "银行已[于{day}]受理{thing}，款项尚未到账。"),
    State("delivered", BOTH, "{About} is at the receiving bank", "{about}已到收款银行",
        "{Thing} reached the receiving bank[ on {day}]. It has not been credited yet.",
        "{thing}已[于{day}]到达收款银行，尚未入账。"),
    State("delivered", BOTH, "{About} has reached us", "我们已收到{about}",
        "{Thing} has reached us. It has not been credited yet.",
        "我们已收到{thing}，款项尚未入账。",
        "{Thing} has reached us, but was not credited.", "我们已收到{thing}，款项未入账。",
        variant="reached"),
    # In another account of theirs it was credited, only not where it was meant to be.
    State("delivered", BOTH, "{About} has reached us", "我们已收到{about}",
        "{Thing} has reached us.", "我们已收到{thing}。", variant="elsewhere"),
    State("unknown", BOTH, "Not certain yet whether {about} went through",
        "{about}是否成功，尚待确认",
        "It is not certain yet whether {thing} went through.", "{thing}是否成功，目前尚不能确定。",
        "It is not certain whether {thing} went through.", "{thing}是否成功，未能确定。"),
    State("cancelled", BOTH, "{About} was cancelled", "{about}已取消",
        "{Thing} was cancelled[ on {day}].", "{thing}已[于{day}]取消。"),
    State("rejected", BOTH, "{About} was rejected", "{about}被拒绝",
        "{Thing} was rejected[ on {day}].", "{thing}[于{day}]被拒绝。"),
    State("failed", LEFT, "{About} failed", "{about}失败",
        "{Thing} failed[ on {day}]: the money did not arrive.",
        "{thing}[于{day}]失败，款项未到账。"),
    State("failed", ("payin", ""), "{About} failed", "{about}失败",
        "{Thing} failed[ on {day}].", "{thing}[于{day}]失败。"),
    State("recalled", BOTH, "{About} is being recalled", "{about}正在撤回",
        "{Thing} is being recalled[; this was asked for on {day}]. Whether the money will "
        "come back has not been decided yet.",
        "{thing}已[于{day}]申请撤回，款项能否退回尚未确定。"),
    State("returned", LEFT, "{About} came back to us", "{about}已退回我们",
        "{Thing} did not arrive and came back to us[ on {day}].",
        "{thing}未能到账，已[于{day}]退回我们。"),
    State("returned", ENTERED, "{About} was sent back to you", "{about}已原路退回",
        "{Thing} was sent back[ on {day}] to the account it came from.",
        "{thing}已[于{day}]退回原付款账户。"),
    # A debit that their bank returns may never have been paid; which it was, nobody tells us.
    State("returned", ENTERED, "Your bank returned the direct debit for {about}",
        "{about}的扣款被您的银行退回",
        "Your bank returned the direct debit for {thing}[ on {day}].",
        "您的银行[于{day}]退回了{thing}的扣款。", variant="debit"),
    State("returned", UNSAID, "{About} was sent back", "{about}已退回",
        "{Thing} was sent back[ on {day}].", "{thing}已[于{day}]退回。"),
    State("credited", BOTH, "{About} was credited", "{about}已到账",
        "{Thing} was credited[ on {day}].", "{thing}已[于{day}]到账。"),
    State("credited", LEFT, "We are looking into {about}", "正在核查{about}",
        "Our records show that {thing} was credited[ on {day}].",
        "我们的记录显示，{thing}已[于{day}]到账。", variant="missed"),
)
MONEY = (
    Money("with_us", Place.WITH_US, (), "The money is with us.", "款项在我们这里。"),
    Money("with_them", Place.WITH_CUSTOMER, ("created",),
        "The money is still with you.", "款项仍在您的账户中。"),
    Money("stayed", Place.WITH_CUSTOMER, ("cancelled", "rejected", "failed"),
        "The money has stayed with you. If your bank has reserved the amount, it will release it.",
        "款项仍在您的账户中。如银行已临时冻结该笔金额，会自动解冻。"),
    Money("went_back", Place.WITH_CUSTOMER, ("returned",),
        "The money is on its way back to you. Your bank can tell you when it arrives.",
        "款项正在退回您的账户，到账时间可向您的银行查询。",
        lambda record: not record.is_debit_back),
    Money("unpaid", Place.WITH_CUSTOMER, ("returned",),
        "We do not have the money. If it was taken from your account, your bank puts it back.",
        "我们没有收到款项；如您的账户已被扣款，银行会退还。", lambda record: record.is_debit_back),
    Money("offered", Place.OFFERED, (),
        "The money waits to be accepted in the wallet or account it was meant for.",
        "款项正等待在收款钱包或账户中确认领取。"),
    Money("on_its_way", Place.ON_ITS_WAY, (), "The money is on its way.", "款项在途中。"),
    Money("at_bank", Place.AT_BANK, ("accepted",),
        "The money is with the bank that accepted it.", "款项在受理银行。"),
    Money("at_theirs", Place.AT_BANK, ("delivered",),
        "The money is at the receiving bank.", "款项在收款银行。"),
    Money("called_back", Place.AT_BANK, ("recalled",),
        "The money is with a bank, which decides whether to return it.",
        "款项在银行，能否退回由银行决定。"),
    Money("coming_back", Place.COMING_BACK, (),
        "The money is on its way back to us.", "款项正在退回我们。"),
    Money("came_back", Place.CAME_BACK, (),
        "The money is back with us.", "款项已回到我们这里。"),
    Money("arrived", Place.CREDITED, (),
        "The money is in the account it was meant for.", "款项已在收款账户中。",
        # Of what was found in another account nobody says in which one it is by now.
        lambda record: record.variant != "missed"
        and not (record.is_reached and record.is_lasting)),
    Money("missed", Place.CREDITED, (),
        "By our records, the money is in the account it was meant for.",
        "按我们的记录，款项已在收款账户中。", lambda record: record.variant == "missed"),
    Money("not_known", Place.NOT_KNOWN, (),
        "We cannot say yet who holds the money.", "款项目前在哪一方，还无法确认。",
        lambda record: not (leaves_unclear(record) or says_who_and_when(record))),
    Money("never_known", Place.NOT_KNOWN, (),
        "We cannot confirm who holds the money.", "款项在哪一方，我们无法确认。", leaves_unclear),
)
# fmt: on


def is_told(record: Record) -> bool:
    """Whether anything of the payment may be told."""
    return record.has_payment and not record.is_silent


def is_titled_by_state(record: Record, occasion: Occasion) -> bool:
    """Whether nothing else is more to the point in the subject."""
    if not is_told(record) or record.is_titled_by_lateness:
        return False
    if record.is_over:
        return record.state == "credited"
    if occasion in (Occasion.ASKED, Occasion.REOPENED):
        return False
    return bool(record.state) or record.turn is Turn.US  # of no word, whose turn it is says more


def claims_of_states() -> Iterator[Claim]:
    for state in STATES:
        for direction in state.directions:
            yield from _of_state(state, direction)
    yield from map(_of_money, MONEY)


def _of_state(state: State, direction: str) -> Iterator[Claim]:
    of = (direction, state.rung)
    name = "_".join(filter(None, (state.rung or "no_word", direction or "unsaid", state.variant)))

    def is_there(record: Record, occasion: Occasion) -> bool:
        same = record.direction == direction and record.state == state.rung
        return same and is_told(record) and record.variant == state.variant

    def is_title(record: Record, occasion: Occasion) -> bool:
        is_other = bool(state.turned_down) and record.is_turned_down
        return is_there(record, occasion) and is_titled_by_state(record, occasion) and not is_other

    def is_title_down(record: Record, occasion: Occasion) -> bool:
        is_titled = is_there(record, occasion) and is_titled_by_state(record, occasion)
        return is_titled and record.is_turned_down

    def is_left(record: Record, occasion: Occasion) -> bool:
        is_left_so = is_left_behind(record) or record.is_turned_down
        return is_there(record, occasion) and bool(state.left) and is_left_so

    def is_plain(record: Record, occasion: Occasion) -> bool:
        return is_there(record, occasion) and not is_left(record, occasion)

    yield Claim(f"title_{name}", Slot.TITLE, state.title, state.title_zh, is_title, of)
    if state.turned_down:
        down = state.turned_down, state.turned_down_zh
        yield Claim(f"title_down_{name}", Slot.TITLE, *down, is_title_down, of)
    yield Claim(f"state_{name}", Slot.HAPPENED, state.english, state.chinese, is_plain, of)
    if state.left:
        yield Claim(f"left_{name}", Slot.HAPPENED, state.left, state.left_zh, is_left, of)


def _of_money(money: Money) -> Claim:
    def is_there(record: Record, occasion: Occasion) -> bool:
        is_so = place_of(record) is money.place and money.fits(record)
        return is_told(record) and is_so and (not money.rungs or record.state in money.rungs)

    return Claim(f"money_{money.key}", Slot.MONEY, money.english, money.chinese, is_there)
