"""Reads one bounce in a process of its own: `python bounce_parsing.py < mail` prints JSON.

Mail from outside can keep Python's parser busy for minutes or exhaust the stack, so this runs
within limits and imports nothing of ours. The headers are read as plain text: the newer, kinder
interface of `email` is the slow one.
"""

import json
import re
import resource
import sys
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import mktime_tz, parsedate_tz

LONGEST_MAIL = 1024 * 1024
LONGEST_FIELD = 1000
MOST_RECIPIENTS = 20
MOST_PARTS = 200
CPU_SECONDS = 5
MEMORY_BYTES = 512 * 1024 * 1024

GLOBAL_STATUS = re.compile(rb"message/global-delivery-status", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s<>;,()\"]{1,254}@[^\s<>;,()\"]{1,254}")
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    raw = sys.stdin.buffer.read(LONGEST_MAIL)
    sys.stdout.write(json.dumps(read_bounce(raw)))


def read_bounce(raw: bytes) -> dict[str, object]:
    """Return what a mail says of another one, every value a plain bounded text."""
    # The parser knows only the older of the two names, RFC 6533 has the newer.
    older = GLOBAL_STATUS.sub(b"message/delivery-status", raw)
    mail = BytesParser(policy=policy.compat32).parsebytes(older)
    found: dict[str, object] = {
        "is_report": mail.get_content_type() == "multipart/report",
        "is_auto_reply": _field(mail, "Auto-Submitted").lower().startswith("auto-replied"),
        "from": _field(mail, "From"),
        "at": _seconds(_field(mail, "Date")),
        "addressed": _addresses(" ".join(_field(mail, name) for name in ADDRESSED)),
        "failed_recipients": _addresses(_field(mail, "X-Failed-Recipients")),
        "recipients": [],
        "message_id": "",
        "text": "",
    }
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            break
        _read_part(part, found, is_top=part is mail)
    return found


def _read_part(part: Message, found: dict[str, object], *, is_top: bool) -> None:
    kind = part.get_content_type()
    if kind == "message/delivery-status":
        found["recipients"] = found["recipients"] or _recipients(part)
    elif kind in ("message/rfc822", "message/global", "text/rfc822-headers"):
        found["message_id"] = found["message_id"] or _message_id(part)
    elif kind == "text/plain" and not found["text"]:
        found["text"] = _text_of(part)[:4000]


def _recipients(part: Message) -> list[dict[str, str]]:
    """Return the blocks of a delivery status, of which the first speaks of the mail as a whole."""
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else []
    return [
        {
            "final": _typed(block, "Final-Recipient"),
            "original": _typed(block, "Original-Recipient"),
            "action": _field(block, "Action").split(" ")[0].lower(),
            "status": _field(block, "Status"),
            "diagnostic": _field(block, "Diagnostic-Code"),
        }
        for block in blocks[: MOST_RECIPIENTS + 1]
        if isinstance(block, Message) and block.get("Action") is not None
    ]


def _message_id(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        returned = payload[0] if payload else None
        return _field(returned, "Message-ID") if isinstance(returned, Message) else ""
    headers = re.search(r"^Message-ID:\s*(<[^>\s]{1,250}>)", _text_of(part), re.I | re.M)
    return headers[1] if headers else ""


def _text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a character set that nobody knows
        return content.decode("utf-8", "replace")


def _typed(block: Message, name: str) -> str:
    """Return the address of a field like `rfc822; li@example.test`."""
    return _field(block, name).rpartition(";")[2].strip().strip("<>")


def _field(part: Message, name: str) -> str:
    value = str(part.get(name, ""))[:LONGEST_FIELD]
    plain = "".join(char if not "\ud800" <= char <= "\udfff" else "\ufffd" for char in value)
    return " ".join(plain.split())


def _addresses(text: str) -> list[str]:
    return ADDRESS.findall(text[: 3 * LONGEST_FIELD])[:MOST_RECIPIENTS]


def _seconds(date: str) -> float | None:
    parsed = parsedate_tz(date[:100])
    try:
        return float(mktime_tz(parsed)) if parsed else None
    except (ValueError, OverflowError):
        return None


if __name__ == "__main__":
    main()
