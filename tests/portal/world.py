"""What hangs on a case that its customer looks at: his link, the messages, the moves."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from support.cases.links import link_for
from support.cases.models import Case, CaseEvent, Status, log
from support.notifications.models import Notification
from support.payments.models import Channel
from tests.factories import NOW, make_case, make_channel, make_customer, make_payment
from troubleshooting.causes.models import Cause


def make_bank(**overrides: Any) -> Channel:
    """Make a channel that works from Monday to Friday, 9 to 17 in Shanghai, and keeps holidays."""
    values = {
        "name_en": "acq7-cny-out",
        "name_zh": "出款七号线",
        "public_name_en": "Demo Bank A transfer",
        "public_name_zh": "示例银行甲转账",
        "currency": "CNY",
        "opens_at": time(9),
        "closes_at": time(17),
        "works_weekends": False,
        "holidays": "CN",
        "time_zone": "Asia/Shanghai",
    }
    return make_channel(**values | overrides)


def case_of(*, locale: str = "en-GB", zone: str = "Asia/Shanghai", **overrides: Any) -> Case:
    """Make a case about a payout of 1,200.00 CNY over Demo Bank A."""
    payment = overrides.pop("payment", {})
    channel = overrides.pop("channel", None) or make_bank()
    customer = overrides.pop("customer", None) or make_customer(locale=locale, time_zone=zone)
    made = make_payment(
        customer=customer,
        channel=channel,
        **{"amount": Decimal("1200.00"), "reference": f"PAY-{channel.pk}", **payment},
    )
    if overrides.get("status") in {Status.RESOLVED, Status.CLOSED}:
        overrides.setdefault("resolved_at", NOW + timedelta(minutes=30))
    return make_case(payment=made, **overrides)


def make_cause(**overrides: Any) -> Cause:
    """Make a cause of our own, whose sentences a test may choose."""
    values = {
        "slug": "slow_test_bank",
        "group": "bank",
        "disclosure": "open",
        "name_en": "Slow test bank",
        "name_zh": "测试银行缓慢",
        "how_to_check_en": "Look.",
        "how_to_check_zh": "查看。",
        "fix_en": "Mend.",
        "fix_zh": "修复。",
        "customer_message_en": "The test bank is slow with {reference}.",
        "customer_message_zh": "测试银行处理 {reference} 较慢。",
        "typical_minutes": 5,
        "typical_share": 0,
    }
    return Cause.objects.create(**values | overrides)


def make_message(case: Case, number: int = 0, **overrides: Any) -> Notification:
    """Make a message that was sent so many minutes after the case was opened."""
    moment = NOW + timedelta(minutes=number)
    values = {
        "customer": case.customer,
        "event": "solution",
        "channel": "email",
        "address": case.customer.email,
        "language": case.customer.language,
        "dedupe_key": f"{case.reference}:{number}",
        "thread": case.reference,
        "state": "sent",
        "not_before": moment,
        "expires_at": moment + timedelta(days=1),
        "message_id": f"<{case.pk}.{number}@casewalk.example>",
        "subject": f"[{case.reference}] Subject {number}",
        "text": f"Text of message {number}.",
        "html": "<p>Markup nobody needs here.</p>",
        "created_at": moment,
        "sent_at": moment,
        "updated_at": moment,
    }
    return Notification.objects.create(**values | overrides)


def move(case: Case, status: str, moment: datetime) -> None:
    """Log that a case moved to a status, as `change_status` does."""
    log(case, CaseEvent.Kind.STATUS, now=moment, before="new", after=status)


def address_of(case: Case, now: datetime = NOW) -> str:
    """Return the path of the case's page."""
    url = link_for(case, now).url
    return url[url.index("/s/") :]
