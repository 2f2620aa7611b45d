"""PayPal's events of payout items: who gets money, and whether they took it.

"Success" says that PayPal has paid it out. Whoever has no account has 30 days to open one; then the
money comes back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from support.customers.contacts import Contact
from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.base import About, BadSignature, Headers, Kind, Reading
from support.sources.kinds.payload import Fields, read_object, read_unverified
from support.sources.kinds.paypal.verifying import credentials_of, is_theirs, signature_in
from support.sources.kinds.signing import digest_of
from support.sources.kinds.words import Words, explained

if TYPE_CHECKING:
    from support.sources.models import Source

PREFIX = "payment.payouts-item."
STATUSES = {
    "new": Rung.CREATED,
    "pending": Rung.CREATED,
    "success": Rung.SENT,
    "succeeded": Rung.SENT,
    "unclaimed": Rung.HELD,
    "onhold": Rung.HELD,
    "held": Rung.HELD,
    "denied": Rung.REJECTED,
    "failed": Rung.FAILED,
    "blocked": Rung.FAILED,
    "returned": Rung.RETURNED,
    "refunded": Rung.RETURNED,
    "reversed": Rung.RETURNED,
    "canceled": Rung.CANCELLED,
}
WORDS = Words(
    "paypal_payout",
    statuses=STATUSES,
    types={f"{PREFIX}{word}": rung for word, rung in STATUSES.items()},
)
_ACCOUNTS = ("PAYPAL_ID", "USER_HANDLE")


class PayPal(Kind):
    about = About(
        name="PayPal",
        secret=_(
            "https://CLIENT-ID:CLIENT-SECRET@api-m.paypal.com/WEBHOOK-ID, of the app that the "
            "webhook belongs to; api-m.sandbox.paypal.com for trials."
        ),
        docs=_("PayPal’s documentation: Integrate webhooks; Payouts webhooks"),
    )

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        signature, message = signature_in(headers), read_unverified(body)
        if not secrets:
            raise BadSignature("the source has no secret here")
        if not any(is_theirs(signature, body, credentials_of(secret)) for secret in secrets):
            raise BadSignature("PayPal says that the signature is wrong")
        return message.whole("id", "reference") or digest_of(body)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        message = read_object(body)
        name = message.text("event_type")
        if not name.lower().startswith(PREFIX):
            return Reading(name, why_none="this event is not of an item of a payout")
        news = _news(name, message, message.inside("resource"))
        return Reading(name, (replace(news, unread=message.unread),))


def _news(name: str, message: Fields, told: Fields) -> PaymentNews:
    standing = WORDS.read(name, told.text("transaction_status"))
    item, own = told.inside("payout_item"), told.whole("payout_item_id", "reference")
    amount, given = item.inside("amount"), item.whole("sender_item_id", "reference")
    ids = (own, told.whole("transaction_id", "reference"))
    news = PaymentNews(
        reference=given or told.whole("sender_item_id", "reference") or own,
        references=tuple(Reference("provider_id", value) for value in ids if value),
        status=standing.status,
        status_said=standing.said,
        occurred_at=message.moment("create_time") or told.moment("time_processed"),
        direction="payout",
        amount=amount.text("value", "amount"),
        currency=amount.currency("currency") or amount.currency("currency_code"),
        method="wallet",
        counterparty_account=item.text("receiver", "counterparty_account"),
        contact=_recipient(item),
        contradiction=standing.contradiction,
        reference_may_repeat=bool(own),  # it is unique in its batch alone
    )
    errors = told.inside("errors")
    code, said = errors.text("name", "failure_code"), errors.text("message", "failure_message")
    return explained(news, "paypal_payout", code, said)


def _recipient(item: Fields) -> Contact:
    """Return who waits for the money, known by the address that it was sent to."""
    kind = item.text("recipient_type").upper()
    if kind == "EMAIL":
        return Contact(email=item.whole("receiver", "email"))
    if kind == "PHONE":
        return Contact(phone=item.whole("receiver", "phone"))
    return Contact(customer_id=item.whole("receiver", "customer_id") if kind in _ACCOUNTS else "")
