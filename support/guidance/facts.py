"""The facts a walk reads: one flat record made of what we know of a payment."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from support.calendars.services import exceptions_of
from support.cases.models import Case
from support.incidents.linking import facts_of_incident
from support.payments.codes import facts_of_code
from support.payments.deadlines import bank_days_between, deadline_of
from support.payments.models import Channel, Payment
from support.payments.models.stops import stop_until
from support.payments.surroundings import Surroundings, read_surroundings
from support.sources.promises import always_sent_by
from troubleshooting.clients.lookup import client_fact
from troubleshooting.marks.reading import once

# What others know of a case beside its payment, by who says it.
FactsOf = Callable[[Case, Payment, datetime], dict[str, Any]]
REGISTERED: dict[str, FactsOf] = {}
EXCEPTION_DAYS = 1  # a payment's day is the same or the next in any zone
# Of a payment whose time can't be read.
NO_OTHERS: dict[str, Any] = {
    "today_count": None,
    "today_total": None,
    "similar_24h": [],
    "channel_payments_15m": None,
    "channel_failures_15m": None,
}


def register_facts(name: str, function: FactsOf) -> None:
    """Let every walk of a case read what `function` says of it, as JSON values.

    Each fact is named in `checks.facts`. Called by an app's `ready`; a second call replaces.
    """
    REGISTERED[name] = function


def facts_of(case: Case, *, now: datetime) -> dict[str, Any]:
    """Read the facts of a case's payment; its customer is called as the case was told."""
    payment = case.payment
    if payment is None:
        return {}
    facts = build_facts(payment, now=now) | {"customer_name": case.contact.name or None}
    return facts | facts_of_incident(case) | registered_facts(case, payment, now)


def registered_facts(case: Case, payment: Payment, now: datetime) -> dict[str, Any]:
    """Read what others know of a case beside its payment."""
    facts: dict[str, Any] = {}
    for function in REGISTERED.values():
        facts.update(function(case, payment, now))
    return facts


@once()
def build_facts(payment: Payment, *, now: datetime) -> dict[str, Any]:
    """Read everything a check may ask for, as it stands now; values are JSON."""
    around = read_surroundings(payment, now)
    return {
        **_payment_facts(payment),
        **_facts_of_time(payment, now),
        **_channel_facts(payment.channel, payment.initiated_at or now),
        "channel_state": around.state,
        "channel_state_note": around.state_note,
        "test_payment": around.test or None,
        "test_payment_ms": around.test_ms,
        "channel_stop_until": _iso(stop_until(payment.channel_id, payment.initiated_at or now)),
        **facts_of_code(payment),
        "always_sent": always_sent_by(payment.source),
        "unread": payment.unread,
        **(_others(payment, around) if payment.initiated_at else NO_OTHERS),
        "read_at": now.isoformat(),
    }


def _payment_facts(payment: Payment) -> dict[str, Any]:
    return {
        "reference": payment.reference,
        "direction": payment.direction,
        "is_refund": payment.is_refund,
        "amount": payment.amount_text or None,
        "currency": payment.currency or None,
        "method": payment.method or None,
        "channel": payment.channel.code,
        "client": payment.client or None,
        "client_known": client_fact(payment.client),
        "tls_version": payment.tls_version or None,
        "created_at": payment.created_at_text or None,
        "status": payment.status,
        "failure_scheme": payment.failure_scheme or None,
        "failure_code": payment.failure_code or None,
        "failure_message": payment.failure_message or None,
        "bank_latency_ms": payment.bank_latency_ms,
        "account_age_days": payment.account_age_days,
        "customer_name": payment.customer.name or None,
        "counterparty_name": payment.counterparty_name or None,
        "counterparty_account": payment.counterparty_account or None,
        "counterparty_format": payment.counterparty_format or None,
        "payee_check": payment.payee_check or None,
    }


def _facts_of_time(payment: Payment, now: datetime) -> dict[str, Any]:
    """How long the payment is under way, and by when it should be there; times in ISO 8601."""
    deadline = deadline_of(payment)
    since = deadline.since
    return {
        "status_since": _iso(since),
        "age_minutes": since and max(0, int((now - since).total_seconds()) // 60),
        "age_bank_days": since and bank_days_between(payment.channel, since, now),
        "expected_by": _iso(deadline.expected_by),
        "promised_by": deadline.promise.value or None,
        "rail": deadline.rail or None,
        "returned_by": _iso(deadline.returned_by),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _channel_facts(channel: Channel, moment: datetime) -> dict[str, Any]:
    return {
        "channel_direction": channel.direction,
        "channel_method": channel.method,
        "channel_currency": channel.currency,
        "channel_schemes": channel.schemes,
        "channel_min_amount": _plain(channel.min_amount),
        "channel_max_amount": _plain(channel.max_amount),
        "channel_daily_total": _plain(channel.daily_total),
        "channel_daily_count": channel.daily_count,
        "channel_opens": f"{channel.opens_at:%H:%M}",
        "channel_closes": f"{channel.closes_at:%H:%M}" if channel.closes_at else "24:00",
        "channel_weekend": channel.works_weekends,
        "channel_timezone": channel.time_zone,
        "channel_holidays": channel.holidays,
        "channel_bank_days": _exceptions(channel, moment),
        "channel_new_user_days": channel.new_user_days,
        "channel_new_user_max": _plain(channel.new_user_max),
        "channel_usual_latency_ms": channel.usual_latency_ms,
        "channel_timeout_ms": channel.timeout_ms,
    }


def _exceptions(channel: Channel, moment: datetime) -> dict[str, bool]:
    """Return what leads entered of the days about a payment: ISO day to "banks work"."""
    day = moment.astimezone(channel.zone).date()
    return {
        found.isoformat(): is_worked
        for found, is_worked in sorted(exceptions_of(channel.holidays).items())
        if abs((found - day).days) <= EXCEPTION_DAYS
    }


def _others(payment: Payment, around: Surroundings) -> dict[str, Any]:
    """What other payments say: of the same customer, and on the same channel just before."""
    return {
        "today_count": around.today_count,
        "today_total": _plain(around.today_total) or "0",
        "similar_24h": [
            {"reference": reference, "status": status, "created_at": created_at}
            for reference, status, created_at in around.similar
        ],
        "channel_payments_15m": around.near,
        "channel_failures_15m": around.near_alike if payment.failure_code else 0,
    }


def _plain(number: Decimal | None) -> str | None:
    """Write a number without an exponent and without idle zeros."""
    return None if number is None else f"{number.normalize():f}"
