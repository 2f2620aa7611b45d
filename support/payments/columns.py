"""What news says of a payment, as the payment's columns."""

import hashlib
import hmac
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from support.payments.models import Channel
from support.payments.news import PaymentNews
from troubleshooting.checks import registry
from troubleshooting.checks.reading.as_written import (
    Unreadable,
    decimal_places,
    read_amount,
    read_time,
)

AMOUNT_BOUND = Decimal(10) ** 17
AMOUNT_DECIMALS = 4  # one of more would be stored rounded: it is read from its text
# Days are counted to and from a payment's time, so it keeps clear of the calendar's ends.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
AS_SAID = (
    "direction", "currency", "method", "client", "tls_version", "bank_latency_ms",
    "account_age_days", "counterparty_name", "expected_by",
    "payee_check",
)  # fmt: skip


def columns_of(news: PaymentNews, channel: Channel) -> dict[str, Any]:
    """Return the columns that news describes; what it does not speak of is not among them.

    The status and its code are not either: they are the ladder's.
    """
    said = {name: getattr(news, name) for name in AS_SAID}
    values = {name: value for name, value in said.items() if value not in ("", None)}
    if news.is_refund:
        values["is_refund"] = True
    if news.amount:
        values |= {"amount_text": news.amount, "amount": _readable_amount(news.amount)}
    if news.created_at:
        values["created_at_text"] = news.created_at
        values["initiated_at"] = _readable_time(news.created_at, channel)
    if news.counterparty_account:
        values |= _account_columns(news.counterparty_account)
    return values


def mask_account(number: str) -> str:
    """Return an account number with all but its last four characters hidden."""
    bare = number.strip()
    if len(bare) <= 4:
        return "*" * len(bare)
    return "*" * min(len(bare) - 4, 12) + bare[-4:]


def _account_columns(account: str) -> dict[str, Any]:
    return {
        "counterparty_account": mask_account(account),
        "counterparty_format": _account_format(account),
        "counterparty_digest": _digest(account, settings.SECRET_KEY),
        "counterparty_older_digests": [
            _digest(account, key) for key in settings.SECRET_KEY_FALLBACKS
        ],
    }


def _readable_amount(text: str) -> Decimal | None:
    try:
        amount = read_amount(text)
    except Unreadable:
        return None
    is_kept_whole = abs(amount) < AMOUNT_BOUND and decimal_places(amount) <= AMOUNT_DECIMALS
    return amount if is_kept_whole else None


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
