"""Who goes on with a case, and by when, where its customer is asked nothing more."""

from django.utils.translation import gettext as _

from support.cases.telling.recording import record_of
from support.claims.claim import Slot
from support.claims.composing import compose
from support.claims.record import Turn
from support.portal.page import answer_by
from support.portal.views import Reading


def what_happens_now(reading: Reading) -> str:
    """Say who goes on. The sentences are claims, or name the clock that runs for their words."""
    case, now = reading.case, reading.now
    record = record_of(case, now=now, language=reading.language)
    if record.turn is Turn.NOBODY:
        return _("Your case is closed. Its page says how it ended.")
    if record.turn is Turn.CUSTOMER and not record.is_silent:
        return _("There is something for you to do. You find it on the page of your case.")
    next_step = compose(record).text(Slot.NEXT)
    moment = answer_by(case, record, now) if record.turn is Turn.US else ""
    if not moment or moment in next_step:
        return next_step
    told = {"moment": moment}
    return _("Our team goes on from here. You hear from us by %(moment)s at the latest.") % told
