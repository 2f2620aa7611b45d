"""What Kannel's receipts and customers' messages mean."""

import re
from urllib.parse import parse_qsl

from support.notifications.addresses.callbacks import Sending
from support.notifications.models.states import Reason
from support.notifications.transports.reports import REFUSED, Incoming, Receipt, Refusal, Result

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
CODINGS = {"UTF-16BE": "utf-16-be", "UTF-8": "utf-8", "ISO-8859-1": "latin-1", "GSM": "utf-8"}


def smpp_refusal(words: str) -> Refusal:
    """Read the words of a network's receipt."""
    stated = _STATED.search(words.upper().replace("STAT:", "stat:"))
    return _SMPP.get(stated[1], REFUSED) if stated else REFUSED


def kannel_receipt(sending: Sending, code: int, words: str) -> Receipt:
    """Read Kannel's number and the network's words."""
    result = _RESULTS.get(code, Result.ON_ITS_WAY)
    return Receipt(sending, result, smpp_refusal(words).reason, words or f"receipt {code}")


def read_kannel(query: str) -> Incoming:
    """Read `from=%p&charset=%C&text=%b`. The text is raw bytes in the coding named beside it."""
    values = dict(parse_qsl(query, keep_blank_values=True, encoding="latin-1"))
    coding = CODINGS.get(values.get("charset", "").upper(), "utf-8")
    text = values.get("text", "").encode("latin-1").decode(coding, "replace")
    return Incoming(values.get("from", ""), text)
