"""Making the case of what somebody reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from support.cases.models import Case, Message
from support.cases.opening import Opening
from support.cases.services import open_case, record_words
from support.customers.contacts import Contact
from support.customers.models import Customer
from support.customers.reading import read_contact
from support.customers.services import record_customer
from support.files.models import StoredFile
from support.guidance.guides import walk_guide
from support.payments.models import Payment

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SUBJECT_WORDS = 80  # characters of what was said that stand in the queue


@dataclass(frozen=True)
class Report:
    """What somebody reports: of a payment, else of a customer, else of who they say they are.

    `about` is what they call their payment where we hold none; `guide` the slug of the guide to
    begin with, "" for that of the rules.
    """

    words: str
    medium: str = Message.Medium.PHONE
    payment: Payment | None = None
    customer: Customer | None = None
    contact: Contact | None = None
    about: str = ""
    guide: str = ""
    files: Sequence[StoredFile] = ()


@transaction.atomic
def report_trouble(report: Report, *, actor: "User | None", now: datetime) -> tuple[Case, bool]:
    """Open a case with the customer's words and begin its guide; return it and whether it is new.

    Where a case is open for the payment the words are added to that, and its walk stays. Nobody's
    address is changed by what is reported of a payment or of somebody known: it could be anybody
    who calls.
    Raises ValidationError where nothing was said, and for a guide that is not published.
    """
    customer = _customer(report)
    opening = Opening(subject=_subject(report))
    case, is_new = open_case(
        customer, opening=opening, payment=report.payment, now=now, actor=actor
    )
    record_words(case, report.words, medium=report.medium, files=report.files, now=now, actor=actor)
    if is_new:
        _begin(case, report.guide, actor=actor, now=now)
    return case, is_new


def _begin(case: Case, guide: str, *, actor: "User | None", now: datetime) -> None:
    """Begin the guide; where none is published at all the case is a person's alone."""
    try:
        with transaction.atomic():
            walk_guide(case, guide, actor=actor, now=now)
    except ValidationError:
        if guide:
            raise


def _customer(report: Report) -> Customer:
    if report.payment is not None:
        return report.payment.customer
    if report.customer is not None:
        return report.customer
    return record_customer(read_contact(report.contact or Contact()))


def _subject(report: Report) -> str:
    said = " ".join(report.words.split())
    short = said if len(said) <= SUBJECT_WORDS else f"{said[: SUBJECT_WORDS - 1]}…"
    called = report.payment.reference if report.payment else report.about.strip()
    return f"{called} · {short}" if called else short
