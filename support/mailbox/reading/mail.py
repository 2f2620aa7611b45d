"""All that is read of a mail."""

from typing import Any

from support.mailbox.reading.aside import Aside
from support.mailbox.reading.kinds import kind_of
from support.mailbox.reading.letters import read_letter
from support.mailbox.reading.parts import taken_apart
from support.mailbox.reading.reports import read_report


def read_mail(raw: bytes) -> dict[str, Any]:
    """Return what a mail says: its kind, what `report` says of another mail, and the `letter`."""
    aside = Aside(raw)
    parts = taken_apart(aside.short)
    report = read_report(aside.short, parts)
    return {"kind": kind_of(parts[0], report), "report": report,
            "letter": read_letter(aside, parts[0])}  # fmt: skip
