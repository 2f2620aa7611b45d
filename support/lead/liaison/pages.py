"""The list of banks, and what is written down of one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from support.inquiries.models import Bank
from support.liaison.models import Action, Contact, Meeting

MINUTES_SHOWN = 20


@dataclass(frozen=True)
class BankLine:
    """A bank with who can be reached now, the next meeting, and what is to be done."""

    bank: Bank
    reached: list[Contact]
    meets_at: datetime | None
    open: int
    overdue: int


def bank_lines(now: datetime, today: date) -> list[BankLine]:
    """Return every bank; four queries."""
    banks = Bank.objects.prefetch_related("contacts", "meetings")
    actions: dict[int, list[Action]] = {}
    for action in Action.objects.open():
        actions.setdefault(action.bank_id, []).append(action)
    return [
        BankLine(
            bank=bank,
            reached=[contact for contact in bank.contacts.all() if contact.is_open(now)],
            meets_at=_next(list(bank.meetings.all()), now),
            open=len(actions.get(bank.pk, [])),
            overdue=sum(one.due_on < today for one in actions.get(bank.pk, [])),
        )
        for bank in banks
    ]


def _next(meetings: list[Meeting], now: datetime) -> datetime | None:
    times = [meeting.next_at(now) for meeting in meetings]
    return min((at for at in times if at), default=None)


def bank_page(bank: Bank, now: datetime) -> dict[str, Any]:
    """Return what is shown of one bank; four queries."""
    contacts = list(bank.contacts.all())
    for contact in contacts:
        contact.bank = bank
    return {
        "bank": bank,
        "contacts": [(contact, contact.is_open(now)) for contact in contacts],
        "meetings": [(meeting, meeting.next_at(now)) for meeting in bank.meetings.all()],
        "minutes": bank.minutes.select_related("author")[:MINUTES_SHOWN],
        "actions": bank.actions.open().for_list(),
    }
