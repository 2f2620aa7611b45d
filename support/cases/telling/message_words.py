"""What messages and the status page say of a case, in the customer's language."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from support.cases.links import link_for
from support.cases.models import Case
from support.cases.telling.cause_sentences import cause_sentence
from support.cases.telling.recording import amount_of
from support.claims.formats import write_amount, write_day
from support.notifications.outbox.policy import zone_of
from support.payments.calendar import is_final
from support.payments.references.quoting import bank_reference_of
from troubleshooting.causes.models import Cause


def message_context(
    case: Case, *, now: datetime, cause: Cause | None = None, status_url: str = ""
) -> dict[str, str]:
    """Return the flat words a message template may use.

    `cause` is the one the message speaks of; by default the case's own. `status_url` stands in
    the place of the case's link, for a case that is only looked at.
    """
    payment = case.payment
    return {
        "reference": case.reference,
        "payment": payment.reference if payment else "",
        "bank_reference": bank_reference_of(payment),
        "amount": amount_for(case),
        "customer_name": case.contact.name,
        "cause_sentence": cause_sentence(case, cause or case.cause, now=now),
        "expected": expected_day(case),
        "next_news": next_news(case, now),
        "status_url": status_url or link_for(case, now).url,
    }


def amount_for(case: Case, language: str = "") -> str:
    """Return the amount with its currency as the customer's language writes it; "" for none."""
    if case.payment is None:
        return ""
    language = language or case.contact.language
    return write_amount(amount_of(case.payment), case.payment.currency, language)


def next_news(case: Case, now: datetime) -> str:
    """Return the day by which we write again at the latest; "" where nobody can say.

    While the bank has time to answer that is its last day: then we tell its answer, or that there
    is none.
    """
    due_at = case.bank_due_at
    return expected_day(case, due_at) if due_at is not None and due_at > now else ""


def expected_day(case: Case, moment: datetime | None = None) -> str:
    """Return the day by which the money should arrive, in the customer's zone and words.

    It says so where bank holidays are still to be announced for that year.
    """
    moment = moment or case.promised_at
    if moment is None:
        return ""
    language = case.contact.language
    day = write_day(moment.astimezone(zone_of(case.contact.time_zone)), language)
    with translation.override(language):
        if case.payment and not is_final(case.payment.channel, moment):
            return _("%(day)s (bank holidays not final)") % {"day": day}
        return day
