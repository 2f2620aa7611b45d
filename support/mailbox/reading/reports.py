"""What a mail says of another one: RFC 3464, complaints (RFC 5965), and servers of no standard."""

import re
from email.message import Message
from email.utils import mktime_tz, parsedate_tz
from typing import Any

from flufl.bounce import all_failures

from support.mailbox.reading.parts import taken_apart
from support.mailbox.reading.texts import MOST_ADDRESSES, addresses, field, fields, text_of

STATUS = "message/delivery-status"
RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
COMPLAINT = "message/feedback-report"
LONGEST_WORDS = 4000
LONGEST_KNOWN = 64 * 1024  # what flufl.bounce looks through with each of its detectors
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")


def read_report(raw: bytes, parts: list[Message]) -> dict[str, Any]:
    """Return what is told of another mail, every value a plain bounded text."""
    mail = parts[0]
    found: dict[str, Any] = {
        "is_report": mail.get_content_type() == "multipart/report",
        "is_auto_reply": field(mail, "Auto-Submitted").lower().startswith("auto-replied"),
        "from": field(mail, "From"),
        "at": _seconds(field(mail, "Date")),
        "addressed": addresses(fields(mail, *ADDRESSED)),
        "failed_recipients": addresses(field(mail, "X-Failed-Recipients")),
        "recipients": [],
        "returned": {},
        "complaint": {},
        "text": "",
    }
    for part in parts:
        _read_part(part, found)
    gone, waiting = _known_failures(taken_apart(raw[:LONGEST_KNOWN])[0])
    return found | {"gone": gone, "waiting": waiting}


def _read_part(part: Message, found: dict[str, Any]) -> None:
    kind = part.get_content_type()
    if kind == STATUS:
        found["recipients"] = found["recipients"] or _recipients(part)
    elif kind == COMPLAINT:
        found["complaint"] = found["complaint"] or _complaint(part)
    elif kind in RETURNED:
        found["returned"] = found["returned"] or _returned(part)
    elif kind == "text/plain" and not found["text"]:
        found["text"] = _words(part)


def _known_failures(mail: Message) -> tuple[list[str], list[str]]:
    """Return whom flufl.bounce finds not reached, for good and for now."""
    try:
        waiting, gone = all_failures(mail)
    except (LookupError, ValueError, TypeError, AttributeError):
        # Its detectors stumble over what is missing: a mail from nobody, a part without a text.
        return [], []
    return _listed(gone), _listed(waiting)


def _listed(found: frozenset[bytes]) -> list[str]:
    texts = sorted(one.decode("ascii", "replace") for one in found)
    return [text[:254] for text in texts if "@" in text][:MOST_ADDRESSES]


def _blocks(part: Message) -> list[Message]:
    """Return the blocks of headers in a report, which a badly made one holds as text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if isinstance(block, Message)]
    return [_headers_in(text) for text in re.split(r"\n\s*\n", _words(part))]


def _headers_in(text: str) -> Message:
    block = Message()
    unfolded = re.sub(r"\n[ \t]+", " ", text)
    for line in unfolded.split("\n")[:MOST_ADDRESSES]:
        name, colon, value = line.partition(":")
        if colon and name.strip() and " " not in name.strip():
            block[name.strip()] = value.strip()
    return block


def _recipients(part: Message) -> list[dict[str, str]]:
    """Return the blocks of a delivery status, of which the first speaks of the mail as a whole."""
    return [
        {
            "final": _typed(block, "Final-Recipient"),
            "original": _typed(block, "Original-Recipient"),
            "action": field(block, "Action").split(" ")[0].lower(),
            "status": field(block, "Status"),
            "diagnostic": field(block, "Diagnostic-Code"),
        }
        for block in _blocks(part)[: MOST_ADDRESSES + 1]
        if block.get("Action") is not None
    ]


def _complaint(part: Message) -> dict[str, str]:
    blocks = _blocks(part)
    told = blocks[0] if blocks else Message()
    return {
        "type": field(told, "Feedback-Type").lower() or "abuse",
        "recipient": _typed(told, "Original-Rcpt-To"),
        "sender": _typed(told, "Original-Mail-From"),
        "agent": field(told, "User-Agent"),
    }


def _returned(part: Message) -> dict[str, str]:
    """Return what names the mail that came back: whole, or its headers alone."""
    payload = part.get_payload()
    if isinstance(payload, list):
        mail = payload[0] if payload and isinstance(payload[0], Message) else Message()
    else:
        mail = _headers_in(_words(part).lstrip("\n"))
    names = {"message_id": "Message-ID", "to": "To", "return_path": "Return-Path"}
    return {key: field(mail, name) for key, name in names.items()}


def _words(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = str(part.get_param("charset", "") or "")
    return text_of(content[: 4 * LONGEST_WORDS], charset)[:LONGEST_WORDS]


def _typed(block: Message, name: str) -> str:
    """Return the address of a field like `rfc822; li@example.test`."""
    return field(block, name).rpartition(";")[2].strip().strip("<>")


def _seconds(date: str) -> float | None:
    parsed = parsedate_tz(date[:100])
    try:
        return float(mktime_tz(parsed)) if parsed else None
    except (ValueError, OverflowError):
        return None
