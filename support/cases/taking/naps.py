"""The ways to snooze a case by one press."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from support.cases.clocks import opening_after
from support.cases.models import Case, Wake

HOURS = {"2h": 2, "4h": 4}
DAYS = {"1d": 1, "3d": 3, "5d": 5}
ANSWERS = {"customer": Wake.CUSTOMER, "bank": Wake.BANK}
NAPS = {
    "2h": _("In two hours"),
    "4h": _("In four hours"),
    "1d": _("Next working day"),
    "3d": _("In three working days"),
    "5d": _("In five working days"),
    "customer": _("Until the customer answers"),
    "bank": _("Until the bank answers"),
}


def nap_until(case: Case, value: str, now: datetime) -> datetime | None:
    """Return when a case that is snoozed so comes back; None where an answer decides."""
    if value in HOURS:
        return now + timedelta(hours=HOURS[value])
    return opening_after(case.market, now, DAYS[value]) if value in DAYS else None
