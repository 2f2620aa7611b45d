"""What stands in Razorpay's entities.

(razorpay.com/docs/webhooks/payloads, razorpay.com/docs/x/payouts/states-life-cycle)
"Captured" and "processed" are sent. Times are when the event was made; entities keep when they
were.
"""

from dataclasses import replace

from support.customers.contacts import Contact
from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.payload import Fields
from support.sources.kinds.words import Words, explained

PAYMENT_WORDS = Words(
    "razorpay",
    statuses={
        "created": Rung.CREATED,
        "authorized": Rung.CREATED,
        "captured": Rung.SENT,
        "refunded": Rung.SENT,  # the refund itself is told as one
        "failed": Rung.FAILED,
    },
    types={
        "payment.authorized": Rung.CREATED,
        "payment.captured": Rung.SENT,
        "payment.failed": Rung.FAILED,
    },
)
PAYOUT_WORDS = Words(
    "razorpay",
    statuses={
        "pending": Rung.HELD,  # somebody at the merchant has to approve it
        "queued": Rung.HELD,  # the merchant's balance is too low for it
        "scheduled": Rung.CREATED,
        "processing": Rung.CREATED,
        "processed": Rung.SENT,
        "reversed": Rung.RETURNED,
        "failed": Rung.FAILED,
        "rejected": Rung.REJECTED,
        "cancelled": Rung.CANCELLED,
    },
    types={
        "payout.initiated": Rung.CREATED,
        "payout.processed": Rung.SENT,
        "payout.reversed": Rung.RETURNED,
        "payout.failed": Rung.FAILED,
        "payout.rejected": Rung.REJECTED,
    },
)
REFUND_WORDS = Words(
    "razorpay",
    statuses={"pending": Rung.CREATED, "processed": Rung.SENT, "failed": Rung.FAILED},
    types={"refund.processed": Rung.SENT, "refund.failed": Rung.FAILED},
)
_METHODS = {
    "card": "card", "emi": "card", "netbanking": "bank_redirect", "upi": "bank_redirect",
    "wallet": "wallet", "bank_transfer": "bank_transfer", "emandate": "direct_debit",
    "nach": "direct_debit", "imps": "bank_transfer", "neft": "bank_transfer",
    "rtgs": "bank_transfer", "ift": "bank_transfer", "amazonpay": "wallet",
}  # fmt: skip


def read_payment(name: str, event: Fields, told: Fields) -> PaymentNews:
    news = _common(name, event, told, PAYMENT_WORDS)
    news = replace(
        news,
        reference=told.inside("notes").whole("reference", "reference") or news.reference,
        direction="payin",
        method=_method(told),
        contact=Contact(
            name=told.inside("card").text("name", "name"),
            email=told.whole("email", "email"),
            phone=told.whole("contact", "phone"),
            customer_id=told.whole("customer_id", "customer_id"),
        ),
        counterparty_account=told.text("vpa", "counterparty_account"),
    )
    # The code is one of three; the reason says what happened.
    code = told.first("error_reason", "error_code", bound="failure_code")
    return explained(news, "razorpay", code, told.text("error_description", "failure_message"))


def read_payout(name: str, event: Fields, told: Fields) -> PaymentNews:
    news = _common(name, event, told, PAYOUT_WORDS)
    account = told.inside("fund_account")
    bank, payee = account.inside("bank_account"), account.inside("contact")
    news = replace(
        news,
        reference=told.whole("reference_id", "reference") or news.reference,
        direction="payout",
        method="bank_transfer" if told.text("mode") == "UPI" else _method(told),
        counterparty_name=bank.text("name", "counterparty_name"),
        counterparty_account=bank.text("account_number", "counterparty_account")
        or account.inside("vpa").text("address", "counterparty_account"),
        contact=Contact(
            name=payee.text("name", "name"),
            email=payee.whole("email", "email"),
            phone=payee.whole("contact", "phone"),
            customer_id=payee.whole("id", "customer_id"),
        ),
    )
    details = told.inside("status_details")
    message = details.text("description", "failure_message")
    return explained(
        news,
        "razorpay",
        details.text("reason", "failure_code"),
        message or told.text("failure_reason", "failure_message"),
    )


def read_refund(name: str, event: Fields, told: Fields) -> PaymentNews:
    news = _common(name, event, told, REFUND_WORDS)
    return replace(news, direction="refund")


def _common(name: str, event: Fields, told: Fields, words: Words) -> PaymentNews:
    standing, currency = words.read(name, told.text("status")), told.currency("currency")
    own = told.whole("id", "reference")
    return PaymentNews(
        reference=own,
        references=_references(told, own),
        status=standing.status,
        status_said=standing.said,
        occurred_at=event.moment("created_at"),
        amount=told.minor("amount", currency),
        currency=currency,
        created_at=told.time_text("created_at"),
        contradiction=standing.contradiction,
    )


def _references(told: Fields, own: str) -> tuple[Reference, ...]:
    """Return what is searched by: Indian banks find money by the UTR, or the card's RRN."""
    acquirer = told.inside("acquirer_data")
    bank = (
        told.whole("utr", "reference"),
        *(acquirer.whole(name, "reference") for name in ("utr", "rrn", "bank_transaction_id")),
    )
    found = [Reference("provider_id", own), Reference("arn", acquirer.whole("arn", "reference"))]
    found += [Reference("bank_reference", value) for value in dict.fromkeys(bank)]
    return tuple(reference for reference in found if reference.value)


def _method(told: Fields) -> str:
    word = told.first("method", "mode", bound="method")
    return _METHODS.get(word.lower(), word)
