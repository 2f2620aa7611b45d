"""What the customer of a complaint is told, in their language; true of it as it stands."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from support.cases.links import link_for
from support.cases.models import Case, Status
from support.cases.telling.message_words import named
from support.cases.telling.messages_of_case import LEAVES_NOT, tell_customer
from support.claims.formats import write_day
from support.complaints.lists import FOR_CUSTOMER, reasons
from support.complaints.models import Complaint
from support.complaints.sentences import (
    outcome_in_words,
    period_in_words,
    to_do_in_words,
    turn_to_in_words,
)

RECEIVED, HELD, ANSWERED = "complaint-received", "complaint-held", "complaint-answered"


def tell(complaint: Complaint, case: Case, event: str, *, now: datetime, reply: str = "") -> bool:
    """Queue a message about a locked complaint; return whether one is on its way."""
    words = words_of(complaint, case, reply=reply)
    link = link_for(case, now).url
    rows = tell_customer(
        case, event, context={**words, "status_url": link}, now=now, occasion=event
    )
    return any(row.state not in LEAVES_NOT for row in rows)


def must_tell(
    complaint: Complaint, case: Case, event: str, *, now: datetime, reply: str = ""
) -> None:
    """Queue a message. Raises ValidationError where none can leave: then a person tells it."""
    if not tell(complaint, case, event, now=now, reply=reply):
        raise ValidationError(
            _("No message can be sent to this customer. Tell them yourself and say so here."),
            code="untold",
        )


def words_of(complaint: Complaint, case: Case, *, reply: str = "") -> Mapping[str, str]:
    """Return the words of every message about a complaint, named as what it is about."""
    language, rule = case.contact.language, complaint.rule
    latest = complaint.longest_by
    return {
        **named(complaint.about),
        "reference": case.reference,
        "customer_name": case.contact.name,
        "complaint_within": period_in_words(rule.answer_days, rule.answer_unit, language),
        "complaint_by": day_of(complaint, complaint.answer_due_at, language),
        "complaint_longest": period_in_words(rule.longest_days, rule.longest_unit, language)
        if rule.longest_days and latest
        else "",
        "complaint_latest": day_of(complaint, latest, language),
        "hold_reason": reasons()[complaint.held_for].in_language(language)
        if complaint.held_for in reasons()
        else "",
        "complaint_to_do": to_do_in_words(language, is_theirs=_is_theirs(complaint, case)),
        "complaint_outcome": outcome_in_words(complaint.outcome, language)
        if complaint.outcome
        else "",
        "turn_to": turn_to_in_words(
            rule.in_language(rule.turn_to_en, rule.turn_to_zh, language),
            rule.turn_to_url,
            language,
        ),
        "reply": reply,
    }


def _is_theirs(complaint: Complaint, case: Case) -> bool:
    """Whether we asked the customer for something that we still wait for."""
    return complaint.held_for == FOR_CUSTOMER or case.status == Status.WAITING_CUSTOMER


def day_of(complaint: Complaint, moment: datetime | None, language: str) -> str:
    """Write the day on which something is due, by the clock of the market that counts it."""
    zone = ZoneInfo(complaint.rule.time_zone)
    return write_day(moment.astimezone(zone).date() if moment else None, language)
