"""The banks of the demo world, and what two of them have been asked."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from support.cases.models import Case
from support.inquiries.asking import Question, ask_bank
from support.inquiries.models import Bank
from support.payments.models import Channel

# Invented; by the channels whose payments they carry.
BANKS = (
    ("demo-clearing", "Demo Clearing Bank", "演示清算银行", "en", "fps", "GB", "Europe/London",
     "demo-fps"),
    ("demo-instant", "Demo Instant Bank", "演示即时银行", "zh-hans", "other", "CN", "Asia/Shanghai",
     "demo-cn-instant"),
)  # fmt: skip


def enter_banks(actor: User, *, now: datetime) -> None:
    """Enter the banks; each has been asked since the day before yesterday about a case of its."""
    for slug, english, chinese, language, rail, calendar, zone, code in BANKS:
        bank = Bank.objects.create(
            slug=slug, name_en=english, name_zh=chinese, language=language, rail=rail,
            calendar=calendar, time_zone=zone, address=f"inquiries@{slug}.example",
        )  # fmt: skip
        bank.channels.set(Channel.objects.filter(code=code))
        case = Case.objects.not_done().filter(payment__channel__code=code).order_by("pk").first()
        if case is not None:
            question = Question(bank, "not_received", way="phone")
            ask_bank([case], question, actor=actor, now=now - timedelta(days=2))
