"""Which payments are looked up by the clock: those whose case begins to wait, or waited long."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from support.cases.models import Case, Status
from support.sources.models import Access, LookUp

AT_ONCE = 500


def ask_by_clock(now: datetime) -> int:
    """Ask once for each case and moment, in sets; return how many questions that were.

    A case that begins to wait for its bank is asked for at once, and again when the bank is due.
    """
    sources = list(
        Access.objects.exclude(look_up_address="").order_by().values_list("name", flat=True)
    )
    if not sources:
        return 0
    waiting = Case.objects.filter(
        status=Status.WAITING_BANK, bank_due_at__isnull=False, payment__source__in=sources
    )
    asked = _ask(waiting.filter(bank_due_at__lte=now), LookUp.Why.DUE, now)
    return asked + _ask(waiting.filter(bank_due_at__gt=now), LookUp.Why.BEFORE_WAIT, now)


def _ask(waiting: "QuerySet[Case]", why: LookUp.Why, now: datetime) -> int:
    """Ask for those of which nobody asked so; who is asked about just now is left for later."""
    of_payment = LookUp.objects.filter(payment=OuterRef("payment"))
    asked = of_payment.filter(Q(why=why, bank_due_at=OuterRef("bank_due_at")))
    new = waiting.exclude(Exists(asked)).exclude(Exists(of_payment.waiting()))
    rows = new.order_by("bank_due_at", "pk").values_list("payment", F("bank_due_at"))[:AT_ONCE]
    made = {
        payment: LookUp(
            payment_id=payment, why=why, asked_at=now, not_before=now, bank_due_at=bank_due_at
        )
        for payment, bank_due_at in rows
    }
    LookUp.objects.bulk_create(made.values(), ignore_conflicts=True)
    return len(made)
