"""What an SMS says: where the money is, what is left to do, and whom to call."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from support.claims.asking import ASKING
from support.claims.claim import Slot
from support.claims.composing import compose, message_words
from support.claims.record import Ending, Occasion, Record, Turn
from support.claims.rungs import Denial
from tests.claims.worlds import NOW, worlds
from tests.sampling import spread

PHONE = "+44 20 7946 0123"
CASE = Record(
    now=NOW, reference="CW-4T7KQ2MZ", payment="PO-7", direction="payout", phone=PHONE
)  # fmt: skip


def in_short(record: Record, **more: object) -> str:
    known = replace(record, **more)  # type: ignore[arg-type]
    return message_words(known, Occasion.MOVED)["in_short"]


@pytest.mark.parametrize("cause", ["", "The bank's system was down.", "Please do not pay again."])
@pytest.mark.parametrize(
    ("turn", "ending"), [(Turn.CUSTOMER, Ending.NONE), (Turn.NOBODY, Ending.CUSTOMER_MUST_ACT)]
)
def test_who_has_something_to_do_that_no_cause_says_is_told_it(
    turn: Turn, ending: Ending, cause: str
) -> None:
    asked = {"asked": "Could you call us?", "asked_on": date(2026, 11, 27)}
    text = in_short(CASE, rung="failed", turn=turn, ending=ending, cause=cause, **asked)

    assert "“Could you call us?”" in text
    assert cause in text


@pytest.mark.parametrize(
    ("direction", "rung", "english", "chinese"),
    [
        ("payout", "failed", "The money is with us.", "款项在我们这里。"),
        ("payout", "rejected", "The money is with us.", "款项在我们这里。"),
        ("payin", "failed", "The money has stayed with you.", "款项仍在您的账户中。"),
        ("payin", "created", "The money is still with you.", "款项仍在您的账户中。"),
        ("payin", "returned", "The money is on its way back to you.", "款项正在退回您"),
    ],
)
def test_money_that_lies_is_told_where(
    direction: str, rung: str, english: str, chinese: str
) -> None:
    for language, place in (("en", english), ("zh-hans", chinese)):
        text = in_short(CASE, direction=direction, rung=rung, language=language)

        assert place in text
        assert PHONE in text


@pytest.mark.parametrize("ending", [Ending.WITHDRAWN, Ending.NO_ANSWER, Ending.CANNOT_BE_DONE])
def test_a_case_closed_over_money_says_what_is_left_to_do(ending: Ending) -> None:
    closed = {"turn": Turn.NOBODY, "ending": ending}

    with_us = in_short(CASE, rung="failed", **closed)
    moving = in_short(CASE, rung="sent", **closed)
    unclear = in_short(CASE, rung="unknown", direction="payin", **closed)

    assert "To receive the money, please contact us." in with_us
    assert "If the money does not arrive, please contact us." in moving
    assert "Please check your statement before you pay again." in unclear
    assert all("the case is closed" in text for text in (with_us, moving, unclear))


def test_an_sms_of_a_silent_case_names_no_way_to_call() -> None:
    for record in spread(list(worlds("en")), 7):
        text = in_short(record)

        assert not (record.is_silent and record.phone and record.phone in text)
        assert text or record.is_silent


def test_a_discreet_cause_does_not_say_again_that_it_was_not_made() -> None:
    hidden = replace(CASE, cause="Payout PO-7 has not been completed.", is_discreet=True)
    asking = replace(hidden, cause="Please use another card.")

    assert not replace(hidden, rung="rejected").told_cause
    assert replace(hidden, rung="held").told_cause
    assert ASKING.search(replace(asking, rung="rejected").told_cause)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_sms_says_nothing_twice_and_warns_whoever_may_pay_twice(language: str) -> None:
    asked = {"en": "Please pay from another account.", "zh-hans": "请换用其他账户付款。"}[language]
    look = {"en": "Please check your statement", "zh-hans": "请先核对账单"}[language]
    closed = replace(
        CASE, language=language, direction="payin", cause=f"The account is closed. {asked}",
        turn=Turn.NOBODY, ending=Ending.CANNOT_BE_DONE,
    )  # fmt: skip

    assert in_short(closed, rung="failed").count(asked) == 1
    assert look in in_short(closed, rung="unknown")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("rung", ["", "pending", "held", "unknown", "sent", "accepted", "recalled"])
@pytest.mark.parametrize("direction", ["payout", "payin"])
def test_a_long_cause_leaves_room_for_what_a_closed_case_asks(language, rung, direction):
    cause = {
        "en": "The account you used for payment PO-0302-0007 is closed. Please pay from another "
        "account or by another method.",
        "zh-hans": "付款 PO-0302-0007 所用的账户已销户。请换用其他账户或付款方式。",
    }[language]
    closed = replace(
        CASE, language=language, direction=direction, rung=rung, cause=cause, amount=Decimal(1200),
        currency="CNY", since=date(2026, 11, 28), turn=Turn.NOBODY, ending=Ending.CANNOT_BE_DONE,
    )  # fmt: skip
    said = compose(closed, Occasion.MOVED)

    text = in_short(closed)

    for slot in (Slot.NEWS, Slot.TO_DO, Slot.CAUTION):
        assert said.text(slot) in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "whether the money has arrived."), ("zh-hans", "确认款项是否到账。")],
)
def test_an_sms_without_a_cause_says_what_the_customer_is_to_do(language, words):
    denied = {"cause": "The bank declined it.", "denial": Denial.NOT_MADE, "turn": Turn.CUSTOMER}

    assert words in in_short(CASE, language=language, rung="pending", **denied)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "We close the case after 9 December 2026 unless we hear from you."),
        ("zh-hans", "2026年12月9日后如仍无您的消息，工单会先行关闭。"),
    ],
)
def test_an_sms_that_asks_says_by_when_the_case_closes(language, words):
    asked = {"turn": Turn.CUSTOMER, "rung": "failed", "closes_on": date(2026, 12, 9)}
    cause = {"en": "It is closed. Please add another.", "zh-hans": "已销户。请添加其他账户。"}

    assert words in in_short(CASE, language=language, cause=cause[language], **asked)
    assert words not in in_short(CASE, language=language, **(asked | {"is_reachable": False}))


CAUSES = {
    "en": "The bank has not told us the result of payout PO-7. Please check the account the payout "
    "was to go to, and tell us whether the money is there. Banks may take up to ten days for that.",
    "zh-hans": "银行尚未告知出款 PO-7 的结果。请核对收款账户的交易明细，并告知我们款项是否到账。"
    "银行可能需要十个工作日，请您谅解。",
}


@pytest.mark.parametrize("direction", ["payout", "payin"])
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The bank is late with its answer. We are sorry"), ("zh-hans", "银行未按时答复")],
)
def test_an_sms_about_a_late_bank_says_so_before_what_was_told_before(language, words, direction):
    late = replace(
        CASE, language=language, direction=direction, rung="unknown", turn=Turn.BANK,
        cause=CAUSES[language], amount=Decimal(1200), currency="CNY", since=date(2026, 11, 28),
        bank_due_at=NOW - timedelta(days=1),
    )  # fmt: skip

    text = in_short(late)

    assert words in text
    assert text != in_short(late, bank_due_at=NOW + timedelta(days=1))
    assert compose(late, Occasion.MOVED).text(Slot.CAUTION) in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "We have a question for you. Please answer it here:"),
        ("zh-hans", "我们有一个问题需要您确认，请在此回答："),
    ],
)
def test_an_sms_ends_with_the_question_that_waits(language: str, words: str) -> None:
    asked = {"language": language, "rung": "sent", "question": "Is it there?"}

    assert in_short(CASE, **asked).endswith(words)
    assert in_short(CASE, **asked, cause=CAUSES[language], is_heard=True).endswith(words)
    assert words not in in_short(CASE, **(asked | {"question": ""}))
    assert words not in in_short(CASE, **asked, turn=Turn.NOBODY)


LONG = {
    "en": "The bank does not accept payments to the account for payout PO-7 (ending in 0001) at "
    "present. Please ask the bank of the account, or add another account in your own name in your "
    "profile.",
    "zh-hans": "出款 PO-0302-0007 的收款账户（尾号 0001）目前无法入账。请咨询开户行，或在个人资料中"
    "添加您本人名下的其他账户。",
}
LONGER = {
    "en": f"{LONG['en']} It has told us so since the first days of this month, whoever asked it.",
    "zh-hans": f"{LONG['zh-hans']}银行自本月初起即已如此告知。",
}
WHOLE = {"amount": Decimal(1200), "currency": "USD", "since": date(2026, 11, 28)}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("bank_due_at", [NOW + timedelta(days=1), NOW - timedelta(days=1)])
def test_an_sms_says_that_it_was_sent_again_however_long_the_rest_is(language, bank_due_at):
    words = {"en": "we asked for it to be made again.", "zh-hans": "安排重新办理。"}[language]
    again = replace(
        CASE, language=language, rung="sent", turn=Turn.BANK, cause=LONG[language], is_worded=True,
        again_on=date(2026, 11, 29), bank_due_at=bank_due_at, **WHOLE,
    )  # fmt: skip

    assert words in in_short(again)
    assert words not in in_short(again, again_on=None)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_sms_that_closes_a_case_says_how_to_get_the_money(language: str) -> None:
    closed = replace(
        CASE, language=language, rung="returned", turn=Turn.NOBODY, cause=LONGER[language],
        is_worded=True, ending=Ending.CANNOT_BE_DONE, **WHOLE,
    )  # fmt: skip

    assert compose(closed, Occasion.MOVED).text(Slot.TO_DO) in in_short(closed)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_sms_says_where_the_money_is_if_not_that_it_came_back(language: str) -> None:
    money = {"en": "The money is back with us.", "zh-hans": "款项已回到我们这里。"}[language]
    asked = replace(
        CASE, language=language, rung="returned", cause=LONG[language], turn=Turn.NOBODY,
        ending=Ending.CUSTOMER_MUST_ACT, **WHOLE,
    )  # fmt: skip

    assert money in in_short(asked)
    assert money not in in_short(asked, cause="")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_sms_that_the_payment_moved_says_so_first(language: str) -> None:
    back = replace(CASE, language=language, rung="returned", cause=LONG[language] * 2, **WHOLE)
    happened = compose(back, Occasion.MOVED).text(Slot.HAPPENED)

    assert happened in message_words(back, Occasion.MOVED, is_move=True)["in_short"]
    assert happened not in message_words(back, Occasion.MOVED)["in_short"]
