"""The customer's sentence of a cause, about their payment."""

from datetime import datetime

from django.utils import timezone

from support.cases.models import Case
from support.cases.telling.known import known_of
from support.claims.claim import kind_of
from support.notifications.words.cleaning import clean_word
from troubleshooting.causes.models import Cause
from troubleshooting.causes.sentences import (
    ALWAYS_KNOWN,
    as_of_refund,
    filled,
    names_in,
    with_kind,
    without_reference,
)

MISSING = "missing_field"


def cause_sentence(
    case: Case, cause: Cause | None, language: str = "", *, now: datetime | None = None
) -> str:
    """Return the customer's sentence of a cause, about this payment; "" when none is known.

    Where an agent edited it for this case, that is told. `language` stands in the place of the
    customer's. What is not known of the payment, or over by
    `now`, is left out.
    """
    if cause is None:
        return ""
    language = language or case.contact.language
    if edited := edited_sentence(case, cause, language):
        return edited
    direction = case.payment.direction if case.payment else ""
    sentence = cause.customer_message(language, direction)
    if case.payment and case.payment.is_refund:
        sentence = as_of_refund(sentence)
    if case.payment:
        kind = kind_of(direction, language, is_refund=case.payment.is_refund)
        sentence = with_kind(sentence, kind)
    known = known_of(
        case, cause.slug, names_in(sentence), language=language, now=now or timezone.now()
    )
    return filled(sentence if known.get(ALWAYS_KNOWN) else without_reference(sentence), known)


def edited_sentence(case: Case, cause: Cause | None, language: str) -> str:
    """Return what an agent wrote for this case in the place of the cause's own, "" for nothing."""
    is_of_case = cause is not None and cause.pk == case.cause_id
    if not (case.cause_words and is_of_case and language == case.contact.language):
        return ""
    name = clean_word("payment", case.payment.known_as) if case.payment else case.reference
    words: str = case.cause_words
    return words.replace("{reference}", name) if name else without_reference(words)


def asks_for_unnamed(case: Case, cause: Cause | None) -> bool:
    """Tell whether a cause that is to be recorded would ask for a detail without naming it.

    So it is where the record does not show which one: somebody has to write it into the sentence.
    What was written for an earlier outcome goes with that.
    """
    if cause is None:
        return False
    language, direction = case.contact.language, case.payment.direction if case.payment else ""
    names = {MISSING} & set(names_in(cause.customer_message(language, direction)))
    known = known_of(case, cause.slug, names, language=language, now=timezone.now())
    return bool(names) and not known.get(MISSING)
