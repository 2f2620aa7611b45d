"""Mails that somebody writes to us; people and texts are invented."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from django.utils import timezone

from support.cases.models import Case, Message
from support.intake.letters.letter import Letter
from support.intake.letters.taking import take_waiting
from support.mailbox.services import receive
from support.notifications.addresses.mail_ids import reply_address_of
from support.notifications.models import Notification, State
from tests.factories import make_case, make_customer
from tests.notifications.making import make_notification

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
WORDS = "The money is still not here."


def case_of(email: str = "li@customer.example") -> Case:
    return make_case(customer=make_customer(email=email), payment=None)


def mail_about(case: Case) -> Notification:
    """A mail that we wrote to a case's customer."""
    return make_notification(
        customer=case.customer,
        address=case.customer.email,
        thread=case.reference,
        state=State.SENT,
        sent_at=timezone.now(),
    )


def signed(case: Case) -> str:
    return reply_address_of(case.reference)


def letter(text: str = WORDS, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    given = {
        "From": "Li Wei <li@customer.example>", "To": "support@casewalk.example",
        "Subject": "Re: Your payout", "Message-ID": "<1@customer.example>",
    }  # fmt: skip
    for name, value in (
        given | {name.replace("_", "-"): text for name, text in headers.items()}
    ).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def came(mail: EmailMessage | bytes, recipient: str = "") -> None:
    """Have a mail come in and be taken."""
    receive(mail if isinstance(mail, bytes) else mail.as_bytes(), recipient, timezone.now())
    take_waiting()


def words_in(case: Case) -> list[str]:
    said = case.messages.filter(kind=Message.Kind.INCOMING)
    return list(said.order_by("pk").values_list("body", flat=True))


def whys() -> list[str]:
    return list(Letter.objects.waiting().values_list("why", flat=True))


def nothing_happened(*cases: Case) -> bool:
    """Whether no case has new words, and no message left or waits to leave to anybody new."""
    queued = Notification.objects.exclude(state=State.SENT)
    return not queued.exists() and not any(words_in(case) for case in cases)


def values(**overrides: Any) -> dict[str, Any]:
    given = {"sender": "li@customer.example", "text": WORDS, "new_text": WORDS, "why": "no_token"}
    return given | overrides
