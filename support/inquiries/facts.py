"""What is read of a case's inquiries: by walks, and before money is sent again."""

from datetime import datetime
from operator import itemgetter
from typing import Any

from support.cases.models import Case
from support.inquiries.models import Inquiry
from support.payments.models import Payment
from troubleshooting.checks.families.inquiry import HAS_IT, MEANS


def facts_of_inquiries(case: Case, payment: Payment, now: datetime) -> dict[str, Any]:
    """Return nothing where no bank was asked, or what it was asked was withdrawn.

    The latest that a bank was asked counts; where the money is, the latest answer that says so.
    What a bank said of an earlier attempt says nothing of the payment that was sent again.
    """
    if case.is_fresh:
        return {}
    rows = Inquiry.objects.to_banks().filter(case.with_merged, withdrawn=False).order_by("-pk")
    if payment.instead_of_id and payment.initiated_at:
        rows = rows.filter(asked_at__gte=payment.initiated_at)
    asked = list(rows)
    if not asked:
        return {}
    found = asked[0]
    return {
        "inquiry_type": found.type,
        "inquiry_asked_at": found.asked_at.isoformat(),
        "inquiry_due_at": found.due_at.isoformat(),
        "inquiry_answer": found.answer or None,
        "bank_has_it": _has_it(asked),
    }


def _has_it(asked: list[Inquiry]) -> bool | None:
    """Tell what the last answer says of where the money is, None if none does."""
    said = [(one.answered_at, MEANS[one.answer]) for one in asked
            if one.answered_at and one.answer in MEANS]  # fmt: skip
    return max(said, key=itemgetter(0))[1] in HAS_IT if said else None
