"""All that is read of a mail."""

from typing import Any

from support.mailbox.reading.aside import Aside
from support.mailbox.reading.parts import taken_apart
from support.mailbox.reading.reports import read_report


def read_mail(raw: bytes) -> dict[str, Any]:
    """Return what a mail says: `report` is of another mail."""
    aside = Aside(raw)
    parts = taken_apart(aside.short)
    return {"report": read_report(aside.short, parts)}
