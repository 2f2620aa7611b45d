"""Everything the status page says, and nothing else: what is not put here cannot leak."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support.cases.models import CUSTOMER_WORDING, Case, Status
from support.payments.models import Payment
from support.payments.references.quoting import bank_reference_of
from support.portal.correspondence import Correspondence, read_correspondence
from support.portal.expectation import Expectation, expectation_of, time_format
from support.portal.languages import LANGUAGE_TAGS, LanguageChoice, language_choices
from support.portal.track import Stage, build_track
from support.portal.wording import Task, about, holder, lead, status_shown, task_of

# Tone (a class for the looks) and icon of each status; the words are CUSTOMER_WORDING's.
LOOKS = {
    Status.NEW: ("working", "magnifying-glass"),
    Status.OPEN: ("working", "magnifying-glass"),
    Status.WAITING_CUSTOMER: ("yours", "hand-raised"),
    Status.WAITING_BANK: ("waiting", "building-library"),
    Status.RESOLVED: ("finished", "check-circle"),
    Status.CLOSED: ("finished", "archive-box"),
}


@dataclass(frozen=True)
class StatusPage:
    """What a customer reads of his case, in the language and time zone that are active."""

    reference: str
    language_tag: str
    languages: tuple[LanguageChoice, ...]
    tone: str
    icon: str
    status: str
    about: str
    lead: str
    expectation: Expectation
    task: Task
    holder: str
    stages: tuple[Stage, ...]
    details: tuple[tuple[str, str], ...]
    correspondence: Correspondence
    read_at: datetime
    zone: str
    time_format: str  # Django's date format characters


def build_page(case: Case, *, language: str, now: datetime) -> StatusPage:
    """Gather the page in three queries; `language` must be the active one."""
    status = status_shown(case)
    tone, icon = LOOKS[status]
    return StatusPage(
        reference=case.reference,
        language_tag=LANGUAGE_TAGS[language],
        languages=language_choices(language),
        tone=tone,
        icon=icon,
        status=str(CUSTOMER_WORDING[status]),
        about=about(case.payment),
        lead=lead(case, language),
        expectation=expectation_of(case, now),
        task=task_of(case, language),
        holder=holder(case),
        stages=build_track(case),
        details=_details(case.payment),
        correspondence=read_correspondence(case.reference),
        read_at=now,
        zone=timezone.get_current_timezone_name(),
        time_format=time_format(),
    )


def _details(payment: Payment | None) -> tuple[tuple[str, str], ...]:
    """Return what the customer may quote to his bank; no full number is stored or shown."""
    if payment is None:
        return ()
    account = payment.counterparty_account
    details = (
        (_("Payment reference"), payment.reference),
        (_("Reference for your bank"), bank_reference_of(payment)),
        (_("Amount"), payment.amount_label if payment.amount is not None else ""),
        (_("Sent through"), payment.channel.public_name(payment.method)),
        (pgettext("customer", "Account"), account if "*" in account else ""),
    )
    return tuple((label, value) for label, value in details if value)
