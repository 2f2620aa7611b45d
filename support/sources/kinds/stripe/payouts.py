"""Payouts to a bank account or a debit card (docs.stripe.com/api/payouts/object).

"Paid" says that Stripe has sent the money. It may turn into "failed" for five business days, when
the bank has sent it back.
"""

from dataclasses import replace

from support.customers.contacts import Contact
from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.payload import Fields
from support.sources.kinds.stripe.common import basic_news
from support.sources.kinds.words import Words, explained

WORDS = Words(
    "stripe",
    statuses={
        "pending": Rung.CREATED,  # until it goes to the bank with the next run
        "in_transit": Rung.SENT,
        "paid": Rung.SENT,
        "failed": Rung.FAILED,
        "canceled": Rung.CANCELLED,
    },
    types={
        "payout.paid": Rung.SENT,
        "payout.failed": Rung.FAILED,
        "payout.canceled": Rung.CANCELLED,
    },
)
_METHODS = {"bank_account": "bank_transfer", "card": "card"}


def read_payout(event: Fields, told: Fields) -> PaymentNews:
    standing = WORDS.read(event.text("type"), told.text("status"))
    basic = basic_news(event, told)
    # The bank account, where the event holds more of it than its id.
    is_whole = isinstance(told.raw("destination"), dict)
    account = told.inside("destination") if is_whole else Fields({})
    news = replace(
        basic,
        references=(*basic.references, *_trace(told)),
        status=_status(event, standing.status),
        status_said=standing.said,
        direction="payout",
        method=_METHODS.get(told.text("type"), told.text("type", "method")),
        counterparty_name=account.text("account_holder_name", "counterparty_name"),
        counterparty_account=account.text("last4", "counterparty_account"),
        expected_by=told.moment("arrival_date"),
        # On platforms the payee is the connected account that the event is of.
        contact=Contact(customer_id=event.text("account", "customer_id")),
        contradiction=standing.contradiction,
    )
    return explained(
        news,
        "stripe_payout",
        told.text("failure_code", "failure_code"),
        told.text("failure_message", "failure_message"),
    )


def _status(event: Fields, status: str) -> str:
    before = event.inside("data").inside("previous_attributes").text("status")
    return Rung.RETURNED if status == Rung.FAILED and before == "paid" else status


def _trace(told: Fields) -> tuple[Reference, ...]:
    """The payee's bank finds the money by it; Stripe has it some days after sending."""
    if not isinstance(told.raw("trace_id"), dict):
        return ()
    value = told.inside("trace_id").whole("value", "reference")
    return (Reference("trace_number", value),) if value else ()
