"""Asking a bank: about one case, or about many in one letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from support.cases.locked import lock_kept
from support.cases.models import Case, Message
from support.cases.taking.giving import claim
from support.files.models import StoredFile
from support.files.services import check_sendable, check_together
from support.guidance.waiting.going_on import go_on
from support.inquiries.clock import note, set_clock
from support.inquiries.codes import RECALLS, Type
from support.inquiries.deadlines import answer_due, rule_for
from support.inquiries.letters.composing import Words, letter_of
from support.inquiries.letters.posting import NO_TIME, queue_letter
from support.inquiries.letters.quoting import quoted_to
from support.inquiries.made import check_made
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.payments.models import Payment

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_IN_A_LETTER = 200
UNNAMED = "INQ-…"
JOINED_WITHIN = timedelta(minutes=2)  # as long as a letter about many waits for the last of them


@dataclass(frozen=True)
class Question:
    """What a bank is asked. `words` go into its letter as they are, and `files`, which are the
    case's; a recall needs its reason.

    One that `joins` goes into the letter that somebody asks the same bank the same by just now.
    One about a single case is called `reference` if that is free, as its preview was.
    """

    bank: Bank
    type: str
    way: str = Inquiry.Way.MAIL
    words: str = ""
    recall_reason: str = ""
    joins: bool = False
    files: Sequence[StoredFile] = ()
    reference: str = ""


@transaction.atomic
def ask_bank(
    cases: Sequence[Case], question: Question, *, actor: "User", now: datetime
) -> list[Inquiry]:
    """Open an inquiry for each case and queue one letter about them all, or note the call.

    Walks go on with it. Raises ValidationError, and asks nothing, where one of the cases is done,
    has no payment, or waits for this bank's answer to the same already; and for a letter to a bank
    whose address nobody knows, a recall without a reason, files that may not leave, pay-ins beside
    others, and too many at once.
    """
    _check(question, len(cases))
    locked = [lock_kept(case) for case in sorted(cases, key=lambda case: case.pk)]
    each = {case.pk: case for case in locked}.values()
    made = [_made(case, question, actor, now) for case in each]
    _check_alike(made, question.type)
    for inquiry in made:
        inquiry.save()
        due = inquiry.due_at.isoformat()
        note(inquiry.case, inquiry, "asked", now=now, actor=actor, type=inquiry.type, due=due)
        claim(inquiry.case, actor, now)
        set_clock(inquiry.case, now)
    if question.way == Inquiry.Way.MAIL:
        _write(question, made, now)
    for inquiry in made:
        go_on(inquiry.case, now=now)
    return made


def _write(question: Question, made: Sequence[Inquiry], now: datetime) -> None:
    kind = BankLetter.Kind.ASKED
    letter = _letter_to_join(question, now) if question.joins else None
    if letter is None:
        later = JOINED_WITHIN if question.joins else NO_TIME
        queue_letter(made, kind, now=now, files=question.files, later=later)
        return
    check_together([*letter.files.all(), *question.files])
    letter.files.add(*question.files)
    letter.inquiries.add(*made)
    asked = letter.inquiries.select_related("case__payment").order_by("pk")
    words = letter_of(question.bank, list(asked), kind, now=now)
    letter.subject, letter.text = words.subject[:200], words.text
    letter.save(update_fields=["subject", "text"])


def _letter_to_join(question: Question, now: datetime) -> BankLetter | None:
    rows = BankLetter.objects.select_for_update(of=("self",)).filter(
        bank=question.bank, kind=BankLetter.Kind.ASKED, state=BankLetter.State.QUEUED,
        created_at=now, not_before__gt=now,
    )  # fmt: skip
    letter = rows.first()
    first = letter.inquiries.first() if letter else None
    fits = first is not None and first.type == question.type
    return letter if fits else None


def preview(case: Case, question: Question, *, now: datetime) -> Words:
    """Return the letter as it would leave; nothing is stored. Raises as `ask_bank` does."""
    _check(question, 1)
    made = _made(case, question, None, now)
    return letter_of(question.bank, [made], BankLetter.Kind.ASKED, now=now)


def files_to_send(of_cases: Q) -> list[StoredFile]:
    """Return what customers sent, by their messages, the newest first, but what may not leave."""
    said = Message.objects.filter(of_cases, kind=Message.Kind.INCOMING)
    found = StoredFile.objects.filter(messages__in=said).distinct().order_by("-created_at")
    return [file for file in found if file.is_cleared]


def preview_of_many(cases: Sequence[Case], question: Question, *, now: datetime) -> Words:
    """Return the letter about cases that may be asked about; inquiries are named as they are made.

    Raises as `ask_bank` does for the letter itself.
    """
    _check(question, len(cases))
    about = [(case, case.payment) for case in cases if case.payment]
    due = _due(question, about[0][1], now)
    made = [_inquiry(case, payment, question, due, now) for case, payment in about]
    for inquiry in made:
        inquiry.reference = UNNAMED
    _check_alike(made, question.type)
    return letter_of(question.bank, made, BankLetter.Kind.ASKED, now=now)


@transaction.atomic
def withdraw_inquiry(inquiry: Inquiry, *, actor: "User", now: datetime) -> Inquiry:
    """Wait for its answer no more; nobody is told. A second call changes nothing."""
    case = lock_kept(inquiry.case)
    inquiry = Inquiry.objects.select_for_update().select_related("bank").get(pk=inquiry.pk)
    if not inquiry.is_open:
        return inquiry
    inquiry.ended_at, inquiry.withdrawn, inquiry.heard = now, True, None
    inquiry.save(update_fields=["ended_at", "withdrawn", "heard"])
    note(case, inquiry, "withdrawn", now=now, actor=actor)
    set_clock(case, now)
    go_on(case, now=now)
    return inquiry


def _check(question: Question, count: int) -> None:
    if question.way == Inquiry.Way.MAIL and not question.bank.address:
        raise ValidationError(
            _("No address for inquiries is known of this bank: ask it by phone."), code="address"
        )
    if question.type == Type.RECALL and not question.recall_reason:
        raise ValidationError(_("Please say why it is recalled."), code="reason")
    check_together(question.files)
    check_sendable(question.files)
    if count > MOST_IN_A_LETTER:
        told = {"most": MOST_IN_A_LETTER}
        raise ValidationError(
            _("One letter asks about %(most)s cases at most.") % told, code="many"
        )


def _check_alike(made: Sequence[Inquiry], kind: str) -> None:
    """Raise ValidationError where one letter would say of some payments what is not so."""
    ways = {one.case.payment.is_payin for one in made if one.case.payment}
    if kind == Type.NOT_RECEIVED and len(ways) > 1:
        raise ValidationError(
            _("Please ask about pay-ins and about other payments in letters of their own."),
            code="payin",
        )


def _made(case: Case, question: Question, actor: "User | None", now: datetime) -> Inquiry:
    """Return an inquiry that is not stored yet. Raises ValidationError where none may be."""
    open_ones = Inquiry.objects.open().to_banks().filter(case.with_merged)
    is_asked = open_ones.filter(bank=question.bank, type=question.type).exists()
    payment = check_case(case, question.type, is_asked=is_asked)
    made = _inquiry(case, payment, question, _due(question, payment, now), now)
    made.asked_by = actor
    made.reference = _name(question) or made.reference
    return made


def _due(question: Question, payment: Payment, now: datetime) -> datetime:
    return answer_due(question.bank, rule_for(question.bank, question.type, payment), now)


def _inquiry(
    case: Case, payment: Payment, question: Question, due: datetime, now: datetime
) -> Inquiry:
    return Inquiry(
        case=case,
        bank=question.bank,
        type=question.type,
        recall_reason=question.recall_reason if question.type == Type.RECALL else "",
        words=question.words.strip(),
        quoted=quoted_to(question.bank, payment),
        way=question.way,
        asked_at=now,
        due_at=due,
        chase_at=due,
    )


def _name(question: Question) -> str:
    """Return the reference of the preview, "" where it is taken: a new one is made then."""
    wanted = question.reference
    is_taken = not wanted or Inquiry.objects.filter(reference=wanted).exists()
    return "" if is_taken else wanted


def check_case(case: Case, kind: str, *, is_asked: bool) -> Payment:
    """Return what a bank can be asked about of a case. Raises ValidationError where nothing."""
    told = {"reference": case.reference}
    if case.is_done:
        raise ValidationError(_("%(reference)s is resolved already.") % told, code="resolved")
    if case.payment is None:
        raise ValidationError(
            _("%(reference)s has no payment that a bank could look for.") % told, code="payment"
        )
    if is_asked:
        raise ValidationError(
            _("%(reference)s: this bank has been asked the same, and has not answered yet.") % told,
            code="asked",
        )
    if kind in RECALLS:
        check_made(case.payment)
    return case.payment
