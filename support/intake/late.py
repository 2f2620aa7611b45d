"""Payments that wait to be sent and are late: each gets the case that nobody has asked for yet."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from support.cases.models import CaseEvent, log
from support.cases.opening import Opening, open_or_take_up
from support.guidance.beginning import begin_walk
from support.payments.ladder.rungs import TO_BE_SENT
from support.payments.models import Payment
from troubleshooting.marks.writing import together

logger = logging.getLogger(__name__)
AT_ONCE = 100  # a minute's work at most; the rest is taken the next time
PUT_OFF = timedelta(hours=1)


def take_up_late(now: datetime) -> int:
    """Open cases for payments that should have been sent by now; return how many.

    Each is one transaction, and what somebody holds just now is left for later. One statement
    where nothing is late.
    """
    late = Payment.objects.filter(late_at__lte=now).order_by("late_at")
    return sum(_tried(pk, now) for pk in late.values_list("pk", flat=True)[:AT_ONCE])


def _tried(pk: int, now: datetime) -> bool:
    try:
        return _take_up(pk, now)
    except Exception:  # keeps no other payment from its case, however many fail; told each time
        logger.exception("a payment that is late could not be taken up")
        Payment.objects.filter(pk=pk, late_at__lte=now).update(late_at=now + PUT_OFF)
        return False


@transaction.atomic
def _take_up(pk: int, now: datetime) -> bool:
    """Open the case of a payment that is still late; say whether it needed one."""
    late = Payment.objects.filter(pk=pk, late_at__lte=now).select_related("channel", "customer")
    payment = late.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
    if payment is None:
        return False
    payment.late_at = None
    payment.save(update_fields=["late_at", "updated_at"])
    if payment.status not in TO_BE_SENT or payment.cases.exists():
        return False
    with together():
        opening = Opening(subject=f"{payment.reference} · {payment.status}")
        case, _is_taken_up = open_or_take_up(payment, opening, now=now, note="", known=[])
        log(case, CaseEvent.Kind.PAYMENT, now=now, status=payment.status, code="", scheme="")
        begin_walk(case, now=now)
    return True
