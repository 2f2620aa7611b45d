"""Read amounts, times, versions and plain text as people and systems really write them.

Every reader takes any JSON value and either returns what was read or raises
Unreadable with a sentence that says why. Whoever reads imports from here; the readers stand in
`text.py`, `money.py`, `times.py` and `clients.py`.
"""

from troubleshooting.checks.reading.clients import find_client, is_prerelease, read_version
from troubleshooting.checks.reading.money import (
    ADYEN_MINOR_UNITS,
    MINOR_UNITS,
    STRIPE_MINOR_UNITS,
    currency_decimals,
    decimal_places,
    read_amount,
    read_currency,
    read_minor_amount,
)
from troubleshooting.checks.reading.text import (
    Unreadable,
    read_text,
    read_text_or_blank,
    read_whole_number,
    shown,
)
from troubleshooting.checks.reading.times import read_time, read_zone

__all__ = [
    "ADYEN_MINOR_UNITS",
    "MINOR_UNITS",
    "STRIPE_MINOR_UNITS",
    "Unreadable",
    "currency_decimals",
    "decimal_places",
    "find_client",
    "is_prerelease",
    "read_amount",
    "read_currency",
    "read_minor_amount",
    "read_text",
    "read_text_or_blank",
    "read_time",
    "read_version",
    "read_whole_number",
    "read_zone",
    "shown",
]
