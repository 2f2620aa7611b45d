"""Every kind of record that there can be: rungs, turns, endings, causes, days and ways."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

from support.claims.record import Ending, Record, Turn
from support.claims.rungs import RUNGS, Denial
from tests.claims.sayings import learn

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CAUSES = {"en": "The account is closed.", "zh-hans": "账户已销户。"}
ASKING = {
    "en": "The account is closed. Please add another.",
    "zh-hans": "账户已销户。请添加其他账户。",
}
PAYING = {
    "en": "The card has expired. Please pay by another method.",
    "zh-hans": "卡已过期。请改用其他方式付款。",
}
WARNING = {
    "en": "The connection broke. Please check your statement before you pay again.",
    "zh-hans": "网络中断。再次付款前，请先核对账单。",
}
LOOKING = {
    "en": "The bank has not told us. Please look at your statement.",
    "zh-hans": "银行没有告知我们。请查看您的账单。",
}
ANEW = {
    "en": "The amount is too high. Please request a new payout.",
    "zh-hans": "金额过高。请重新申请。",
}
REFRAINING = {
    "en": "We have your papers. Please do not send them again.",
    "zh-hans": "资料已收到。请勿重复提交。",
}
# What each of these asks for, in the letters of `sayings`.
for sentences, letters in (
    (CAUSES, "-"), (ASKING, "a"), (PAYING, "ap"), (WARNING, "asw"), (LOOKING, "as"), (ANEW, "an"),
    (REFRAINING, "af"),
):  # fmt: skip
    for sentence in sentences.values():
        learn(sentence, letters)
SAYING = {
    "cause": CAUSES, "paying": PAYING, "warning": WARNING, "looking": LOOKING, "anew": ANEW,
    "refraining": REFRAINING,
}  # fmt: skip
QUESTIONS = {"en": "Has it arrived?", "zh-hans": "到账了吗？"}
ASKED = {"en": "Could you send us a copy?", "zh-hans": "能否发来一份副本？"}
TURNS = [(turn, Ending.NONE) for turn in (Turn.US, Turn.BANK, Turn.CUSTOMER)]
TURNS += [(Turn.NOBODY, ending) for ending in Ending]
KNOWN = ["nothing", "cause", "asking", "paying", "warning", "looking", "anew",
    "refraining",
    "unsure", "in_time", "traced", "coming", "at_bank", "back", "reached", "elsewhere", "lasting",
    "beside", "offered", "said",
    "discreet", "silent", "misfits", "worded", *filter(None, Denial),
    "unsent", "arrived",
]  # fmt: skip
FOUND = {
    **dict.fromkeys(("in_time", "traced", "coming", "lasting"), "sent"),
    **dict.fromkeys(("at_bank", "reached", "elsewhere"), "delivered"),
    "back": "returned",
    "unsent": "created",
}
# These are counted through, each at its own length, so that all of them meet.
PROMISED = [NOW + DAY, None, NOW - DAY]
BANK_DUE = [None, NOW + 2 * DAY, NOW - 2 * DAY, NOW - timedelta(minutes=5)]
USUAL = [None, NOW + DAY, NOW - DAY]
CLOSES = [None, date(2026, 12, 9)]
ANSWERS = [None, NOW + timedelta(hours=8), NOW - timedelta(hours=8)]
WAYS = [("", ""), ("help@pay.example", ""), ("", "+44 20 7946 0123"),
    ("help@pay.example", "+44 20 7946 0123"), ("", "")]  # fmt: skip
AMOUNTS = [Decimal(1200), None, Decimal("0.12345678"), Decimal(99999999999999), Decimal("7.5")]


def worlds(language: str) -> Iterator[Record]:
    """Return every direction, rung, turn, ending and cause, reached or not; the rest in turn."""
    every = product(["payout", "payin", ""], sorted(RUNGS), TURNS, KNOWN, [True, False])
    for number, (direction, rung, turn, known, reached) in enumerate(every):
        record = Record(
            now=NOW,
            language=language,
            reference="CW-4T7KQ2MZ",
            payment="PO-0302-0007",
            direction=direction,
            rung=rung,
            since=date(2026, 11, 28),
            currency="CNY",
            turn=turn[0],
            ending=turn[1],
            is_reachable=reached,
        )
        record = _of_pay_in(counted(_knowing(record, known), number), number)
        yield record
        if not rung and not direction:
            yield replace(
                record, has_payment=False, payment="", amount=None, since=None, again_on=None
            )


def _knowing(record: Record, known: str) -> Record:
    if known == "nothing":
        return record
    return replace(
        record,
        cause=SAYING.get(known, ASKING)[record.language],
        is_unsure=known in ("unsure", "in_time", "traced", "coming", "at_bank", "lasting"),
        is_in_time=known == "in_time",
        found=FOUND.get(known, ""),
        is_reached=known in ("reached", "elsewhere"),
        is_coming_back=known == "coming",
        is_lasting=known in ("lasting", "elsewhere"),
        is_beside=known == "beside",
        is_offered=known == "offered",
        cause_state={"said": "cancelled", "arrived": "credited"}.get(known, ""),
        misfits=known == "misfits",
        is_worded=known == "worded",
        denial=Denial.SENT_ONCE
        if known == "lasting"
        else Denial(known)
        if known in [*Denial]
        else Denial.NONE,
        is_discreet=known in ("discreet", "silent"),
        is_silent=known == "silent",
    )


def _of_pay_in(record: Record, number: int) -> Record:
    is_of_pay_in = record.denial is Denial.NOT_ASKED and record.direction == "payout"
    is_of_pay_in = is_of_pay_in and number // 5 % 2 == 0
    return replace(
        record,
        is_of_pay_in=is_of_pay_in,
        is_refund=is_of_pay_in,
        is_debit=number // 7 % 2 == 0,
    )


def counted(record: Record, number: int) -> Record:
    """Return a record with days, amounts and ways to reach us that a number chooses."""
    reply_to, phone = WAYS[number // 5 % len(WAYS)]
    return replace(
        record,
        amount=AMOUNTS[number // 2 % len(AMOUNTS)],
        promised_at=PROMISED[number // 10 % len(PROMISED)],
        promise_is_final=number % 4 > 0,
        bank_due_at=BANK_DUE[number // 4 % len(BANK_DUE)],
        answer_due_at=ANSWERS[number // 7 % len(ANSWERS)],
        kept="CW-9X2V3Z4A" if number % 3 else "",
        is_heard=number // 11 % 3 == 0,
        question=QUESTIONS[record.language] if number // 3 % 4 == 0 else "",
        closes_on=CLOSES[number // 2 % len(CLOSES)],
        again_on=date(2026, 11, 29) if number // 5 % 6 == 0 else None,
        usual_until=USUAL[number // 3 % len(USUAL)],
        asked_on=date(2026, 11, 27) if number % 5 else None,
        asked=ASKED[record.language] if number % 5 > 2 else "",
        reply_to=reply_to,
        phone=phone,
    )
