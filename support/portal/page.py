"""Everything the status page says, and nothing else: what is not put here cannot leak.

What it says of money, days and turns are claims, the same that messages are made of.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support.brand.reading import Brand, brand_of
from support.cases.models import Case, Status, StatusLink
from support.cases.taking.following_up import closes_on
from support.cases.telling.message_words import article_for
from support.cases.telling.recording import question_for, record_of
from support.claims.claim import Slot, by_a_clock
from support.claims.composing import Said, compose
from support.claims.formats import is_chinese, write_amount, write_moment
from support.claims.record import Record
from support.claims.zones import zone_in_words
from support.guides.reading import Link
from support.incidents.telling import incident_told
from support.notifications.words.cleaning import clean_word
from support.payments.models import Payment
from support.payments.references.quoting import bank_reference_of
from support.portal.complaining.standing import Standing, standing_of
from support.portal.correspondence import Correspondence, read_correspondence
from support.portal.expectation import Expectation, expectation_of
from support.portal.holder import Station, name_of_channel, stations_of
from support.portal.languages import LANGUAGE_TAGS, LanguageChoice, language_choices
from support.portal.surveying.after import After, after_of
from support.portal.track import Stage, build_track
from support.portal.wording import Task, task_of

CREDITED = "credited"
ASKED_IN_WORDS = "do_as_asked"
# As claims write a moment, in Django's date format characters.
MOMENTS = ("j F Y, H:i", "Y年n月j日 H:i")
# Tone (a class for the looks) and icon of each status; the words are `Case.customer_wording`'s.
LOOKS = {
    Status.NEW: ("working", "magnifying-glass"),
    Status.OPEN: ("working", "magnifying-glass"),
    Status.WAITING_CUSTOMER: ("yours", "hand-raised"),
    Status.WAITING_BANK: ("waiting", "building-library"),
    Status.RESOLVED: ("closed", "archive-box"),
    Status.CLOSED: ("closed", "archive-box"),
}


@dataclass(frozen=True)
class Quote:
    """Something to quote and to whom; `can_copy` where somebody will type it elsewhere."""

    label: str
    value: str
    can_copy: bool = False


@dataclass(frozen=True)
class StatusPage:
    """What a customer reads of their case, in the language and time zone that are active."""

    reference: str
    language: str
    language_tag: str
    languages: tuple[LanguageChoice, ...]
    tone: str
    icon: str
    status: str
    title: str
    happened: str
    cause: str
    article: Link | None
    money: str
    stations: tuple[Station, ...]
    expectation: Expectation
    task: Task
    contact: str
    brand: Brand
    stages: tuple[Stage, ...]
    quotes: tuple[Quote, ...]
    correspondence: Correspondence
    after: After
    complaint: Standing
    answer_by: str  # what they wrote last; "" where no clock stands behind that
    read_at: str
    zone: str
    time_format: str  # Django's date format characters


def build_page(
    case: Case, *, language: str, now: datetime, link: StatusLink | None = None
) -> StatusPage:
    """Gather the page, with what came by the link; `language` must be the active one."""
    record = _with_incident(record_of(case, now=now, language=language), case, now)
    question = question_for(case, language)
    record = replace(record, closes_on=closes_on(case, now), question=question)
    said = compose(record)
    complaint = standing_of(case, language, now)
    tone, icon = looks_of(case, record)
    return StatusPage(
        reference=case.reference,
        language=language,
        language_tag=LANGUAGE_TAGS[language],
        languages=language_choices(language),
        tone=tone,
        icon=icon,
        status=case.customer_wording,
        **_claimed(said, complaint),
        article=article_for(case, case.cause, language) if said.cause else None,
        stations=stations_of(case, record),
        expectation=expectation_of(case, said, now),
        task=_task(record, said, complaint),
        brand=brand_of(language),
        stages=build_track(case, record),
        quotes=tuple(_quotes(case, complaint.payment or case.payment, language)),
        correspondence=read_correspondence(
            *case.references, link=link, opens=ASKED_IN_WORDS in said.keys
        ),
        after=_after(case, complaint, now),
        complaint=complaint,
        answer_by=answer_by(case, record, now),
        read_at=write_moment(timezone.localtime(now), language),
        zone=zone_in_words(timezone.localtime(now), language),
        time_format=MOMENTS[is_chinese(language)],
    )


def _with_incident(record: Record, case: Case, now: datetime) -> Record:
    """Name the next time that holds: of who was told of an incident its next news, if not past.

    What they wrote themselves, and a complaint, has its own.
    """
    if case.next_answer_due_at is not None or case.complaint_due_at is not None:
        return record
    incident = incident_told(case)
    if incident is None:
        return record
    due = incident.next_update_at
    at = due.astimezone(record.now.tzinfo) if due is not None and due > now else None
    return replace(record, bank_due_at=at, answer_due_at=at)


def answer_by(case: Case, record: Record, now: datetime) -> str:
    """Write by when what they said last is answered, "" where no clock stands behind that."""
    due = case.next_answer_due_at if record.is_discreet else record.answer_due_at
    if due is None or due <= now or record.is_silent:
        return ""
    return by_a_clock(timezone.localtime(due), record.language)


def looks_of(case: Case, record: Record) -> tuple[str, str]:
    """Return tone and icon; only money that arrived looks well."""
    if record.state == CREDITED:
        return "finished", "check-circle"
    return LOOKS[case.status_shown]


def _task(record: Record, said: Said, complaint: Standing) -> Task:
    """Say what to do; nothing comes after a final answer, which says itself who is next."""
    task = task_of(record, said)
    return replace(task, next="") if complaint.final else task


def _after(case: Case, complaint: Standing, now: datetime) -> After:
    """Say what is offered; a final answer is not taken up again."""
    after = after_of(case, now)
    return replace(after, can_reopen=False, is_long_ago=False) if complaint.final else after


def _claimed(said: Said, complaint: Standing) -> dict[str, str]:
    """Return what is told; of a complaint its own words, for it is no question about a payment."""
    happened = said.text(Slot.HAPPENED, Slot.NEWS)
    return {
        "title": complaint.title or said.text(Slot.TITLE),
        "happened": complaint.happened if complaint.title else happened,
        "cause": said.cause,
        "money": said.text(Slot.MONEY),
        "contact": said.text(Slot.CONTACT),
    }


def _quotes(case: Case, payment: Payment | None, language: str) -> list[Quote]:
    """Return what the customer may quote; no full number is stored or shown."""
    quotes = [Quote(_("Case number"), case.reference, can_copy=True)]
    if payment is not None:
        currency = clean_word("amount", payment.currency)
        amount = write_amount(payment.exact_amount, currency, language)
        quotes += quotes_of(payment, amount)
    return [quote for quote in quotes if quote.value]


def quotes_of(payment: Payment, amount: str) -> list[Quote]:
    """Return how a payment is called and recognised; what is not known has no value."""
    is_card = (payment.method or payment.channel.method) == "card"
    account = pgettext("customer", "Card") if is_card else pgettext("customer", "Account")
    return [
        Quote(_("Quote this to your bank"), bank_reference_of(payment), can_copy=True),
        Quote(pgettext("customer", "Reference"), payment.known_as, can_copy=True),
        Quote(_("Amount"), amount),
        Quote(_("Payment method"), name_of_channel(payment)),
        Quote(account, payment.account_label),
    ]
