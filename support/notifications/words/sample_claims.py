"""What claims say of an invented record, for each event."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from support.claims.composing import message_words
from support.claims.record import Record, Turn
from support.customers.models import Language
from support.notifications.words.events import occasion_of

CAUSES = {
    Language.ENGLISH: "The account for payout PO-0302-0007 is closed. Please add another account.",
    Language.CHINESE: "出款 PO-0302-0007 的收款账户已销户。请添加其他账户。",
}
ZONES = {Language.ENGLISH: "Europe/London", Language.CHINESE: "Asia/Shanghai"}
RECORD = Record(
    now=datetime(2026, 3, 4, 10, tzinfo=UTC),
    reference="CW-4T7KQ2MZ",
    payment="PO-0302-0007",
    direction="payout",
    rung="returned",
    since=date(2026, 3, 3),
    amount=Decimal(1200),
    currency="CNY",
    turn=Turn.US,
)
_SENT = {
    "rung": "sent",
    "turn": Turn.BANK,
    "promised_at": datetime(2026, 3, 5, 18, tzinfo=UTC),
    "bank_due_at": datetime(2026, 3, 6, 18, tzinfo=UTC),
}
_OF_EVENTS: Mapping[str, dict[str, Any]] = {
    "case-opened": {
        "rung": "pending",
        "now": datetime(2026, 3, 4, 10, tzinfo=UTC),
        "answer_due_at": datetime(2026, 3, 4, 18, tzinfo=UTC),
    },
    "step-needs-you": {"turn": Turn.CUSTOMER},
    "solution": {"turn": Turn.CUSTOMER},
    "reminder": {"turn": Turn.CUSTOMER},
    "waiting-bank": _SENT,
    "bank-overdue": _SENT | {"now": datetime(2026, 3, 9, 10, tzinfo=UTC)},
    "payment-moved": _SENT,
    "case-resolved": {"rung": "credited", "turn": Turn.NOBODY},
    "agent-reply": _SENT,
}
_WITH_CAUSE = frozenset({"solution", "reminder"})


def sample_claims(
    event: str, language: str, *, cause: str = "", house: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what claims say of an event's invented record, "" for what it leaves out.

    `house` are the words of who writes: with none, nobody can be reached.
    """
    house = house or {}
    cause = cause or (CAUSES[Language(language)] if event in _WITH_CAUSE else "")
    record = replace(
        RECORD,
        language=language,
        cause=cause,
        reply_to=house.get("reply_address", ""),
        phone=house.get("phone", ""),
        **_of_event(event, language),
    )
    return message_words(record, occasion_of(event))


def _of_event(event: str, language: str) -> dict[str, Any]:
    """Return what is so at an event, by the clock of those who read the language."""
    zone = ZoneInfo(ZONES[Language(language)])
    return {
        name: value.replace(tzinfo=zone) if isinstance(value, datetime) else value
        for name, value in _OF_EVENTS.get(event, {}).items()
    }
