"""The facts a walk reads: one flat record made of what we know of a payment."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum

from support.calendars.services import exceptions_of
from support.payments.models import Channel, Payment
from troubleshooting.walks.codes import code_matches

DUPLICATE_WINDOW = timedelta(hours=24)
NEVER_MADE = ("failed", "rejected", "cancelled")  # a returned payment had its share of the day
EXCEPTION_DAYS = 1  # a payment's day is the same or the next in any zone
CLUSTER_WINDOW = timedelta(minutes=15)


def build_facts(payment: Payment, *, now: datetime) -> dict[str, Any]:
    """Read everything a check may ask for, as it stands now; values are JSON."""
    return {
        **_payment_facts(payment),
        **_channel_facts(payment.channel, payment.initiated_at or now),
        "code_matches": code_matches(
            payment.failure_scheme, payment.failure_code, payment.channel.schemes
        ),
        **_history_facts(payment),
        **_cluster_facts(payment),
        "read_at": now.isoformat(),
    }


def _payment_facts(payment: Payment) -> dict[str, Any]:
    return {
        "reference": payment.reference,
        "direction": payment.direction,
        "amount": payment.amount_text or None,
        "currency": payment.currency or None,
        "method": payment.method or None,
        "channel": payment.channel.code,
        "client": payment.client or None,
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
    }


def _channel_facts(channel: Channel, moment: datetime) -> dict[str, Any]:
    state = channel.state_at(moment)
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
        "channel_state": state.state if state else Channel.State.NORMAL.value,
        "channel_state_note": state.note if state else "",
    }


def _exceptions(channel: Channel, moment: datetime) -> dict[str, bool]:
    """Return what leads entered of the days about a payment: ISO day to "banks work"."""
    day = moment.astimezone(channel.zone).date()
    return {
        found.isoformat(): is_worked
        for found, is_worked in sorted(exceptions_of(channel.holidays).items())
        if abs((found - day).days) <= EXCEPTION_DAYS
    }


def _history_facts(payment: Payment) -> dict[str, Any]:
    """What the same customer used of the day on this channel, and payments that look the same."""
    if payment.initiated_at is None:
        return {"today_count": None, "today_total": None, "similar_24h": []}
    local = payment.initiated_at.astimezone(ZoneInfo(payment.channel.time_zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = Payment.objects.of_customer_before(payment)
    day = (
        earlier.filter(channel=payment.channel, initiated_at__gte=midnight)
        .exclude(status__in=NEVER_MADE)
        .aggregate(count=Count("pk"), total=Sum("amount"))
    )
    similar = (
        earlier.to_account_of(payment)
        .filter(
            initiated_at__gte=payment.initiated_at - DUPLICATE_WINDOW,
            amount=payment.amount,
            currency=payment.currency,
            counterparty_name=payment.counterparty_name,
        )
        .order_by("-initiated_at")[:5]
    )
    return {
        "today_count": day["count"],
        "today_total": _plain(day["total"]) or "0",
        "similar_24h": [
            {
                "reference": other.reference,
                "status": other.status,
                "created_at": other.created_at_text,
            }
            for other in similar
        ],
    }


def _cluster_facts(payment: Payment) -> dict[str, Any]:
    """How many other payments on the channel failed alike in the quarter of an hour before."""
    if payment.initiated_at is None:
        return {"channel_payments_15m": None, "channel_failures_15m": None}
    nearby = Payment.objects.filter(
        channel=payment.channel,
        initiated_at__gt=payment.initiated_at - CLUSTER_WINDOW,
        initiated_at__lte=payment.initiated_at,
    ).exclude(pk=payment.pk)
    alike = Q(failure_code=payment.failure_code, failure_scheme=payment.failure_scheme)
    counts = nearby.aggregate(all=Count("pk"), alike=Count("pk", filter=alike))
    return {
        "channel_payments_15m": counts["all"],
        "channel_failures_15m": counts["alike"] if payment.failure_code else 0,
    }


def _plain(number: Decimal | None) -> str | None:
    """Write a number without an exponent and without idle zeros."""
    return None if number is None else f"{number.normalize():f}"
