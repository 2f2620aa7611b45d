"""Payments by customers: payment intents and their charges.

(docs.stripe.com/payments/paymentintents/lifecycle, docs.stripe.com/api/charges/object)
A charge is known by its intent, so that both are one payment here. "Succeeded" is sent: a debit
may still be taken back for weeks.
"""

from dataclasses import replace

from support.customers.contacts import Contact
from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews
from support.sources.kinds.payload import Fields
from support.sources.kinds.stripe.common import basic_news, id_of, own_reference, provider_ids
from support.sources.kinds.words import Words, explained

CHARGE_WORDS = Words(
    "stripe",
    statuses={"pending": Rung.CREATED, "succeeded": Rung.SENT, "failed": Rung.FAILED},
    types={
        "charge.failed": Rung.FAILED,
        "charge.succeeded": Rung.SENT,
        "charge.captured": Rung.SENT,
    },
)
INTENT_WORDS = Words(
    "stripe",
    statuses={
        "requires_confirmation": Rung.CREATED,
        "requires_action": Rung.PENDING,  # the customer has to confirm it at their bank
        "requires_capture": Rung.CREATED,
        "processing": Rung.CREATED,
        "succeeded": Rung.SENT,
        "canceled": Rung.CANCELLED,
    },
    types={
        "payment_intent.payment_failed": Rung.FAILED,
        "payment_intent.succeeded": Rung.SENT,
        "payment_intent.canceled": Rung.CANCELLED,
    },
)
_METHODS = {
    "direct_debit": "us_bank_account ach_debit sepa_debit bacs_debit acss_debit au_becs_debit "
    "nz_bank_account",
    "bank_redirect": "ideal bancontact eps p24 giropay sofort fpx blik twint pay_by_bank upi",
    "bank_transfer": "customer_balance ach_credit_transfer",
    "wallet": "alipay wechat_pay paypal cashapp grabpay link amazon_pay revolut_pay kakao_pay",
    "card": "card card_present interac_present",
}
_METHOD_OF = {word: ours for ours, words in _METHODS.items() for word in words.split()}


def read_charge(event: Fields, told: Fields) -> PaymentNews:
    standing = CHARGE_WORDS.read(event.text("type"), told.text("status"))
    # Authorised, never captured: its status says no more than that it succeeded.
    is_expired = event.text("type") == "charge.expired"
    intent, own = id_of(told, "payment_intent"), told.whole("id", "reference")
    news = replace(
        basic_news(event, told),
        reference=own_reference(told) or intent or own,
        references=provider_ids(intent, own),
        status=Rung.CANCELLED if is_expired else standing.status,
        status_said=standing.said,
        direction="payin",
        method=_method(told.inside("payment_method_details").text("type")),
        contact=_contact(told, told.inside("billing_details")),
        contradiction=standing.contradiction,
    )
    message = told.text("failure_message", "failure_message")
    return explained(news, "stripe_decline", _code_of_charge(told), message)


def read_intent(event: Fields, told: Fields) -> PaymentNews:
    error, word = told.inside("last_payment_error"), told.text("status")
    if word == "requires_payment_method":  # a new one, or one whose last try failed
        word = "failed" if error else "created"
    standing = INTENT_WORDS.read(event.text("type"), word)
    tried = error.inside("payment_method")
    own = told.whole("id", "reference")
    news = replace(
        basic_news(event, told),
        references=provider_ids(own, id_of(told, "latest_charge")),
        status=standing.status,
        status_said=told.text("status") or standing.said,
        direction="payin",
        method=_method(tried.text("type") or _only_method(told, error)),
        contact=_contact(told, tried.inside("billing_details")),
        contradiction=standing.contradiction,
    )
    # The issuer's reason stands in `decline_code`; `code` is what kind of fault it was.
    code = error.first("decline_code", "code", bound="failure_code")
    return explained(news, "stripe_decline", code, error.text("message", "failure_message"))


def _code_of_charge(told: Fields) -> str:
    """Return the issuer's reason where it was the issuer that declined."""
    outcome = told.inside("outcome")
    reason = outcome.text("reason", "failure_code")
    is_issuers = reason and outcome.text("type") == "issuer_declined"
    return reason if is_issuers else told.text("failure_code", "failure_code")


def _contact(told: Fields, billing: Fields) -> Contact:
    return Contact(
        name=billing.text("name", "name"),
        email=billing.whole("email", "email") or told.whole("receipt_email", "email"),
        phone=billing.whole("phone", "phone"),
        customer_id=id_of(told, "customer"),
    )


def _only_method(told: Fields, error: Fields) -> str:
    """Say how it was tried: where only one way was offered, or by the kind of error."""
    offered = told.raw("payment_method_types")
    if isinstance(offered, list) and len(offered) == 1 and isinstance(offered[0], str):
        return offered[0] if offered[0] in _METHOD_OF else ""
    return "card" if error.text("type") == "card_error" else ""


def _method(word: str) -> str:
    return _METHOD_OF.get(word, word[:50])
