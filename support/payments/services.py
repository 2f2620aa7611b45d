"""Recording what the payment system tells us."""

import hashlib
import hmac
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from support.customers.models import Customer
from support.payments.models import Channel, Payment
from troubleshooting.checks import registry
from troubleshooting.checks.reading.as_written import Unreadable, read_amount, read_time

AMOUNT_BOUND = Decimal(10) ** 17
# Days are counted to and from a payment's time, so it keeps clear of the calendar's ends.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PaymentRecord:
    """One payment as its system reports it; texts are kept as they came."""

    reference: str
    direction: str
    status: str
    amount: str = ""
    currency: str = ""
    method: str = ""
    created_at: str = ""
    client: str = ""
    tls_version: str = ""
    failure_scheme: str = ""
    failure_code: str = ""
    failure_message: str = ""
    bank_latency_ms: int | None = None
    account_age_days: int | None = None
    counterparty_name: str = ""
    counterparty_account: str = ""


def record_payment(record: PaymentRecord, *, customer: Customer, channel: Channel) -> Payment:
    """Store what a payment looks like now, locked; a later record of its reference replaces it.

    Its customer stays: a payment doesn't change hands, and his case is told to him alone.
    """
    values = _columns(record) | {
        "channel": channel,
        "initiated_at": _readable_time(record.created_at, channel),
    }
    new = Payment(reference=record.reference, customer=customer, **values)
    # Of many reports of a new payment at once, one makes it and the others wait for that.
    Payment.objects.bulk_create([new], ignore_conflicts=True)
    payment = Payment.objects.select_for_update(no_key=True).get(reference=record.reference)
    if payment.customer_id == customer.pk:
        payment.customer = customer
    if payment.channel_id == channel.pk:
        payment.channel = channel
    if any(getattr(payment, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(payment, name, value)
        payment.save(update_fields=[*values, "updated_at"])
    return payment


def mask_account(number: str) -> str:
    """Return an account number with all but its last four characters hidden."""
    bare = number.strip()
    if len(bare) <= 4:
        return "*" * len(bare)
    return "*" * min(len(bare) - 4, 12) + bare[-4:]


def _columns(record: PaymentRecord) -> dict[str, Any]:
    own = {"reference", "amount", "created_at", "counterparty_account"}
    values = {
        field.name: getattr(record, field.name) for field in fields(record) if field.name not in own
    }
    account = record.counterparty_account
    return values | {
        "amount_text": record.amount[:60],
        "amount": _readable_amount(record.amount),
        "created_at_text": record.created_at[:40],
        "counterparty_account": mask_account(account)[:60],
        "counterparty_format": _account_format(account),
        "counterparty_digest": _digest(account, settings.SECRET_KEY) if account else "",
        "counterparty_older_digests": [
            _digest(account, key) for key in settings.SECRET_KEY_FALLBACKS if account
        ],
    }


def _readable_amount(text: str) -> Decimal | None:
    try:
        amount = read_amount(text)
    except Unreadable:
        return None
    return amount if abs(amount) < AMOUNT_BOUND else None


def _readable_time(text: str, channel: Channel) -> datetime | None:
    try:
        # In UTC, because the database refuses offsets that ISO 8601 lets pass.
        moment = read_time(text, channel.time_zone)[0].astimezone(UTC)
    except Unreadable:
        return None
    return moment if EARLIEST <= moment < LATEST else None


def _account_format(account: str) -> str:
    """Judge the whole number once, because only its masked form is stored."""
    facts = {"counterparty_account": account}
    return registry.run("counterparty_format", facts).option or ""


def _digest(account: str, key: str) -> str:
    """Let two payments be compared by account without keeping the number."""
    bare = "".join(account.split()).upper().encode()
    return hmac.new(key.encode(), bare, hashlib.sha256).hexdigest()
