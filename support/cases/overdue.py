"""Banks that have not answered in time."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from support.cases.locked import lock_case
from support.cases.models import Case, Status
from support.cases.telling.messages_of_case import tell_customer
from support.notifications.models import Notification
from troubleshooting.causes.models import Cause

AT_ONCE = 500


def tell_overdue_banks(now: datetime) -> int:
    """Tell the customers whose bank has not answered in time, once for each time it was given.

    Returns how many were told. Of many, the rest is told at the next call.
    """
    told = Notification.objects.filter(
        thread=OuterRef("reference"), event="bank-overdue", created_at__gte=OuterRef("bank_due_at")
    )
    due = (
        Case.objects.filter(~Exists(told), status=Status.WAITING_BANK, bank_due_at__lt=now)
        .filter(silent_since=None)
        .exclude(cause__disclosure=Cause.Disclosure.SILENT)
        .exclude(contact_email="", contact_phone="")
        .order_by("bank_due_at")
    )
    return sum(_tell(case, now) for case in due.only("pk")[:AT_ONCE])


@transaction.atomic
def _tell(case: Case, now: datetime) -> bool:
    case = lock_case(case)
    if case.status != Status.WAITING_BANK or case.bank_due_at is None or case.bank_due_at >= now:
        return False  # the bank has answered meanwhile
    queued = tell_customer(
        case,
        "bank-overdue",
        now=now,
        occasion=f"bank-{case.bank_due_at:%Y%m%d%H%M%S}",
    )
    return bool(queued)
