"""What a walk reads of a case's inquiries: the latest that a bank was asked counts."""

from datetime import datetime
from typing import Any

from support.cases.models import Case
from support.inquiries.models import Inquiry
from support.payments.models import Payment


def facts_of_inquiries(case: Case, payment: Payment, now: datetime) -> dict[str, Any]:
    """Return nothing where no bank was asked, or what it was asked was withdrawn.

    What a bank said of an earlier attempt says nothing of the payment that was sent again.
    """
    if case.is_fresh:
        return {}
    asked = Inquiry.objects.to_banks().filter(case.with_merged, withdrawn=False).order_by("-pk")
    if payment.instead_of_id and payment.initiated_at:
        asked = asked.filter(asked_at__gte=payment.initiated_at)
    found = asked.first()
    if found is None:
        return {}
    return {
        "inquiry_type": found.type,
        "inquiry_asked_at": found.asked_at.isoformat(),
        "inquiry_due_at": found.due_at.isoformat(),
        "inquiry_answer": found.answer or None,
    }
