"""What a person decides about a letter. It may be decided once."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.models import Case
from support.customers.contacts import Contact
from support.customers.reading import has_chinese
from support.guidance.hearing import hear_customer
from support.guidance.reports.opening import Report, report_trouble
from support.inquiries.hearing import hear_bank
from support.inquiries.models import Inquiry
from support.intake.letters.letter import Letter
from support.staff.access import check_works_on

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def put_into_case(pk: int, reference: str, *, actor: "User", now: datetime) -> Letter:
    """Write a letter down in a case, as words of its customer. No address of anybody changes.

    Raises ValidationError for a case that there is not, and for a letter that is settled, and
    PermissionDenied for who may only look at the case.
    """
    letter = _waiting(pk)
    case = Case.objects.filter(reference=reference.strip().upper()).first()
    if case is None:
        raise ValidationError(_("There is no case with this reference."), code="reference")
    check_works_on(actor, (case.merged_into or case).team_id)
    message = hear_customer(
        case,
        letter.words,
        now=now,
        actor=actor,
        medium=letter.medium,
        files=list(letter.files.all()),
    )
    letter.settle(Letter.Ending.PUT, message.case, by=actor, now=now)
    return letter


@transaction.atomic
def put_as_banks(pk: int, *, actor: "User", now: datetime) -> Letter:
    """Take a letter for the words of a bank that was asked: of what it answers, else of its case.

    Raises ValidationError where no inquiry is open there, and for a letter that is settled, and
    PermissionDenied for who may only look at a case of them.
    """
    letter = _waiting(pk)
    found = Inquiry.objects.to_banks().select_related("case", "bank").order_by("-pk")
    if letter.asked_id:
        inquiries = list(found.filter(letters=letter.asked_id))
    elif letter.suggested:
        inquiries = list(found.open().filter(letter.suggested.with_merged)[:1])
    else:
        inquiries = []
    if not inquiries:
        raise ValidationError(_("No bank was asked there."), code="not_asked")
    check_works_on(actor, *(one.case.team_id for one in inquiries))
    files = list(letter.files.all())
    hear_bank(inquiries, letter.words, now=now, files=files, asked=letter.asked)
    letter.settle(Letter.Ending.PUT, inquiries[0].case, by=actor, now=now)
    return letter


@transaction.atomic
def open_case_of(pk: int, *, actor: "User", now: datetime) -> Letter:
    """Open a case of whoever sent a letter. Who writes Chinese is written to in Chinese.

    Raises ValidationError if it is settled.
    """
    letter = _waiting(pk)
    report = Report(
        words=letter.words,
        medium=letter.medium,
        contact=Contact(
            name=letter.sender_name,
            email="" if letter.sms_id else letter.sender,
            phone=letter.sender if letter.sms_id else "",
            locale="zh-Hans" if has_chinese(letter.words) else "",
        ),
        files=list(letter.files.all()),
    )
    case, _is_new = report_trouble(report, actor=actor, now=now)
    letter.settle(Letter.Ending.OPENED, case, by=actor, now=now)
    return letter


@transaction.atomic
def set_aside(pk: int, *, actor: "User", now: datetime) -> Letter:
    """Decide that nothing comes of a letter. Raises ValidationError if it is settled."""
    letter = _waiting(pk)
    letter.settle(Letter.Ending.ASIDE, None, by=actor, now=now)
    return letter


@transaction.atomic
def set_all_aside(pk: int, *, actor: "User", now: datetime) -> int:
    """Decide that nothing comes of whatever waits of a letter's sender; return how much it is.

    Raises ValidationError if that letter is settled or its sender is not known.
    """
    letter = _waiting(pk)
    if not letter.sender:
        raise ValidationError(_("Nobody knows who sent this message."), code="sender")
    theirs = Letter.objects.waiting().filter(sender=letter.sender)
    ended = {"ending": Letter.Ending.ASIDE, "settled_by": actor, "settled_at": now}
    return theirs.order_by().update(**ended)


def _waiting(pk: int) -> Letter:
    letter = Letter.objects.select_for_update().filter(pk=pk).first()
    if letter is None or letter.settled_at:
        raise ValidationError(_("Somebody has decided about this message already."), code="settled")
    return letter
