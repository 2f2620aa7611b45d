"""What somebody types on the page of a field map."""

import json
from typing import Any

# As a payout provider might send it, written after the common habits of their documents.
PAYLOAD = {
    "id": "evt_1",
    "data": {
        "payoutId": "NP-1001",
        "amount": {"value": 125000, "currency": "EUR"},
        "state": "BOUNCED",
        "reasonCode": "ACCT_GONE_77",
        "failure_message": "Beneficiary account closed",
        "updated_at": "2026-11-03T10:00:00Z",
        "customer": {"id": "c-9", "name": "Ada Fern", "email": "ada@example.com"},
    },
}
FIELDS = {
    "reference": "data.payoutId",
    "status": "data.state",
    "occurred_at": "data.updated_at",
    "direction": "'payout'",
    "amount": "data.amount.value",
    "currency": "data.amount.currency",
    "failure_scheme": "'novapay'",
    "failure_code": "data.reasonCode",
    "failure_message": "data.failure_message",
    "customer_id": "data.customer.id",
    "customer_name": "data.customer.name",
    "customer_email": "data.customer.email",
}


def typed(deed: str = "read", **overrides: Any) -> dict[str, Any]:
    """Return the form as it is posted, filled for PAYLOAD."""
    fields = {f"field-{name}": text for name, text in FIELDS.items()}
    return {
        "deed": deed,
        "payload": json.dumps(PAYLOAD),
        "amounts": "minor",
        "times": "auto",
        "event_id": "id",
        "word-status": ["BOUNCED", ""],
        "means-status": ["returned", ""],
        "sign-scheme": "hmac-hex",
        "sign-header": "X-Nova-Signature",
        "sign-prefix": "sha256=",
        **fields,
        **overrides,
    }
