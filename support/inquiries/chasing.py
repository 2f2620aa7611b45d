"""Banks that have not answered: reminded on the day and after, then who is on duty is told."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from support.cases.locked import lock_kept
from support.inquiries.clock import note
from support.inquiries.deadlines import chase_due, rule_for
from support.inquiries.letters.posting import queue_letter
from support.inquiries.models import BankLetter, Inquiry
from support.roster.services import escalate

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)
AT_ONCE = 500
MOST_CHASERS = 2  # by itself; then a person has to see to it
PUT_OFF = timedelta(hours=1)


def chase_all(now: datetime) -> int:
    """Chase the banks whose day has come; return how many inquiries that were."""
    due = Inquiry.objects.open().to_banks().filter(chase_at__lte=now).order_by("chase_at")
    return sum(_tried(inquiry, now) for inquiry in due.select_related("case")[:AT_ONCE])


def _tried(inquiry: Inquiry, now: datetime) -> bool:
    try:
        return _chase(inquiry, now)
    except Exception:  # keeps no other bank from its turn, however many fail, and is told each time
        logger.exception("inquiry %s could not be chased", inquiry.reference)
        Inquiry.objects.filter(pk=inquiry.pk, chase_at__lte=now).update(chase_at=now + PUT_OFF)
        return False


@transaction.atomic
def _chase(inquiry: Inquiry, now: datetime) -> bool:
    inquiry = _locked(inquiry)
    if not inquiry.is_open or inquiry.chase_at is None or inquiry.chase_at > now:
        return False  # answered meanwhile, or somebody was faster
    if inquiry.chased >= MOST_CHASERS or not inquiry.bank.address:
        _escalate(inquiry, now)
    else:
        _remind(inquiry, None, now)
    return True


@transaction.atomic
def remind_now(inquiry: Inquiry, *, actor: "User", now: datetime) -> Inquiry:
    """Remind a bank at once. Raises ValidationError where it has answered or has no address."""
    inquiry = _locked(inquiry)
    if not inquiry.is_open or inquiry.is_from_bank:
        raise ValidationError(_("This inquiry has ended."), code="ended")
    if not inquiry.bank.address:
        raise ValidationError(
            _("No address for inquiries is known of this bank: ask it by phone."), code="address"
        )
    _remind(inquiry, actor, now)
    return inquiry


def _locked(inquiry: Inquiry) -> Inquiry:
    case = lock_kept(inquiry.case)
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related("bank")
    found = rows.get(pk=inquiry.pk)
    found.case = case
    return found


def _remind(inquiry: Inquiry, actor: "User | None", now: datetime) -> None:
    rule = rule_for(inquiry.bank, inquiry.type, inquiry.case.payment)
    inquiry.chased += 1
    inquiry.chase_at = chase_due(inquiry.bank, rule, now)
    inquiry.save(update_fields=["chased", "chase_at"])
    queue_letter([inquiry], BankLetter.Kind.CHASED, now=now)
    note(inquiry.case, inquiry, "chased", now=now, actor=actor, number=inquiry.chased)


def _escalate(inquiry: Inquiry, now: datetime) -> None:
    """Tell who is on duty, once, that the bank stays silent; from then on people chase it."""
    inquiry.chase_at, inquiry.escalated_at = None, now
    inquiry.save(update_fields=["chase_at", "escalated_at"])
    address = reverse("case", args=[inquiry.case.reference])
    team = inquiry.case.team
    escalate("inquiry", about=inquiry.reference, now=now, address=address, team=team)
    note(inquiry.case, inquiry, "escalated", now=now)
