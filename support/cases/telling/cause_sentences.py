"""The customer's sentence of a cause, about their payment."""

from support.cases.models import Case
from troubleshooting.causes.models import Cause


def cause_sentence(case: Case, cause: Cause | None, language: str = "") -> str:
    """Return the customer's sentence of a cause, about this payment; "" when none is known.

    `language` stands in the place of the customer's.
    """
    if cause is None:
        return ""
    reference = case.payment.reference if case.payment else case.reference
    sentence = cause.customer_message(language or case.contact.language)
    return sentence.replace("{reference}", reference)
