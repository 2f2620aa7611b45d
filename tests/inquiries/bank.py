"""A simulated bank: it reads the mails that we sent it, and answers as its people do."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from support.cases.models import Case
from support.inquiries.asking import Question, ask_bank
from support.inquiries.letters.sending import send_due
from support.inquiries.models import Bank, Inquiry
from support.intake.letters.taking import take_waiting
from support.mailbox.services import receive
from support.payments.models import PaymentReference
from tests.factories import make_agent, make_case, make_payment

AT = "inquiries@tarnfield.example"
UETR = "97ed4827-7b6f-4491-a06f-b548d5a7512d"
E2E = "E2E-20261118-77"


def make_bank(**overrides: Any) -> Bank:
    values = {
        "slug": "tarnfield", "name_en": "Tarnfield Bank", "name_zh": "塔恩菲尔德银行",
        "address": AT, "language": "en", "rail": "sepa", "calendar": "ECB",
        "time_zone": "Europe/Paris",
    }  # fmt: skip
    return Bank.objects.create(**values | overrides)


def paid_case(**overrides: Any) -> Case:
    """A case whose payment a bank can search by its end-to-end id."""
    payment = make_payment(status="sent", failure_code="", failure_scheme="", failure_message="")
    name = overrides.pop("name", E2E)
    if name:
        PaymentReference.objects.create(payment=payment, kind="end_to_end_id", value=name)
    return make_case(payment=payment, **overrides)


def ask(case: Case, bank: Bank, now: datetime, **more: Any) -> Inquiry:
    question = Question(bank, more.pop("type", "not_received"), **more)
    [inquiry] = ask_bank([case], question, actor=make_agent(), now=now)
    return inquiry


def post(now: datetime) -> int:
    """Let a worker send what waits."""
    return send_due(lambda: now)


def read(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def answer(mail: EmailMessage, text: str, *, sender: str = AT, **headers: str) -> EmailMessage:
    """Answer one of our mails as a mail program does, by its Reply-To."""
    reply = EmailMessage()
    given = {
        "From": sender, "To": str(mail["Reply-To"]), "Subject": f"Re: {mail['Subject']}",
        "In-Reply-To": str(mail["Message-ID"]), "Message-ID": f"<{hash(text)}@tarnfield.example>",
    }  # fmt: skip
    for name, value in (given | headers).items():
        reply[name] = value
    reply.set_content(text)
    return reply


def came(mail: EmailMessage, now: datetime) -> None:
    receive(mail.as_bytes(), "", now)
    take_waiting()
