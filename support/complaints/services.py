"""A complaint from its first word to its answer. Each service is a door: it locks the first case,
then the complaint's own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Unpack
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from support.cases.locked import lock_case, lock_kept, set_status
from support.cases.merging.related import relate_cases
from support.cases.models import Case, CaseEvent, CaseRelation, Message, Status, log
from support.cases.opening import Opening, new_case
from support.cases.telling.saying import Came, say
from support.complaints.deadlines import DAY, end_of
from support.complaints.lists import causes, reasons
from support.complaints.models import Complaint, NoComplaint
from support.complaints.rules import market_of, rule_for, terms_of
from support.complaints.telling import ANSWERED, HELD, RECEIVED, must_tell, tell
from support.guidance.hearing import hear_customer
from support.notifications.models import Notification
from support.notifications.signals import not_reached

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def open_complaint(about: Case, *, now: datetime, actor: "User") -> Complaint:
    """Open a complaint about a case, tell its customer so, and return it.

    While one is open about the case that is returned, so a second call changes nothing. Raises
    ValidationError for a case that is a complaint itself.
    """
    complaint, is_new = _open(about, now=now, actor=actor)
    if is_new:
        _acknowledge(complaint, now)
    return complaint


@transaction.atomic
def hear_complaint(case: Case, words: str, *, now: datetime, **came: Unpack[Came]) -> Message:
    """Write down a customer's complaint in the one that is open about their case, or in a new one.

    Raises as `open_complaint` does, and ValidationError where nothing was said.
    """
    complaint, is_new = _open(case, now=now, actor=None)
    message = hear_customer(complaint.case, words, now=now, **came)
    if is_new:
        _acknowledge(complaint, now)
    return message


def _open(about: Case, *, now: datetime, actor: "User | None") -> tuple[Complaint, bool]:
    about = lock_kept(about)
    if Complaint.objects.filter(case=about).exists():
        raise ValidationError(_("This case is a complaint itself."), code="complaint")
    related = Complaint.objects.select_related("case__customer", "about", "rule")
    found = related.to_answer().filter(about=about).first()
    if found is not None:
        return found, False
    rule = rule_for(about)
    terms = terms_of(rule, market_of(rule, about.contact.language), now)
    case = _new_case(about, now, actor)
    case.first_answer_due_at, case.solution_due_at = terms.acknowledge_by, terms.answer_by
    case.complaint_due_at = terms.acknowledge_by
    case.due_at = case.next_due()
    case.silent_since = now if about.is_silent else None
    case.save(update_fields=OPENED)
    relate_cases(case, about, CaseRelation.Kind.PARENT, now=now, actor=actor)
    complaint = Complaint.objects.create(
        case=case, about=about, rule=rule, received_at=now, **vars(terms),
        channel=about.payment.channel if about.payment else None,
    )  # fmt: skip
    return complaint, True


OPENED = [
    "first_answer_due_at", "solution_due_at", "complaint_due_at", "due_at", "silent_since",
    "updated_at",
]  # fmt: skip


def _new_case(about: Case, now: datetime, actor: "User | None") -> Case:
    with translation.override(about.contact.language):
        subject = _("Complaint about %(reference)s") % {"reference": about.reference}
    opening = Opening(subject, priority=about.priority, contact=about.told_contact)
    return new_case(about.customer, opening, now=now, actor=actor)


def _acknowledge(complaint: Complaint, now: datetime) -> None:
    """Tell a customer that we have their complaint, if a message can; else its clock goes on."""
    case = lock_case(complaint.case)
    if tell(complaint, case, RECEIVED, now=now):
        _note_acknowledged(complaint, case, now)


def connect() -> None:
    not_reached.connect(_take_back, dispatch_uid="complaint-not-acknowledged-after-all")


def _take_back(sender: Any, *, notification: Notification, now: datetime, **_more: Any) -> None:
    """Let the clock of the acknowledgement run on where the message of it reached nobody.

    The case was locked when the message began to fail.
    """
    if notification.event != RECEIVED:
        return
    told = Complaint.objects.to_answer().filter(case__reference=notification.thread)
    complaint = told.exclude(acknowledged_at=None).select_related("case").first()
    if complaint is not None:
        _note_acknowledged(complaint, lock_case(complaint.case), None)


@transaction.atomic
def note_acknowledged(complaint: Complaint, *, now: datetime, actor: "User") -> Complaint:
    """Note that a person has acknowledged a complaint. Raises ValidationError if that was done."""
    complaint, case = _lock(complaint)
    if complaint.acknowledged_at is not None:
        raise ValidationError(_("This complaint is acknowledged already."), code="acknowledged")
    _note_acknowledged(complaint, case, now)
    log(case, CaseEvent.Kind.COMPLAINT, now=now, actor=actor, step="acknowledged")
    return complaint


def _note_acknowledged(complaint: Complaint, case: Case, at: datetime | None) -> None:
    complaint.acknowledged_at = at
    complaint.save(update_fields=["acknowledged_at"])
    _set_clock(complaint, case)


@transaction.atomic
def hold_complaint(
    complaint: Complaint, *, reason: str, until: date, now: datetime, actor: "User",
    tells: bool = True,
) -> Complaint:  # fmt: skip
    """Put the answer off until a day, once, and tell the customer why; else a person did.

    Raises ValidationError for a second time, an unknown reason, a day that is not later than what
    was told or later than the rule allows, and where no message can leave.
    """
    complaint, case = _lock(complaint)
    if not complaint.can_be_held:
        raise ValidationError(_("This complaint can't be put off again."), code="held")
    if reason not in reasons():
        raise ValidationError(_("Please choose why it takes longer."), code="reason")
    first, last = days_to_hold(complaint, now)
    if not first <= until <= last:
        told = {"first": f"{first:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}"}
        message = _("Please choose a day from %(first)s to %(last)s.") % told
        raise ValidationError(message, code="day")
    moment = end_of(market_of(complaint.rule, case.contact.language), until)
    assert complaint.longest_by is not None  # noqa: S101
    moment = min(moment, complaint.longest_by)
    complaint.held_at, complaint.held_for, complaint.held_until = now, reason, moment
    complaint.save(update_fields=["held_at", "held_for", "held_until"])
    if tells:
        must_tell(complaint, case, HELD, now=now)
    _set_clock(complaint, case)
    values = {"step": "held", "reason": reason, "until": moment.isoformat()}
    log(case, CaseEvent.Kind.COMPLAINT, now=now, actor=actor, **values)
    return complaint


def days_to_hold(complaint: Complaint, now: datetime) -> tuple[date, date]:
    """Return the first and the last day until which a complaint can be put off, where it can."""
    zone = ZoneInfo(complaint.rule.time_zone)
    promised, today = (moment.astimezone(zone).date() for moment in (complaint.answer_by, now))
    latest = complaint.longest_by or complaint.answer_by
    return max(promised + DAY, today), latest.astimezone(zone).date()


@dataclass(frozen=True)
class Answer:
    """The final answer: the words for the customer, how it ends, and what it came from."""

    words: str
    outcome: str
    root_cause: str
    tells: bool = True


@transaction.atomic
def answer_complaint(
    complaint: Complaint, answer: Answer, *, now: datetime, actor: "User"
) -> Complaint:
    """Answer a complaint and end its case; the customer reads the words and where to turn next.

    Raises ValidationError for one that is answered, without words, outcome or root cause, and
    where no message can leave though it should.
    """
    complaint, case = _lock(complaint)
    if answer.outcome not in Complaint.Outcome.values:
        raise ValidationError(_("Please say how the complaint ends."), code="outcome")
    if answer.root_cause not in causes():
        raise ValidationError(_("Please choose the root cause."), code="root_cause")
    message = say(case, Message.Kind.OUTGOING, answer.words, now=now, actor=actor)
    complaint.answered_at, complaint.outcome = now, answer.outcome
    complaint.root_cause = answer.root_cause
    complaint.save(update_fields=["answered_at", "outcome", "root_cause"])
    case.complaint_due_at = None
    if answer.tells:
        must_tell(complaint, case, ANSWERED, now=now, reply=message.body)
    before = case.status
    set_status(case, Status.RESOLVED, now)
    log(case, CaseEvent.Kind.RESOLVED, now=now, actor=actor, before=before, after=case.status)
    values = {"step": "answered", "outcome": answer.outcome, "root_cause": answer.root_cause}
    log(case, CaseEvent.Kind.COMPLAINT, now=now, actor=actor, **values)
    return complaint


@transaction.atomic
def see_no_complaint(case: Case, *, now: datetime, actor: "User") -> None:
    """Note that what reads like a complaint is none, once; nobody is asked of this case again."""
    case = lock_kept(case)
    seen = {"seen_by": actor, "seen_at": now}
    _row, is_new = NoComplaint.objects.get_or_create(case=case, defaults=seen)
    if is_new:
        log(case, CaseEvent.Kind.COMPLAINT, now=now, actor=actor, step="none")


def _lock(complaint: Complaint) -> tuple[Complaint, Case]:
    """Lock the case of a complaint. Raises ValidationError for one that is answered."""
    case = lock_case(complaint.case)
    related = Complaint.objects.select_related("about__payment__channel", "about__customer", "rule")
    complaint = related.get(pk=complaint.pk)
    if complaint.answered_at is not None:
        raise ValidationError(_("This complaint is answered already."), code="answered")
    return complaint, case


def _set_clock(complaint: Complaint, case: Case) -> None:
    case.complaint_due_at, case.solution_due_at = complaint.due_at, complaint.answer_due_at
    case.due_at = case.next_due()
    case.save(update_fields=["complaint_due_at", "solution_due_at", "due_at", "updated_at"])
