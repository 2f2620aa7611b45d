"""Banks that have not answered in time."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from support.cases.locked import lock_case
from support.cases.models import Case, Status
from support.cases.models.clocked import BANK_UNTOLD
from support.cases.telling.messages_of_case import tell_customer
from troubleshooting.causes.models import Cause

logger = logging.getLogger(__name__)
AT_ONCE = 500
PUT_OFF = timedelta(hours=1)
# Which cases' customers hear of a late bank only later, by who told them what holds till then.
Waiting = Callable[[], Q]
REGISTERED: dict[str, Waiting] = {}


def register_waiting(name: str, function: Waiting) -> None:
    """Let what `function` names wait to be told, and be told once it names it no more.

    Called by an app's `ready`; a second call replaces.
    """
    REGISTERED[name] = function


def tell_overdue_banks(now: datetime) -> int:
    """Tell the customers whose bank has not answered in time, once for each time it was given.

    Returns how many were told. Of many, the rest is told at the next call.
    """
    due = (
        Case.objects.filter(BANK_UNTOLD, bank_due_at__lt=now)
        .filter(Q(bank_tell_after=None) | Q(bank_tell_after__lte=now))
        .exclude(cause__disclosure=Cause.Disclosure.SILENT)
        .exclude(contact_email="", contact_phone="")
        .order_by("bank_due_at")
    )
    for waiting in REGISTERED.values():
        due = due.exclude(waiting())
    return sum(_tried(case, now) for case in due.only("pk")[:AT_ONCE])


def _tried(case: Case, now: datetime) -> bool:
    try:
        return _tell(case, now)
    except Exception:  # keeps nobody else from hearing, however many fail, and is told each time
        logger.exception("the customer of a case whose bank is late could not be told")
        Case.objects.filter(pk=case.pk).update(bank_tell_after=now + PUT_OFF)
        return False


@transaction.atomic
def _tell(case: Case, now: datetime) -> bool:
    case = lock_case(case)
    if case.status != Status.WAITING_BANK or case.bank_due_at is None or case.bank_due_at >= now:
        return False  # the bank has answered meanwhile
    if case.bank_told_at is not None and case.bank_told_at >= case.bank_due_at:
        return False  # somebody was faster
    queued = tell_customer(
        case,
        "bank-overdue",
        now=now,
        occasion=f"bank-{case.bank_due_at:%Y%m%d%H%M%S}",
    )
    Case.objects.filter(pk=case.pk).update(bank_told_at=now)
    return bool(queued)
