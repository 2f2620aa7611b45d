"""Keeping a spreadsheet from running what somebody wrote."""

import unicodedata

# What begins a formula in Excel, LibreOffice or Google Sheets (OWASP, "CSV Injection"). Their
# full-width forms begin one in versions for East Asia, and NFKC makes them these.
BEGINS = frozenset("=+-@\t\r\n")
# Nobody sees them, and some programs pass over them.
UNSEEN = "\ufeff\u200b\u200c\u200d\u2060 \u00a0\u3000"


def harmless(text: str) -> str:
    """Return a text that stays one: an apostrophe stands before what would begin a formula."""
    seen = text.lstrip(UNSEEN)[:1]
    begins = seen and (seen in BEGINS or unicodedata.normalize("NFKC", seen)[:1] in BEGINS)
    return f"'{text}" if begins else text
