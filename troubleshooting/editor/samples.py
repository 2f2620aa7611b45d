"""Invented payments to try a tree with, each with one thing that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# An ordinary payout over an ordinary channel: Wednesday, 4 November 2026, 10:15 in Shanghai.
SOUND: Mapping[str, str] = {
    "reference": "PAY-000001",
    "direction": "payout",
    "amount": "500.00",
    "currency": "CNY",
    "method": "bank_transfer",
    "channel": "demo-cn-instant",
    "client": "Chrome 142.0",
    "tls_version": "TLSv1.3",
    "created_at": "2026-11-04T10:15",
    "status": "failed",
    "bank_latency_ms": "800",
    "account_age_days": "400",
    "customer_name": "张伟",
    "counterparty_name": "张伟",
    "counterparty_account": "TESTACCT00000001",
    "channel_direction": "payout",
    "channel_method": "bank_transfer",
    "channel_currency": "CNY",
    "channel_schemes": "iso20022",
    "channel_min_amount": "1",
    "channel_max_amount": "50000",
    "channel_daily_total": "100000",
    "channel_daily_count": "20",
    "channel_opens": "08:00",
    "channel_closes": "22:00",
    "channel_weekend": "yes",
    "channel_timezone": "Asia/Shanghai",
    "channel_new_user_days": "3",
    "channel_new_user_max": "1000",
    "channel_usual_latency_ms": "800",
    "channel_timeout_ms": "20000",
    "channel_state": "normal",
    "today_count": "0",
    "today_total": "0",
    "similar_24h": "none",
    "channel_failures_15m": "0",
    "channel_payments_15m": "40",
}
CODE = {"failure_scheme": "iso20022"}


@dataclass(frozen=True)
class Sample:
    """A payment that differs from a sound one in what its name says."""

    name: str
    title: Promise
    differs: Mapping[str, str]

    @property
    def facts(self) -> dict[str, str]:
        return {**SOUND, **self.differs}


SAMPLES = (
    Sample("amount_over_limit", _("Amount over the limit"), {"amount": "60000.00"}),
    Sample("daily_limit", _("Daily limit reached"), {"today_total": "99800", "today_count": "6"}),
    Sample("outside_hours", _("Outside the channel's hours"), {"created_at": "2026-11-04T23:40"}),
    Sample("channel_down", _("Channel down"), {"channel_state": "down"}),
    Sample("wrong_name", _("Name of the recipient differs"), {"counterparty_name": "李娜"}),
    Sample("closed_account", _("Account closed, says the code"), {**CODE, "failure_code": "AC04"}),
    Sample("no_funds", _("Our balance is short, says the code"), {**CODE, "failure_code": "AM04"}),
    Sample("twice", _("Same payment twice"), {"similar_24h": "sent"}),
    Sample("unknown_end", _("Outcome not known"), {"status": "unknown"}),
    Sample("nothing_wrong", _("Nothing to be seen in the record"), {}),
)
