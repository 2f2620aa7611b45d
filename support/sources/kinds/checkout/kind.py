"""Checkout.com's webhooks: `Cko-Signature`, HMAC-SHA256 of the body in hexadecimal digits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from support.customers.contacts import Contact
from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.base import About, Headers, Kind, Reading
from support.sources.kinds.payload import Fields, read_object
from support.sources.kinds.signing import check_hmac, digest_of, header_of
from support.sources.kinds.words import explained

if TYPE_CHECKING:
    from support.sources.models import Source

# Every type says what happened; there is no status besides. "Paid" is a payout that was sent.
RUNGS = {
    "payment_pending": Rung.CREATED,
    "payment_approved": Rung.CREATED,
    "payment_capture_pending": Rung.CREATED,
    "payment_captured": Rung.SENT,
    "payment_paid": Rung.SENT,
    "payment_compliance_review": Rung.HELD,
    "payment_declined": Rung.FAILED,
    "payment_capture_declined": Rung.FAILED,
    "payment_canceled": Rung.CANCELLED,
    "payment_voided": Rung.CANCELLED,
    "payment_expired": Rung.CANCELLED,
    "payment_returned": Rung.RETURNED,
    "payment_refund_pending": Rung.CREATED,
    "payment_refunded": Rung.SENT,
    "payment_refund_declined": Rung.FAILED,
}
_PAYOUTS = ("payment_paid", "payment_returned")
_REFUNDS = "payment_refund"
# checkout.com/docs/resources/codes/response-codes: the range of declined payouts.
_PAYOUT_CODES = "5"
# checkout.com/docs, "Format the amount value": ISO 4217 counts none for it.
MINOR_UNITS = {"CLP": 2}
_METHODS = {
    "card": "card", "token": "card", "id": "card", "network_token": "card",
    "bank_account": "bank_transfer", "sepa": "direct_debit", "ach": "direct_debit",
    "bacs": "direct_debit", "ideal": "bank_redirect", "bancontact": "bank_redirect",
    "eps": "bank_redirect", "p24": "bank_redirect", "knet": "bank_redirect",
    "paypal": "wallet", "alipay": "wallet", "wechatpay": "wallet",
}  # fmt: skip


class Checkout(Kind):
    about = About(
        name="Checkout.com",
        secret=_("The signature key of the webhook, which was chosen when it was set up."),
        docs=_("Checkout.com’s documentation: Receive webhooks, Validate the payload"),
    )

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        check_hmac([header_of(headers, "Cko-Signature").lower()], body, secrets)
        return read_object(body).whole("id", "reference") or digest_of(body)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        message = read_object(body)
        name = message.text("type")
        if name not in RUNGS:
            return Reading(name, why_none="this event is no news of a payment")
        news = _news(name, message, message.inside("data"))
        return Reading(name, (replace(news, unread=message.unread),))


def _news(name: str, message: Fields, told: Fields) -> PaymentNews:
    code, currency = told.text("response_code", "failure_code"), told.currency("currency")
    is_refund = name.startswith(_REFUNDS)
    to, by = told.inside("destination"), told.inside("source")
    is_payout = is_refund or bool(to) or name in _PAYOUTS or _is_payouts(name, code)
    # A refund is an action on the payment and shares its id, and is a payment of its own here.
    own = told.whole("action_id" if is_refund else "id", "reference")
    kind = (to or by).text("type") or ("bank_account" if _is_to_a_bank(code, by) else "")
    news = PaymentNews(
        reference=own if is_refund else told.whole("reference", "reference") or own,
        references=_references(told, own),
        status=RUNGS[name],
        status_said=name,
        occurred_at=told.moment("processed_on") or message.moment("created_on"),
        direction="refund" if is_refund else "payout" if is_payout else "payin",
        amount=told.minor("amount", currency, MINOR_UNITS),
        currency=currency,
        method=_METHODS.get(kind, kind[:50]),
        contact=_contact(told, to or by),
        counterparty_name=to.text("account_holder_name", "counterparty_name"),
    )
    summary = told.text("response_summary", "failure_message")
    return explained(news, "checkout", code, summary)


def _is_payouts(name: str, code: str) -> bool:
    return name == "payment_declined" and code.startswith(_PAYOUT_CODES)


def _is_to_a_bank(code: str, by: Fields) -> bool:
    return not by and code.startswith(_PAYOUT_CODES)


def _references(told: Fields, own: str) -> tuple[Reference, ...]:
    number = told.inside("processing").whole("acquirer_reference_number", "reference")
    found = (Reference("provider_id", own), Reference("arn", number))
    return tuple(reference for reference in found if reference.value)


def _contact(told: Fields, account: Fields) -> Contact:
    customer = told.inside("customer")
    phone = customer.inside("phone")
    number = f"{phone.text('country_code')}{phone.text('number')}"
    holder = account.inside("account_holder")
    names = (customer.text("name", "name"), account.text("name", "name"))
    whole = " ".join(filter(None, (holder.text("first_name"), holder.text("last_name"))))
    return Contact(
        name=next(filter(None, (*names, whole)), ""),
        email=customer.whole("email", "email"),
        phone=number[:40],
        customer_id=customer.whole("id", "customer_id"),
    )
