"""The smallest valid things to test with; every person and number here is invented."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from support.cases.models import Case
from support.cases.opening import Opening
from support.cases.services import open_case
from support.customers.models import Customer
from support.payments.models import Channel, Payment, PaymentStatus

# A Wednesday, 10:00 in London and 18:00 in Shanghai.
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
_numbers = count(1)


def make_agent(username: str = "", **overrides: Any) -> User:
    """Make somebody who works cases."""
    username = username or f"agent{next(_numbers)}"
    return User.objects.create_user(username, **{"is_staff": True, **overrides})


def sign_in(client: Client, user: User) -> Client:
    """Give a browser the session of somebody who has signed in, without what signing in writes."""
    kept = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    session = Session.objects.create(
        session_key=get_random_string(32),
        session_data=Session.objects.encode(kept),
        expire_date=timezone.now() + timedelta(weeks=2),
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def make_customer(**overrides: Any) -> Customer:
    number = next(_numbers)
    values = {
        "name": f"Mock Alder {number:03}",
        "email": f"user{number:04}@example.net",
        "phone": f"+447700900{number % 1000:03}",
        "locale": "en-GB",
        "time_zone": "Europe/London",
    }
    return Customer.objects.create(**values | overrides)


def channel_values(**overrides: Any) -> dict[str, Any]:
    """Return what a channel needs: open around the clock, payouts in pounds."""
    number = next(_numbers)
    values = {
        "code": f"test-bank-{number}",
        "name_en": f"Test Bank {number}",
        "name_zh": f"测试银行{number}",
        "direction": "payout",
        "method": "bank_transfer",
        "currency": "GBP",
        "schemes": ["iso20022"],
        "min_amount": Decimal("0.01"),
        "max_amount": Decimal(25_000),
        "opens_at": time(0),
        "time_zone": "Europe/London",
        "usual_latency_ms": 900,
        "timeout_ms": 20_000,
    }
    return values | overrides


def make_channel(**overrides: Any) -> Channel:
    return Channel.objects.create(**channel_values(**overrides))


def make_payment(**overrides: Any) -> Payment:
    """Make a payout that failed an hour ago; customer and channel are made when not given."""
    overrides.setdefault("customer", None)
    customer = overrides.pop("customer") or make_customer()
    channel = overrides.pop("channel", None) or make_channel()
    values: dict[str, Any] = {
        "reference": f"PAY-{900_000 + next(_numbers)}",
        "direction": channel.direction,
        "amount": Decimal("120.00"),
        "amount_text": "120.00",
        "currency": channel.currency,
        "method": channel.method,
        "status": "failed",
        "initiated_at": datetime(2026, 11, 18, 9, 0, tzinfo=UTC),
        "created_at_text": "2026-11-18T09:00:00+00:00",
        "client": "Chrome 142.0",
        "tls_version": "TLSv1.3",
        "failure_scheme": "iso20022",
        "failure_code": "AC04",
        "failure_message": "Closed account number",
        "bank_latency_ms": 900,
        "account_age_days": 400,
        "counterparty_name": customer.name,
        "counterparty_account": "************0001",
        "counterparty_format": "plausible",
    }
    payment = Payment.objects.create(customer=customer, channel=channel, **values | overrides)
    PaymentStatus.objects.create(
        payment=payment, status=payment.status, read_at=NOW, source="casewalk", digest="made",
        scheme=payment.failure_scheme, code=payment.failure_code, message=payment.failure_message,
    )  # fmt: skip
    return payment


def make_case(*, now: datetime = NOW, **overrides: Any) -> Case:
    """Open a case by its service; `payment=None` makes one without a payment.

    Columns that a service would set otherwise (status, assignee ...) may be given and are
    written as they are.
    """
    customer = overrides.pop("customer", None)
    if "payment" in overrides:
        payment = overrides.pop("payment")
    else:
        payment = make_payment(customer=customer)
    customer = customer or (payment.customer if payment else make_customer())
    opening = Opening(
        subject=overrides.pop("subject", "The money has not arrived"),
        priority=overrides.pop("priority", Case.Priority.NORMAL),
    )
    case, _is_new = open_case(customer, opening=opening, payment=payment, now=now)
    if overrides:
        Case.objects.filter(pk=case.pk).update(**overrides)
        case = Case.objects.select_related("customer", "payment__channel").get(pk=case.pk)
    return case


def payment_event(kind: str = "payment.failed", **overrides: Any) -> dict[str, Any]:
    """Return the body of an event: a closed account abroad, found by its code alone.

    Overrides go into the payment; `customer` is merged into the customer.
    """
    number = next(_numbers)
    customer: Mapping[str, Any] = overrides.pop("customer", {})
    payment = {
        "reference": f"PAY-{800_000 + number}",
        "direction": "payout",
        "amount": "1200.00",
        "currency": "CNY",
        "method": "bank_transfer",
        "channel": "demo-cn-instant",
        "client": "Chrome 142.0",
        "tls_version": "TLSv1.3",
        "created_at": "2026-11-18T17:15:00+08:00",
        "status": "failed",
        "failure_scheme": "iso20022",
        "failure_code": "AC04",
        "failure_message": "Closed account number",
        "bank_latency_ms": 1480,
        "account_age_days": 412,
        "counterparty_name": f"Mock Birch {number}",
        "counterparty_account": "TESTACCT00090001",
    }
    person = {
        "name": f"Mock Birch {number}",
        "email": f"birch{number}@example.org",
        "phone": f"+86140000{number % 100_000:05}",
        "locale": "zh-Hans",
    }
    return {"type": kind, "payment": payment | {"customer": person | dict(customer)} | overrides}


def follow_up(event: Mapping[str, Any], kind: str = "payment.failed", **overrides: Any) -> Any:
    """Return a later event for the same payment."""
    return {"type": kind, "payment": {**event["payment"], **overrides}}
