"""A bank wants papers of our customer: they are asked, and what they sent is passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from support.cases.locked import lock_kept, move_case
from support.cases.models import Case, Message, Status
from support.cases.taking.giving import claim
from support.cases.telling.message_words import message_context
from support.cases.telling.messages_of_case import tell_customer
from support.cases.telling.saying import say
from support.claims.formats import write_day
from support.files.models import StoredFile
from support.files.services import check_sendable, check_together
from support.inquiries.clock import note, set_clock
from support.inquiries.codes import Paper, Type
from support.inquiries.letters.posting import queue_letter
from support.inquiries.letters.quoting import quoted_to
from support.inquiries.models import Bank, BankLetter, Inquiry
from web.forms import check_years

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Wanted:
    """What a bank wants to see, and until which day."""

    bank: Bank
    papers: Sequence[str]
    until: date
    words: str = ""


@transaction.atomic
def want_papers(case: Case, wanted: Wanted, *, actor: "User", now: datetime) -> Inquiry:
    """Write down what a bank wants, and ask the customer for it: the case waits for them.

    Raises ValidationError for a done case, one without a payment, nothing wanted, and a day that
    is past; and where no message may go to this customer by itself.
    """
    check_years(wanted.until)
    case = lock_kept(case)
    if case.is_done or case.payment is None:
        raise ValidationError(_("This case is resolved, or has no payment."), code="resolved")
    if not wanted.papers:
        raise ValidationError(_("Please choose what the bank wants."), code="papers")
    due = datetime.combine(wanted.until, time(18), tzinfo=wanted.bank.zone)
    if due <= now:
        raise ValidationError(_("This day is past."), code="past")
    inquiry = Inquiry.objects.create(
        case=case, bank=wanted.bank, is_from_bank=True, type=Type.REQUEST_INFORMATION,
        papers=list(wanted.papers), words=wanted.words.strip(), way=Inquiry.Way.MAIL,
        quoted=quoted_to(wanted.bank, case.payment), asked_by=actor, asked_at=now, due_at=due,
    )  # fmt: skip
    note(case, inquiry, "wanted", now=now, actor=actor, due=due.isoformat())
    claim(case, actor, now)
    set_clock(case, now)
    case.is_told_next = True
    move_case(case, Status.WAITING_CUSTOMER, now=now, actor=actor)
    # So it stands on their page as well, for as long as they are asked.
    asked = sentence_of(inquiry, case.contact.language)
    say(case, Message.Kind.OUTGOING, asked, now=now, actor=actor)
    words = message_context(case, "step-needs-you", now=now) | {"question": asked}
    occasion = f"papers-{inquiry.reference}"
    if not tell_customer(case, "step-needs-you", now=now, context=words, occasion=occasion):
        raise ValidationError(
            _("No message goes to this customer by itself: write to them."), code="silent"
        )
    return inquiry


def sentence_of(inquiry: Inquiry, language: str) -> str:
    """Say to a customer what is wanted of them, and until when."""
    with translation.override(language):
        comma = _(", ")
        papers = comma.join(str(Paper(name).label) for name in inquiry.papers)
        day = write_day(inquiry.due_at.astimezone(inquiry.bank.zone).date(), language)
        told = {"papers": papers, "day": day}
        return (
            _("The bank needs from you: %(papers)s. Please send it on your status page by %(day)s.")
            % told
        )


@transaction.atomic
def pass_on(
    inquiry: Inquiry, files: Sequence[StoredFile], *, actor: "User", now: datetime, words: str = ""
) -> BankLetter:
    """Send a bank what it wanted, as one mail with files that are the case's; that ends it.

    Raises ValidationError where that was done already, without a file or an address, and for files
    that may not leave.
    """
    case = lock_kept(inquiry.case)
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related("bank")
    inquiry = rows.get(pk=inquiry.pk)
    inquiry.case = case
    if not inquiry.is_open or not inquiry.is_from_bank:
        raise ValidationError(_("This has been passed on already."), code="ended")
    if not files:
        raise ValidationError(_("Please choose a file."), code="files")
    if not inquiry.bank.address:
        raise ValidationError(_("No address for inquiries is known of this bank."), code="address")
    check_together(files)
    check_sendable(files)
    letter = queue_letter(
        [inquiry], BankLetter.Kind.PASSED_ON, now=now, note=words.strip(), files=files
    )
    inquiry.ended_at = now
    inquiry.save(update_fields=["ended_at"])
    note(case, inquiry, "passed_on", now=now, actor=actor, files=len(files))
    set_clock(case, now)
    claim(case, actor, now)
    return letter
