"""Which references of a payment a bank can search by, on its rail."""

from support.inquiries.models import Bank
from support.payments.models import Payment
from support.payments.references.quoting import FOR_BANKS

# Public rules and forms of the rails; a rail that is not here may know any of them.
SEARCHED = {
    "sepa": ("end_to_end_id", "uetr", "bank_reference"),
    "ach": ("trace_number",),
    "fps": ("end_to_end_id", "bank_reference"),
    "swift": ("uetr", "bank_reference", "end_to_end_id"),
}


def quoted_to(bank: Bank, payment: Payment) -> list[dict[str, str]]:
    """Return kind and value of each, the surest first; where there is none, our own reference."""
    kinds = SEARCHED.get(bank.rail, FOR_BANKS)
    known = {one.kind: one.value for one in payment.references.all()}
    found = [{"kind": kind, "value": known[kind]} for kind in kinds if kind in known]
    return found or [{"kind": "own_reference", "value": payment.reference}]
