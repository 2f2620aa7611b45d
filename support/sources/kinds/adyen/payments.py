"""Standard webhooks: items of payments, captures, refunds and payouts to cards.

https://docs.adyen.com/development-resources/webhooks/webhook-types
A success says that Adyen took what was asked for; the money comes days later, with the settlement.
"""

from dataclasses import replace

from support.customers.contacts import Contact
from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.payload import Fields
from support.sources.kinds.words import explained
from troubleshooting.checks.reading.as_written import ADYEN_MINOR_UNITS

SIGNED = (
    "pspReference", "originalReference", "merchantAccountCode", "merchantReference", "value",
    "currency", "eventCode", "success",
)  # fmt: skip

# What an event says of the payment when it succeeded, and when it did not.
_NOTHING = None
_PAYINS: dict[str, tuple[Rung | None, Rung | None]] = {
    "AUTHORISATION": (Rung.CREATED, Rung.FAILED),
    "PENDING": (Rung.PENDING, Rung.FAILED),
    "CAPTURE": (Rung.SENT, Rung.FAILED),
    "CAPTURE_FAILED": (Rung.FAILED, _NOTHING),
    "CANCELLATION": (Rung.CANCELLED, _NOTHING),
    "TECHNICAL_CANCEL": (Rung.CANCELLED, _NOTHING),
    "OFFER_CLOSED": (Rung.CANCELLED, _NOTHING),
    "EXPIRE": (Rung.CANCELLED, _NOTHING),
}
# To the customer. Money of a refund that could not be paid out is back with the merchant.
_PAYOUTS: dict[str, tuple[Rung | None, Rung | None]] = {
    "REFUND": (Rung.SENT, Rung.FAILED),
    "REFUND_FAILED": (Rung.RETURNED, _NOTHING),
    "REFUNDED_REVERSED": (Rung.RETURNED, _NOTHING),
    "PAYOUT_THIRDPARTY": (Rung.SENT, Rung.FAILED),
    "PAYOUT_DECLINE": (Rung.REJECTED, _NOTHING),
    "PAYOUT_EXPIRE": (Rung.CANCELLED, _NOTHING),
    "PAIDOUT_REVERSED": (Rung.RETURNED, _NOTHING),
}
_METHODS = {
    "card": "visa mc amex maestro discover jcb diners cup cartebancaire elo hiper dankort",
    "bank_redirect": "ideal bcmc directEbanking giropay eps blik trustly onlineBanking_PL upi "
    "ebanking_FI paybybank",
    "direct_debit": "sepadirectdebit ach directdebit_GB directdebit",
    "wallet": "paypal alipay alipay_hk wechatpay wechatpayWeb wechatpayQR applepay googlepay "
    "gcash dana kakaopay mobilepay vipps swish twint",
    "bank_transfer": "bankTransfer_IBAN bankTransfer payByBankTransfer",
}
_METHOD_OF = {word: ours for ours, words in _METHODS.items() for word in words.split()}
# Says no more than that it was declined; the issuer's own words do.
_GENERIC = ("", "Refused")


def items_of(message: Fields) -> list[Fields]:
    return [
        Fields(held)
        for item in message.items("notificationItems")
        if isinstance(held := item.raw("NotificationRequestItem"), dict)
    ]


def signed_texts(item: Fields) -> list[str]:
    """Return what a signature is made over: older libraries escape the parts, newer ones don't."""
    amount = item.inside("amount")
    found = [(amount if name in ("value", "currency") else item).raw(name) for name in SIGNED]
    parts = ["" if value is None else str(value) for value in found]
    escaped = [part.replace("\\", "\\\\").replace(":", "\\:") for part in parts]
    return list(dict.fromkeys((":".join(parts), ":".join(escaped))))


def read_item(item: Fields) -> PaymentNews | None:
    """Return what an item says, or None where it is no news of a payment."""
    name, success = item.text("eventCode").upper(), item.text("success").lower() == "true"
    is_payout = name in _PAYOUTS
    meanings = (_PAYOUTS if is_payout else _PAYINS).get(name, (_NOTHING, _NOTHING))
    status = meanings[0 if success else 1]
    if status is None:
        return None
    currency = item.inside("amount").currency("currency")
    own = item.whole("pspReference", "reference")
    original = item.whole("originalReference", "reference")
    # A refund goes by the payment's reference unless it was given one, so its id tells them apart.
    is_of_another = is_payout and bool(original)
    method = item.text("paymentMethod", "method")
    news = PaymentNews(
        reference=own if is_of_another else item.whole("merchantReference", "reference") or own,
        references=_references(item, own, "" if is_payout else original),
        status=status,
        status_said=f"{name} success={str(success).lower()}",
        occurred_at=item.moment("eventDate"),
        direction="payin" if not is_payout else "refund" if "REFUND" in name else "payout",
        amount=item.inside("amount").minor("value", currency, ADYEN_MINOR_UNITS),
        currency=currency,
        method=_METHOD_OF.get(method, method),
        contact=_contact(item.inside("additionalData")),
        contact_is_signed=False,
    )
    news = explained(news, "adyen", _code(item, name), item.text("reason", "failure_message"))
    return replace(news, unread=item.unread)


def _references(item: Fields, *ids: str) -> tuple[Reference, ...]:
    found = [Reference("provider_id", value) for value in ids if value]
    more = item.inside("additionalData")
    number = more.whole("arn", "reference") or more.whole("acquirerReferenceNumber", "reference")
    return (*found, Reference("arn", number)) if number else tuple(found)


def _code(item: Fields, name: str) -> str:
    """Say by which code or words it was refused; of anything but a payment there are only words."""
    more, reason = item.inside("additionalData"), item.text("reason", "failure_code")
    number = more.text("refusalReasonCode", "failure_code")
    raw = more.text("refusalReasonRaw", "failure_code")
    if number:
        return number
    if reason in _GENERIC and raw:
        return raw
    return reason if name == "AUTHORISATION" else ""


def _contact(more: Fields) -> Contact:
    return Contact(
        name=more.text("cardHolderName", "name"),
        email=more.whole("shopperEmail", "email"),
        phone=more.whole("shopperTelephone", "phone"),
        locale=more.whole("shopperLocale", "locale"),
        customer_id=more.whole("shopperReference", "customer_id"),
    )
