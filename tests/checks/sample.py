"""The sample payments as facts, built as plainly as the product builds them."""

import csv
import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.codes import code_book
from troubleshooting.checks.reading.as_written import Unreadable, read_amount
from troubleshooting.walks.codes import Said, code_facts

FIXTURES = Path(__file__).parents[2] / "fixtures"
CALENDARS = {
    "demo-sct": "ECB",
    "demo-sdd": "ECB",
    "demo-ach-credit": "US",
    "demo-ach-debit": "US",
    "demo-cn-large": "CN",
    "demo-bacs-dd": "GB",
}
NOT_FACTS = {"customer_email", "customer_phone", "customer_locale", "true_cause", "note"}


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def sample_payments() -> list[dict[str, Any]]:
    lines = (FIXTURES / "sample_payments.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def facts_of(payment: dict[str, Any], *, with_holidays: bool = True) -> dict[str, Any]:
    channel = next(row for row in rows("channels.csv") if row["channel"] == payment["channel"])
    facts = {name: value for name, value in payment.items() if name not in NOT_FACTS}
    facts |= channel_facts(channel)
    if not with_holidays:
        facts["channel_holidays"] = ""
    said = Said(
        scheme=payment["failure_scheme"],
        code=payment["failure_code"],
        message=payment["failure_message"],
        direction=payment["direction"],
        channel_schemes=channel["schemes"].split(),
    )
    facts |= code_facts(code_book(), said)
    return facts | _time(payment) | _history(payment, channel)


def channel_facts(channel: dict[str, str]) -> dict[str, Any]:
    same = (
        "direction",
        "method",
        "currency",
        "min_amount",
        "max_amount",
        "daily_total",
        "timezone",
    )
    numbers = ("daily_count", "new_user_days", "usual_latency_ms", "timeout_ms")
    return (
        {f"channel_{name}": channel[name] for name in same}
        | {f"channel_{name}": int(channel[name]) for name in numbers}
        | {
            "channel_schemes": channel["schemes"].split(),
            "channel_opens": channel["open_from"],
            "channel_closes": channel["open_to"],
            "channel_weekend": channel["weekend"] == "yes",
            "channel_holidays": CALENDARS.get(channel["channel"], ""),
            "channel_new_user_max": channel["new_user_max"] or None,
            "channel_state": "normal",
            "channel_state_note": "",
        }
    )


def _time(payment: dict[str, Any]) -> dict[str, Any]:
    """Whatever was promised, at the time of reading it is long past."""
    made = datetime.fromisoformat(payment["created_at"])
    return {
        "expected_by": (made + timedelta(days=3)).isoformat(),
        "promised_by": "source",
        "age_minutes": 30 * 24 * 60,
        "read_at": (made + timedelta(days=30)).isoformat(),
    }


def _history(payment: dict[str, Any], channel: dict[str, str]) -> dict[str, Any]:
    """What the other sample payments add: the day so far, like ones, the last minutes."""
    zone = ZoneInfo(channel["timezone"])
    moment = datetime.fromisoformat(payment["created_at"])
    earlier = [
        (other, datetime.fromisoformat(other["created_at"]))
        for other in sample_payments()
        if other["channel"] == payment["channel"] and other is not payment
    ]
    mine = [
        (other, at) for other, at in earlier if other["customer_name"] == payment["customer_name"]
    ]
    today = [
        other
        for other, at in mine
        if at < moment
        and at.astimezone(zone).date() == moment.astimezone(zone).date()
        and other["status"] not in ("failed", "rejected", "cancelled")
    ]
    recent = [
        other for other, at in earlier if timedelta(0) <= moment - at <= timedelta(minutes=15)
    ]
    like = ("amount", "currency", "counterparty_account")
    return {
        "today_count": len(today),
        "today_total": str(sum(_amount_or_zero(other["amount"]) for other in today)),
        "similar_24h": [
            {key: other[key] for key in ("reference", "status", "created_at")}
            for other, at in mine
            if abs(at - moment) <= timedelta(days=1)
            and other["reference"] != payment["reference"]
            and all(other[key] == payment[key] for key in like)
        ],
        "channel_payments_15m": len(recent),
        "channel_failures_15m": sum(
            bool(payment["failure_code"]) and other["failure_code"] == payment["failure_code"]
            for other in recent
        ),
    }


def _amount_or_zero(value: object) -> Any:
    try:
        return read_amount(value)
    except Unreadable:
        return 0
