"""Payouts of the demo world that were sent and not credited: no case, until somebody calls."""

from datetime import datetime, timedelta

from support.customers.contacts import Contact
from support.intake.services import Event, receive_news
from support.payments.news import PaymentNews, Reference

# Reference, channel, amount, days ago, payee and the name by which a bank finds it.
SENT = (
    ("PAY-200013", "demo-cn-instant", "1860.00", 3, "测试壬201", "+8614000000201", "zh-Hans",
     Reference("end_to_end_id", "E2E200013")),
    ("PAY-200026", "demo-fps", "412.50", 2, "Mock Rowan 202", "+447700900202", "en-GB",
     Reference("end_to_end_id", "E2E200026")),
    ("PAY-200039", "demo-fps", "75.00", 0, "Mock Hazel 203", "+447700900203", "en-GB",
     Reference("end_to_end_id", "E2E200039")),
)  # fmt: skip
CURRENCIES = {"demo-cn-instant": "CNY", "demo-fps": "GBP"}


def send_some(*, now: datetime) -> int:
    """Hear that some payouts were sent in the last days; return how many. No case comes of it."""
    for reference, channel, amount, days, name, phone, locale, quoted in SENT:
        at = now - timedelta(days=days, hours=2)
        news = PaymentNews(
            reference=reference,
            references=(quoted,),
            status="sent",
            status_said="sent",
            occurred_at=at,
            direction="payout",
            amount=amount,
            currency=CURRENCIES[channel],
            method="bank_transfer",
            channel=channel,
            created_at=at.isoformat(),
            counterparty_name=name,
            counterparty_account=f"TESTACCT{reference[-6:]}",
            contact=Contact(name=name, phone=phone, locale=locale),
        )
        receive_news(Event(f"demo-{reference}", "payment.updated"), news, now=at)
    return len(SENT)
