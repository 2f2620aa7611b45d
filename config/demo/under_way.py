"""Of the demo world: payouts that were sent and nobody asked for yet, and refunds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from support.customers.contacts import Contact
from support.intake.services import Event, receive_news
from support.payments.news import REFUND, PaymentNews, Reference

Told = tuple[datetime, Event, PaymentNews]

# Reference, channel, amount, days ago, payee and the name by which a bank finds it.
SENT = (
    ("PAY-200013", "demo-cn-instant", "1860.00", 3, "测试壬201", "+8614000000201", "zh-Hans",
     Reference("end_to_end_id", "E2E200013")),
    ("PAY-200026", "demo-fps", "412.50", 2, "Mock Rowan 202", "+447700900202", "en-GB",
     Reference("end_to_end_id", "E2E200026")),
    ("PAY-200039", "demo-fps", "75.00", 0, "Mock Hazel 203", "+447700900203", "en-GB",
     Reference("end_to_end_id", "E2E200039")),
)  # fmt: skip
# Reference, channel, amount, days ago, payee, phone, locale, what became of it and by which code.
REFUNDS = (
    ("PAY-300011", "demo-cn-instant", "268.00", 1, "测试癸301", "+8614000000301", "zh-Hans",
     "sent", ""),
    ("PAY-300024", "demo-fps", "59.90", 1, "Mock Birch 302", "+447700900302", "en-GB", "sent", ""),
    ("PAY-300037", "demo-cn-instant", "1299.00", 5, "测试子303", "+8614000000303", "zh-Hans",
     "credited", ""),
    ("PAY-300042", "demo-fps", "240.00", 5, "Mock Cedar 304", "+447700900304", "en-GB",
     "credited", ""),
    ("PAY-300055", "demo-cn-instant", "88.00", 2, "测试丑305", "+8614000000305", "zh-Hans",
     "failed", "AC04"),
    ("PAY-300068", "demo-fps", "130.00", 3, "Mock Maple 306", "+447700900306", "en-GB",
     "returned", "AC04"),
    ("PAY-300073", "demo-cn-instant", "45.50", 1, "测试寅307", "+8614000000307", "zh-Hans",
     "accepted", ""),
    ("PAY-300086", "demo-fps", "19.99", 4, "Mock Hazel 308", "+447700900308", "en-GB",
     "rejected", "AC06"),
)  # fmt: skip
CURRENCIES = {"demo-cn-instant": "CNY", "demo-fps": "GBP"}


def send_some(*, now: datetime) -> int:
    """Hear that some payouts were sent in the last days; return how many. No case comes of it."""
    for reference, channel, amount, days, name, phone, locale, quoted in SENT:
        at = now - timedelta(days=days, hours=2)
        contact = Contact(name=name, phone=phone, locale=locale)
        news = _news(reference, channel, amount, contact, at)
        news = replace(news, references=(quoted,), status="sent", status_said="sent")
        receive_news(Event(f"demo-{reference}", "payment.updated"), news, now=at)
    return len(SENT)


def refunds(now: datetime) -> Iterator[Told]:
    """Yield what is told of some refunds of the last days: first of each, and what came of it."""
    for reference, channel, amount, days, name, phone, locale, became, code in REFUNDS:
        at = now - timedelta(days=days, hours=5)
        contact = Contact(name=name, phone=phone, locale=locale)
        news = replace(_news(reference, channel, amount, contact, at), direction=REFUND)
        first = "created" if became == "rejected" else "sent"
        for status, moment in {first: at, became: at + timedelta(hours=3)}.items():
            failed_by = code if status == became else ""
            told = replace(
                news, status=status, status_said=status, occurred_at=moment,
                failure_scheme="iso20022" if failed_by else "", failure_code=failed_by,
            )  # fmt: skip
            yield moment, Event(f"demo-{reference}-{status}", "payment.updated"), told


def _news(reference: str, channel: str, amount: str, contact: Contact, at: datetime) -> PaymentNews:
    return PaymentNews(
        reference=reference,
        occurred_at=at,
        direction="payout",
        amount=amount,
        currency=CURRENCIES[channel],
        method="bank_transfer",
        channel=channel,
        created_at=at.isoformat(),
        counterparty_name=contact.name,
        counterparty_account=f"TESTACCT{reference[-6:]}",
        contact=contact,
    )
