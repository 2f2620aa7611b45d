"""What a customer's page says of complaints: that it is one, or that we have or answered one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from support.cases.models import Case, Message, StatusLink
from support.claims.claim import kind_of
from support.claims.formats import is_chinese
from support.complaints.lists import reasons
from support.complaints.models import Complaint
from support.complaints.sentences import outcome_in_words, turn_to_in_words
from support.complaints.telling import day_of
from support.notifications.words.cleaning import clean_word
from support.payments.models import Payment


@dataclass(frozen=True)
class Standing:
    """`about` is the case that this one complains of, `reference` the complaint we have.

    Of a complaint `payment` is what it is about, and `title`, `happened` and, once it is answered,
    `answer` and `final` are told. `answer_by` is "" where that day is past or no days may be named.
    `answered` is the last complaint where none is open, with its day and where that is read.
    """

    about: str = ""
    payment: Payment | None = None
    title: str = ""
    happened: str = ""
    answer: str = ""
    final: str = ""
    reference: str = ""
    answer_by: str = ""
    answered: str = ""
    answered_on: str = ""
    address: str = ""


def standing_of(case: Case, language: str, now: datetime) -> Standing:
    """Say what there is of a case: one query, and one more where it is answered.

    Of several about a case the one that is open counts, else the last.
    """
    known = Complaint.objects.select_related("case__customer", "about__payment__channel", "rule")
    last = F("answered_at").desc(nulls_first=True)
    found = known.filter(Q(case=case) | Q(about=case)).order_by(last).first()
    if found is None:
        return Standing()
    if found.case_id == case.pk:
        return _of_complaint(found, case, language)
    reference = found.case.reference
    if found.answered_at is not None:
        answered_on = day_of(found, found.answered_at, language)
        address = _address_of(found.case, case, now)
        return Standing(answered=reference, answered_on=answered_on, address=address)
    due = None if case.is_silent or found.answer_due_at <= now else found.answer_due_at
    return Standing(reference=reference, answer_by=day_of(found, due, language))


def _of_complaint(complaint: Complaint, case: Case, language: str) -> Standing:
    """Say of a complaint how it stands; one that was taken up again has its answer all the same."""
    payment, is_ended = complaint.about.payment, complaint.answered_at is not None and case.is_done
    return Standing(
        about=complaint.about.reference,
        payment=payment,
        title=_("We have answered your complaint") if is_ended else _title(payment, language),
        happened=_happened(complaint, case, language),
        answer=_answer_to(complaint, case),
        final=_final(complaint, language) if is_ended else "",
    )


def _title(payment: Payment | None, language: str) -> str:
    if payment is None:
        return _("We are looking into your complaint")
    kind = kind_of(payment.direction, language, is_refund=payment.is_refund)
    name = clean_word("payment", payment.known_as)
    thing = f"{kind} {name}{' ' if is_chinese(language) else ''}" if name else kind
    return _("We are looking into your complaint about your %(thing)s") % {"thing": thing}


def _happened(complaint: Complaint, case: Case, language: str) -> str:
    """Say how it ended, else why it takes longer; of a silent case that is a person's to say."""
    if complaint.outcome:
        return outcome_in_words(complaint.outcome, language)
    if case.is_silent:
        return ""
    reason = reasons().get(complaint.held_for)
    if reason is None:
        return _("We have your complaint.")
    told = {"reason": reason.in_language(language)}
    return _("We cannot answer your complaint yet. %(reason)s") % told


def _answer_to(complaint: Complaint, case: Case) -> str:
    if complaint.answered_at is None:
        return ""
    answers = Message.objects.filter(
        case=case, kind=Message.Kind.OUTGOING, written_at=complaint.answered_at
    )
    return answers.values_list("body", flat=True).first() or ""


def _final(complaint: Complaint, language: str) -> str:
    rule = complaint.rule
    name = rule.in_language(rule.turn_to_en, rule.turn_to_zh, language)
    if not name:
        return _("This was our final answer.")
    told = {"body": turn_to_in_words(name, rule.turn_to_url, language)}
    return _("This was our final answer. If you do not agree, you can turn to %(body)s.") % told


def _address_of(complaint: Case, case: Case, now: datetime) -> str:
    """Return where a complaint is read: for whom both cases are written to alike, "" else."""
    if complaint.contact != case.contact:
        return ""
    links = StatusLink.objects.filter(case=complaint, revoked_at=None, expires_at__gt=now)
    link = links.first()
    return link.url if link else ""
