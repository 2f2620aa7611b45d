"""How providers hand on what customers send by SMS."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from support.notifications.returns.stop_words import take_incoming_sms

# What Kannel calls the coding of a text, and Python's name for it.
CODINGS = {"UTF-16BE": "utf-16-be", "UTF-8": "utf-8", "ISO-8859-1": "latin-1", "GSM": "utf-8"}


@dataclass(frozen=True)
class Incoming:
    phone: str
    text: str


def read_kannel(query: str) -> Incoming:
    """Read `from=%p&charset=%C&text=%b`. The text is raw bytes in the coding named beside it."""
    values = dict(parse_qsl(query, keep_blank_values=True, encoding="latin-1"))
    coding = CODINGS.get(values.get("charset", "").upper(), "utf-8")
    text = values.get("text", "").encode("latin-1").decode(coding, "replace")
    return Incoming(values.get("from", ""), text)


def read_twilio(form: Mapping[str, str]) -> Incoming:
    """Read a message that came in; where Twilio understood it already, its word counts."""
    return Incoming(form.get("From", ""), form.get("OptOutType") or form.get("Body", ""))


def take_aliyun_texts(reports: Iterable[Mapping[str, object]], now: datetime) -> None:
    """Take the messages of one push (SmsUp)."""
    for report in reports:
        phone, text = report.get("phone_number"), report.get("content")
        if isinstance(phone, str) and isinstance(text, str):
            take_incoming_sms(phone, text, now)
