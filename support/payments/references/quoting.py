"""What banks and providers call a payment, in words, and which name to quote to a bank."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support.payments.models import Payment, PaymentReference

LABELS: dict[str, str | Promise] = {
    "uetr": _("UETR"),
    "end_to_end_id": _("End-to-end id"),
    "trace_number": _("Trace number"),
    "arn": _("ARN"),
    "imad": _("IMAD"),
    "clave_rastreo": _("Clave de rastreo"),
    "provider_id": _("Provider's id"),
    "bank_reference": _("Bank's reference"),
}
OWN = "own_reference"  # what we call it ourselves, where it has no other name
# What a payee's bank can search by, the surest first: SWIFT's UETR, ACH trace numbers, Fedwire's
# IMAD, SPEI's clave de rastreo, ARNs of card refunds, the end-to-end id of SEPA and Pix. A
# provider's own id finds nothing at a bank.
FOR_BANKS = (
    "uetr",
    "trace_number",
    "imad",
    "clave_rastreo",
    "arn",
    "bank_reference",
    "end_to_end_id",
)


def label_of(kind: str) -> str:
    if kind == OWN:
        return str(_("Our reference"))
    return str(LABELS.get(kind, kind.replace("_", " ")))


def to_quote(references: Iterable[PaymentReference]) -> PaymentReference | None:
    """Return the name by which a bank finds the payment most surely, None where it has none."""
    fitting = [one for one in references if one.kind in FOR_BANKS]
    return min(fitting, key=lambda one: FOR_BANKS.index(one.kind), default=None)


def bank_reference_of(payment: Payment | None) -> str:
    """Return what somebody quotes to their bank, "" where there is nothing; in one query."""
    if payment is None or payment.pk is None:  # a payment on trial has no rows
        return ""
    found = to_quote(payment.references.all())
    return found.value if found is not None else ""
