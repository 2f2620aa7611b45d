"""What a mail says of another one, as whoever read it hands it over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Statement:
    """What is said of one recipient; `action` is one of RFC 3464."""

    final: str = ""
    original: str = ""
    action: str = ""
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True)
class MailReport:
    """One mail about another. Of servers without a standard `gone` and `waiting` say who is meant.

    `is_report` says that it has the standard's form; `returned_id` is the Message-ID of the mail
    that came back, `returned_path` its envelope's sender.
    """

    statements: Sequence[Statement] = ()
    is_report: bool = False
    is_auto_reply: bool = False
    sender: str = ""
    addressed: Sequence[str] = ()
    failed_recipients: Sequence[str] = ()
    gone: Sequence[str] = ()
    waiting: Sequence[str] = ()
    returned_id: str = ""
    returned_path: str = ""
    complaint: str = ""
    complaining: str = ""
    text: str = ""
    at: datetime | None = None

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> "MailReport":
        """Take over what the reading process found."""
        returned, complaint = found["returned"], found["complaint"]
        return cls(
            statements=[Statement(**one) for one in found["recipients"]],
            is_report=found["is_report"],
            is_auto_reply=found["is_auto_reply"],
            sender=found["from"],
            addressed=found["addressed"],
            failed_recipients=found["failed_recipients"],
            gone=found["gone"],
            waiting=found["waiting"],
            returned_id=returned.get("message_id", ""),
            returned_path=complaint.get("sender") or returned.get("return_path", ""),
            complaint=complaint.get("type", ""),
            complaining=complaint.get("recipient", ""),
            text=found["text"],
            at=_moment(found["at"]),
        )


def _moment(seconds: float | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    except (ValueError, OverflowError, OSError):
        return None
