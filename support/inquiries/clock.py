"""One clock for a case that waits for a bank: by when the first of its banks has to answer."""

from datetime import datetime
from typing import Any

from django.db.models import Min, Q

from support.cases.models import Case, CaseEvent, Status, log
from support.customers.models import Language
from support.inquiries.models import Inquiry


def set_clock(case: Case, now: datetime) -> None:
    """Let a locked case go by what is open between it and its banks, else by its channel.

    What a bank wrote and nobody has judged is open as well, whatever it answered before.
    """
    is_open = Q(ended_at=None) | Q(heard__isnull=False)
    asked = Inquiry.objects.filter(case.with_merged).filter(is_open)
    due = asked.aggregate(due=Min("due_at"))["due"]
    if due == case.inquiry_due_at:
        return
    case.inquiry_due_at = due
    if case.status == Status.WAITING_BANK:
        case.wait_for_bank(now)
        case.due_at = case.next_due()
    case.save(
        update_fields=["inquiry_due_at", "bank_due_at", "promised_at", "due_at", "updated_at"]
    )


def note(case: Case, inquiry: Inquiry, deed: str, *, now: datetime, **more: Any) -> None:
    """Write down in the timeline of a case what became of an inquiry."""
    bank = inquiry.bank
    told: dict[str, Any] = {"deed": deed, "inquiry": inquiry.reference, "bank": bank.slug,
            "named": {language: bank.name_for(language) for language in Language}}  # fmt: skip
    actor = more.pop("actor", None)
    log(case, CaseEvent.Kind.INQUIRY, now=now, actor=actor, **told, **more)
