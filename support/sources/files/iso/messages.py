"""Which messages are read, and by what."""

from collections.abc import Callable, Iterator
from typing import IO, Protocol
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support.sources.files.entries import Entry
from support.sources.files.iso.frames import Frame, Message, Messages, read_frames
from support.sources.files.iso.notifications import CAMT_054, Notification
from support.sources.files.iso.returns import PACS_004, PaymentReturn
from support.sources.files.iso.statuses import PACS_002, PAIN_002, StatusReport


class Reader(Protocol):
    def take(self, frame: Frame) -> Iterator[Entry]: ...


_READERS: dict[Message, Callable[[ZoneInfo], Reader]] = {
    PAIN_002: StatusReport,
    PACS_002: StatusReport,
    PACS_004: PaymentReturn,
    CAMT_054: Notification,
}
_ORDER = _("This message orders payments and says nothing of what became of them.")
_STATEMENT = _("This is an account statement or report. Ask the bank for camt.054 notifications.")
_REFUSED: dict[str, str | Promise] = {
    "CstmrCdtTrfInitn": _ORDER,
    "CstmrDrctDbtInitn": _ORDER,
    "FIToFICstmrCdtTrf": _ORDER,
    "FIToFICstmrDrctDbt": _ORDER,
    "BkToCstmrStmt": _STATEMENT,
    "BkToCstmrAcctRpt": _STATEMENT,
}
MESSAGES = Messages(
    {
        "CstmrPmtStsRpt": PAIN_002,
        "pain.002": PAIN_002,
        "FIToFIPmtStsRpt": PACS_002,
        "pacs.002": PACS_002,
        "PmtRtr": PACS_004,
        "pacs.004": PACS_004,
        "BkToCstmrDbtCdtNtfctn": CAMT_054,
    },
    _REFUSED,
)


def read_messages(stream: IO[bytes], zone: ZoneInfo) -> Iterator[tuple[str, Entry]]:
    """Yield the entries of all messages in a file, each with its message's kind.

    Raises BadFile where the file can't be read on. `zone` is where its clocks stand.
    """
    message, reader = None, None
    for found, frame in read_frames(stream, MESSAGES):
        if reader is None or found is not message:
            message, reader = found, _READERS[found](zone)
        for entry in reader.take(frame):
            yield found.kind, entry
