"""What Kannel's receipts and customers' messages mean."""

import re
from urllib.parse import parse_qsl

from support.notifications.addresses.callbacks import Sending
from support.notifications.models.states import Reason
from support.notifications.signals import Incoming, Part
from support.notifications.transports.reports import REFUSED, Receipt, Refusal, Result

# What networks write into receipts (SMPP 3.4, appendix B), as Kannel hands it on.
_STATED = re.compile(r"\bstat:([A-Z]{5,7})\b")
_SMPP = {
    "EXPIRED": Refusal(Reason.EXPIRED),
    "UNDELIV": REFUSED,
    "REJECTD": Refusal(Reason.BLOCKED),
    "DELETED": Refusal(Reason.TECHNICAL),
    "UNKNOWN": Refusal(Reason.TECHNICAL),
}
# Kannel's numbers (its user guide, "delivery reports"); the others only tell of progress.
_RESULTS = {1: Result.ARRIVED, 2: Result.FAILED, 16: Result.FAILED}
# What Kannel calls the coding of a text, and Python's name for it.
CODINGS = {
    "UTF-16BE": "utf-16-be", "UTF-16": "utf-16-be", "UCS-2": "utf-16-be", "UCS2": "utf-16-be",
    "ISO-10646-UCS-2": "utf-16-be", "UTF-8": "utf-8", "ISO-8859-1": "latin-1", "LATIN1": "latin-1",
    "WINDOWS-1252": "cp1252", "GSM": "utf-8", "GBK": "gb18030", "GB2312": "gb18030",
    "GB18030": "gb18030",
}  # fmt: skip
# Headers that say which part of a long text it is (3GPP TS 23.040, 9.2.3.24.1 and 9.2.3.24.8), and
# how many bytes of them are the reference.
_PARTS = {(0x00, 3): 1, (0x08, 4): 2}


def smpp_refusal(words: str) -> Refusal:
    """Read the words of a network's receipt."""
    stated = _STATED.search(words.upper().replace("STAT:", "stat:"))
    return _SMPP.get(stated[1], REFUSED) if stated else REFUSED


def kannel_receipt(sending: Sending, code: int, words: str) -> Receipt:
    """Read Kannel's number and the network's words."""
    result = _RESULTS.get(code, Result.ON_ITS_WAY)
    return Receipt(sending, result, smpp_refusal(words).reason, words or f"receipt {code}")


def read_kannel(query: str) -> Incoming:
    """Read `from=%p&to=%P&id=%I&udh=%u&charset=%C&text=%b`; text and header are raw bytes."""
    values = dict(parse_qsl(query, keep_blank_values=True, encoding="latin-1"))
    return Incoming(
        values.get("from", ""),
        _decoded(values.get("text", "").encode("latin-1"), values.get("charset", "")),
        "kannel",
        values.get("id", ""),
        values.get("to", ""),
        part_of(values.get("udh", "").encode("latin-1")),
    )


def _decoded(raw: bytes, charset: str) -> str:
    """Return a text in the coding named beside it; where none is, Chinese gateways mean GBK."""
    coding = CODINGS.get(charset.upper())
    if coding:
        return raw.decode(coding, "replace")
    for likely in ("utf-8", "gb18030"):
        try:
            return raw.decode(likely)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def part_of(header: bytes) -> Part | None:
    """Read a user data header; None for one of a text that is whole, or that can't be."""
    rest = header[1 : 1 + header[0]] if header else b""
    while len(rest) >= 2:
        kind, length, value = rest[0], rest[1], rest[2 : 2 + rest[1]]
        wide = _PARTS.get((kind, length))
        if wide and len(value) == length:
            reference, (of, number) = int.from_bytes(value[:wide]), value[wide:]
            return Part(reference, of, number) if 1 <= number <= of and of > 1 else None
        rest = rest[2 + length :]
    return None
