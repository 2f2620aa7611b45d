"""Eighteen cases of each rung of the ladder, mail, SMS and status page, for a person to read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from support.claims.claim import Slot
from support.claims.composing import Said, compose, message_words
from support.claims.formats import write_amount
from support.claims.record import Ending, Record, Turn
from support.claims.rungs import RUNGS, Denial
from support.customers.models import Language
from support.notifications.models.states import Channel
from support.notifications.words.cleaning import clean_context
from support.notifications.words.events import occasion_of
from support.notifications.words.rendering import Rendered, render_file
from support.notifications.words.sample_claims import CAUSES, RECORD
from support.notifications.words.sample_values import sample_words

_AT_BANK: dict[str, Any] = {
    "turn": Turn.BANK,
    "promised_at": RECORD.now + timedelta(days=1),
    "bank_due_at": RECORD.now + timedelta(days=2),
}
_PAST: dict[str, Any] = {
    "turn": Turn.BANK,
    "promised_at": RECORD.now - timedelta(days=2),
    "bank_due_at": RECORD.now - timedelta(days=1),
}
_OF_PAYIN = {
    Language.ENGLISH: "The account you used for payment PO-0302-0007 is closed. Please pay from "
    "another account.",
    Language.CHINESE: "付款 PO-0302-0007 所用的账户已销户。请换用其他账户付款。",
}
_OF_REFUND = {
    Language.ENGLISH: "Your refund PO-0302-0007 could not go back the way you paid. Please add "
    "an account in your own name in your profile.",
    Language.CHINESE: "退款 PO-0302-0007 无法原路退回。请在个人资料中添加您本人名下的收款账户。",
}
# A payout, a pay-in and a refund, which is a payout to whoever paid.
KINDS: tuple[tuple[Mapping[Language, str], dict[str, Any]], ...] = (
    (CAUSES, {"direction": "payout"}),
    (_OF_PAYIN, {"direction": "payin"}),
    (_OF_REFUND, {"direction": "payout", "is_refund": True, "denial": Denial.NOT_GONE}),
)
# What six cases of each kind are told of.
SITUATIONS: tuple[tuple[str, bool, dict[str, Any]], ...] = (
    ("case-opened", False, {"answer_due_at": RECORD.now + timedelta(hours=8)}),
    ("waiting-bank", False, _AT_BANK),
    ("bank-overdue", False, _PAST | {"reply_to": "help@pay.example"}),
    ("solution", True, {"turn": Turn.CUSTOMER, "phone": "+44 20 7946 0123"}),
    ("case-reopened", False, {"is_reachable": False, "amount": None}),
    ("case-resolved", True, {"turn": Turn.NOBODY, "ending": Ending.CANNOT_BE_DONE}),
)


@dataclass(frozen=True)
class Reading:
    """One case: its record, what is told of it, and how that is read."""

    event: str
    record: Record
    said: Said
    mail: Rendered
    sms: Rendered
    page: Said

    @property
    def heading(self) -> str:
        record = self.record
        kind = "refund" if record.is_refund else record.direction
        return f"{record.rung or 'no word'} · {kind} · {self.event} · {record.turn}"

    @property
    def row(self) -> str:
        """The case as a row of a table: what is said in each slot."""
        cells = [self.heading, *(self.said.text(slot) for slot in Slot), self.said.cause]
        return f"| {' | '.join(cells)} |"

    @property
    def page_text(self) -> str:
        """What the status page says, a line for each of its parts."""
        said = self.page
        parts = (
            (Slot.TITLE,), (Slot.HAPPENED, Slot.NEWS), (), (Slot.MONEY, Slot.DAY),
            (Slot.TO_DO, Slot.UNTIL, Slot.CAUTION), (Slot.NEXT,), (Slot.CONTACT,),
        )  # fmt: skip
        lines = (said.text(*slots) if slots else said.cause for slots in parts)
        return "\n".join(line for line in lines if line)


def readings(language: str, rung: str | None = None) -> Iterator[Reading]:
    """Compose eighteen cases of a rung, or of every one; needs no database."""
    for one in sorted(RUNGS) if rung is None else [rung]:
        for causes, way in KINDS:
            for event, has_cause, known in SITUATIONS:
                cause = causes[Language(language)] if has_cause else ""
                record = replace(RECORD, language=language, rung=one, cause=cause, **(way | known))
                yield _reading(event, record)


def _reading(event: str, record: Record) -> Reading:
    claimed = message_words(record, occasion_of(event))
    amount = write_amount(record.amount, record.currency, record.language)
    words = sample_words(event, record.language) | claimed | {"amount": amount}
    words = clean_context(event, words)
    mail, sms = (
        render_file(event, channel, record.language, words)
        for channel in (Channel.EMAIL, Channel.SMS)
    )
    return Reading(event, record, compose(record, occasion_of(event)), mail, sms, compose(record))
