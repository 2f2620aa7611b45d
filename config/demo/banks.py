"""The banks of the demo world, and what two of them have been asked."""

from datetime import datetime, time, timedelta

from django.contrib.auth.models import User

from support.cases.models import Case
from support.inquiries.answering import Given, answer_inquiry
from support.inquiries.asking import Question, ask_bank
from support.inquiries.models import Bank, Inquiry
from support.liaison.changing import save_row
from support.liaison.models import Contact, Meeting
from support.payments.models import Channel

# Invented; by the channels whose payments they carry.
BANKS = (
    ("demo-clearing", "Demo Clearing Bank", "演示清算银行", "en", "fps", "GB", "Europe/London",
     "demo-fps"),
    ("demo-instant", "Demo Instant Bank", "演示即时银行", "zh-hans", "other", "CN", "Asia/Shanghai",
     "demo-cn-instant"),
)  # fmt: skip


def enter_banks(actor: User, *, now: datetime) -> None:
    """Enter the banks and what each was asked: one answer is late, another has come."""
    for slug, english, chinese, language, rail, calendar, zone, code in BANKS:
        bank = Bank.objects.create(
            slug=slug, name_en=english, name_zh=chinese, language=language, rail=rail,
            calendar=calendar, time_zone=zone, address=f"inquiries@{slug}.example",
        )  # fmt: skip
        bank.channels.set(Channel.objects.filter(code=code))
        case = Case.objects.not_done().filter(payment__channel__code=code).order_by("pk").first()
        if case is not None:
            question = Question(bank, "not_received", way="phone")
            asked_at = max(case.opened_at, now - timedelta(days=6))
            ask_bank([case], question, actor=actor, now=asked_at)
    _talk(Bank.objects.get(slug="demo-clearing"), now)
    answered = Inquiry.objects.filter(bank__slug="demo-instant").first()
    if answered is not None:
        given = Given("INFO", "They ask for the payee's branch before they search on.")
        answer_inquiry(answered, given, actor=actor, now=now - timedelta(hours=1))


def _talk(bank: Bank, now: datetime) -> None:
    """Know whom one reaches there, and meet them every fourth week."""
    at = {"bank": bank, "time_zone": bank.time_zone}
    save_row(Contact(
        name="Mock Sorrel", task="Investigations", email="desk@demo-clearing.example",
        phone="+44 20 7946 0003", weekdays=[0, 1, 2, 3, 4], opens_at=time(9), closes_at=time(18),
        **at,
    ))  # fmt: skip
    first_on = (now - timedelta(days=25)).date()
    save_row(Meeting(title="Service review", first_on=first_on, begins_at=time(10), **at))
