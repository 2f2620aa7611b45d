"""One sentence that may be said while its condition holds, and how its words are put in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from support.claims.formats import is_chinese, write_amount, write_day, write_moment
from support.claims.record import Occasion, Record
from support.claims.zones import zone_in_words

# A part of a sentence that is left out where a word of it is missing.
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_NAME = re.compile(r"\{(\w+)\}")
# No blank before marks of full width, which bring their own.
_BLANK_BEFORE_MARK = re.compile(r" +(?=[，。：；？（）])")


class Slot(StrEnum):
    """What a claim is about; each slot tells one thing in one order."""

    TITLE = "title"
    HAPPENED = "happened"
    NEWS = "news"  # what is done about it, or how it ended
    MONEY = "money"
    DAY = "day"  # on which the money should be there
    NEXT = "next"
    TO_DO = "to_do"
    UNTIL = "until"  # which day they have for it
    CAUTION = "caution"
    CONTACT = "contact"
    CALL = "call"  # the same for an SMS, which has no foot
    BY = "by"  # UNTIL, for an SMS
    ASK = "ask"  # that a question waits, for an SMS, which ends with the link


Condition = Callable[[Record, Occasion], bool]


@dataclass(frozen=True)
class Claim:
    """A sentence in both languages and when it may be said.

    The sentences hold names in braces (`words_of`), and parts in brackets that are left out where
    a word of theirs is missing. `key` is unique. Of one that holds in a single state `of` is that
    (direction and rung), so that it is not even asked in others; there are very many.
    """

    key: str
    slot: Slot
    english: str
    chinese: str
    holds: Condition
    of: tuple[str, str] | None = None

    def said(self, words: Mapping[str, str], language: str) -> str:
        return filled(self.chinese if is_chinese(language) else self.english, words)


def filled(sentence: str, words: Mapping[str, str]) -> str:
    """Put the words in. Raises KeyError for a name without a word outside of brackets."""

    if "{" not in sentence:
        return _without_names(sentence)

    def kept(part: re.Match[str]) -> str:
        return part[1] if all(words.get(name) for name in _NAME.findall(part[1])) else ""

    whole = _NAME.sub(lambda name: words[name[1]], _OPTIONAL.sub(kept, sentence))
    return _BLANK_BEFORE_MARK.sub("", whole).strip()


@cache
def _without_names(sentence: str) -> str:
    return _BLANK_BEFORE_MARK.sub("", _OPTIONAL.sub(r"\1", sentence)).strip()


def words_of(record: Record) -> dict[str, str]:
    """Return the words that sentences may name, "" for what is unknown or may not be told."""
    language = record.language
    may_name_days = record.has_deadlines
    thing, about = _thing(record, with_amount=True), _thing(record, with_amount=False)
    return {
        "thing": thing,
        "Thing": _capital(thing),
        "about": about,
        "About": _capital(about),
        "reference": record.reference,
        "kept": record.kept,
        "day": write_day(record.state_day, language),
        "again_on": write_day(record.again_on, language),
        "expected": write_day(record.promised_at, language),
        "not_final": "" if record.promise_is_final else _NOT_FINAL[is_chinese(language)],
        "bank_by": write_day(record.bank_due_at, language) if may_name_days else "",
        "answer_by": by_a_clock(record.answer_due_at, language) if may_name_days else "",
        "closes_on": write_day(record.waits_until, language),
        "contact": _contact(record),
        "ways": _joined(_ways(record), language),
        "quoted": record.reference if record.reply_to or record.phone else "",
        "phone": record.phone,
        "task": record.cause_task,
        "asked": record.asked,
        "asked_on": write_day(record.asked_on, language),
    }


# What customers call it, by the direction: English, Chinese.
KINDS = {
    "payout": ("payout", "出款"),
    "refund": ("refund", "退款"),
    "payin": ("payment", "付款"),
    "": ("payment", "付款"),
}


_NOT_FINAL = (
    "Bank holidays are not final yet, so that day may still change.",
    "银行假期安排尚未最终确定，日期可能变动。",
)


def kind_of(direction: str, language: str, *, is_refund: bool = False) -> str:
    """Say what customers call it: payment, payout or refund, 付款, 出款 or 退款."""
    english, chinese = KINDS["refund" if is_refund else direction if direction in KINDS else ""]
    return chinese if is_chinese(language) else english


def _thing(record: Record, *, with_amount: bool) -> str:
    """Name what it is about as its customer would: your payout PO-1 (1,200.00 CNY)."""
    chinese = is_chinese(record.language)
    if not record.has_payment:
        return "您的问题" if chinese else "your question"
    kind = kind_of(record.direction, record.language, is_refund=record.is_refund)
    name = f"您的{kind}" if chinese else f"your {kind}"
    if record.payment and record.is_of_pay_in:
        return f"您的付款 {record.payment} 的退款" if chinese else f"{name} for {record.payment}"
    if record.payment:
        name = f"{name} {record.payment}{' ' if chinese else ''}"
    amount = write_amount(record.amount, record.currency, record.language) if with_amount else ""
    if not amount:
        return name
    return f"{name.strip()}（{amount}）" if chinese else f"{name} ({amount})"


def by_a_clock(due: datetime | None, language: str) -> str:
    """Write a moment by a clock that is named; "" for none."""
    if due is None:
        return ""
    zone, moment = zone_in_words(due, language), write_moment(due, language)
    return f"{moment}（{zone}）" if is_chinese(language) else f"{moment} ({zone})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _contact(record: Record) -> str:
    ways = _ways(record)
    if not record.reply_to:
        ways.append(
            "在进度页面留言" if is_chinese(record.language) else "write to us on your status page"
        )
    return _joined(ways, record.language)


def _ways(record: Record) -> list[str]:
    """Say how we can be reached beside the customer's page."""
    chinese = is_chinese(record.language)
    ways = []
    if record.reply_to:
        ways.append(f"发邮件至 {record.reply_to}" if chinese else f"write to {record.reply_to}")
    if record.phone:
        ways.append(f"致电 {record.phone}" if chinese else f"call {record.phone}")
    return ways


def _joined(ways: list[str], language: str) -> str:
    return ("，或" if is_chinese(language) else " or ").join(ways)
