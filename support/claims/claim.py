"""One sentence that may be said while its condition holds, and how its words are put in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from support.claims.formats import is_chinese, write_amount, write_day, write_moment
from support.claims.record import Occasion, Record

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
    CAUTION = "caution"
    CONTACT = "contact"


Condition = Callable[[Record, Occasion], bool]


@dataclass(frozen=True)
class Claim:
    """A sentence in both languages and when it may be said.

    The sentences hold names in braces (`words_of`), and parts in brackets that are left out where
    a word of theirs is missing. `key` is unique.
    """

    key: str
    slot: Slot
    english: str
    chinese: str
    holds: Condition

    def said(self, words: Mapping[str, str], language: str) -> str:
        return filled(self.chinese if is_chinese(language) else self.english, words)


def filled(sentence: str, words: Mapping[str, str]) -> str:
    """Put the words in. Raises KeyError for a name without a word outside of brackets."""

    def kept(part: re.Match[str]) -> str:
        return part[1] if all(words.get(name) for name in _NAME.findall(part[1])) else ""

    whole = _NAME.sub(lambda name: words[name[1]], _OPTIONAL.sub(kept, sentence))
    return _BLANK_BEFORE_MARK.sub("", whole).strip()


def words_of(record: Record) -> dict[str, str]:
    """Return the words that sentences may name, "" for what is unknown or may not be told."""
    language = record.language
    may_name_days = record.has_deadlines
    return {
        "thing": _thing(record, with_amount=True),
        "Thing": _capital(_thing(record, with_amount=True)),
        "about": _thing(record, with_amount=False),
        "About": _capital(_thing(record, with_amount=False)),
        "reference": record.reference,
        "day": write_day(record.state_day, language),
        "expected": write_day(record.promised_at, language),
        "not_final": "" if record.promise_is_final else _NOT_FINAL[is_chinese(language)],
        "resend_on": write_day(record.resend_on, language),
        "bank_by": write_day(record.bank_due_at, language) if may_name_days else "",
        "answer_by": write_moment(record.answer_due_at, language) if may_name_days else "",
        "ways": _ways(record, answers=True),
        "contact": _ways(record, answers=False),
    }


_KINDS = {
    "payout": ("your payout", "您的出款"),
    "refund": ("your refund", "您的退款"),
    "payin": ("your payment", "您的付款"),
    "": ("your payment", "您的付款"),
}


_NOT_FINAL = (
    "Bank holidays are not final yet, so that day may still move.",
    "银行假期安排尚未最终确定，日期可能变动。",
)


def _thing(record: Record, *, with_amount: bool) -> str:
    """Name what it is about as its customer would: your payout PO-1 (1,200.00 CNY)."""
    chinese = is_chinese(record.language)
    if not record.has_payment:
        return "您的问题" if chinese else "your question"
    kind = "refund" if record.is_refund else record.direction
    name = _KINDS.get(kind, _KINDS[""])[1 if chinese else 0]
    if record.payment:
        name = f"{name} {record.payment}{' ' if chinese else ''}"
    amount = write_amount(record.amount, record.currency, record.language) if with_amount else ""
    if not amount:
        return name
    return f"{name.strip()}（{amount}）" if chinese else f"{name} ({amount})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ways(record: Record, *, answers: bool) -> str:
    """Name the ways in which an answer or a question can reach us; "" where there are none."""
    chinese = is_chinese(record.language)
    ways = []
    if answers and record.answers_here:
        ways.append("在进度页面答复" if chinese else "answer on your status page")
    if record.reply_to:
        ways.append(f"发邮件至 {record.reply_to}" if chinese else f"write to {record.reply_to}")
    if record.phone:
        ways.append(f"致电 {record.phone}" if chinese else f"call {record.phone}")
    return ("，或" if chinese else " or ").join(ways)
