"""Transfers out of and into balance accounts (docs.adyen.com/platforms/payout-webhooks).

"Booked" says that the money has left the account; only "credited", which some banks confirm, says
that it arrived.
"""

from dataclasses import replace

from support.customers.contacts import Contact
from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.base import Reading
from support.sources.kinds.payload import Fields
from support.sources.kinds.words import Words, explained
from troubleshooting.checks.reading.as_written import ADYEN_MINOR_UNITS

UPDATED = "balancePlatform.transfer.updated"
TYPES = ("balancePlatform.transfer.created", UPDATED)
WORDS = Words(
    "adyen_transfer",
    statuses={
        "received": Rung.CREATED,
        "authorised": Rung.CREATED,
        "pending": Rung.CREATED,
        "booked": Rung.SENT,
        "tracking": Rung.ACCEPTED,
        "credited": Rung.CREDITED,
        "refused": Rung.REJECTED,
        "failed": Rung.FAILED,
        "returned": Rung.RETURNED,
        "cancelled": Rung.CANCELLED,
    },
    types={},
)
_METHODS = {
    "bankTransfer": "bank_transfer",
    "bankDirectDebit": "direct_debit",
    "card": "card",
    "cardTransfer": "card",
}
_DIRECTIONS = {"outgoing": "payout", "incoming": "payin"}
# Between accounts of the platform itself, or already told by the payment's own webhooks.
_INTERNAL = ("internal", "platformPayment", "topUp", "grants", "issuedCard")


def read_transfer(message: Fields) -> Reading:
    name, told = message.text("type"), message.inside("data")
    if name not in TYPES:
        return Reading(name, why_none="this webhook is not of a transfer")
    if told.text("category") in _INTERNAL:
        return Reading(name, why_none="this transfer stays within the platform")
    return Reading(name, (replace(_news(message, told), unread=message.unread),))


def _news(message: Fields, told: Fields) -> PaymentNews:
    standing = WORDS.read(message.text("type"), told.text("status"))
    currency, tracking = told.inside("amount").currency("currency"), told.inside("tracking")
    status = standing.status
    if status == Rung.ACCEPTED and tracking.text("type") == "internalReview":
        status = Rung.HELD
    other, own = told.inside("counterparty"), told.whole("id", "reference")
    bank = other.inside("bankAccount")
    news = PaymentNews(
        reference=told.whole("reference", "reference") or own,
        references=_references(told, own),
        status=status,
        status_said=standing.said,
        occurred_at=message.moment("timestamp") or told.moment("updatedAt"),
        direction=_DIRECTIONS.get(told.text("direction"), ""),
        amount=told.inside("amount").minor("value", currency, ADYEN_MINOR_UNITS),
        currency=currency,
        method=_METHODS.get(told.text("type"), told.text("type", "method")),
        created_at=told.time_text("creationDate"),
        counterparty_name=bank.inside("accountHolder").text("fullName", "counterparty_name"),
        counterparty_account=bank.inside("accountIdentification").first(
            "iban", "accountNumber", bound="counterparty_account"
        ),
        expected_by=tracking.moment("estimatedArrivalTime"),
        contact=Contact(customer_id=told.inside("accountHolder").whole("id", "customer_id")),
    )
    reason = told.text("reason", "failure_code")
    return explained(news, "adyen_transfer", "" if reason == "approved" else reason)


def _references(told: Fields, own: str) -> tuple[Reference, ...]:
    """Return the ids; what the payee reads beside the money is what their bank can search."""
    found = (
        Reference("provider_id", own),
        Reference("end_to_end_id", told.whole("referenceForBeneficiary", "reference")),
    )
    return tuple(reference for reference in found if reference.value)
