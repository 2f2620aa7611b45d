"""What is a name of a payment, and what only stands where one is missing."""

import hashlib

from support.payments.news import BOUNDS

# What systems put where they have nothing to say.
NOTHING = frozenset(
    {"", "-", "--", "n/a", "na", "nan", "nil", "none", "null", "undefined", "not available"}
)
# ISO 20022 wants an end-to-end id where a payer gave none; so many payments share these.
_NO_REFERENCE = {"notprovided", "notavailable", "notapplicable", "nonref", "unknown"}


def says_nothing(text: str) -> bool:
    return text.strip().casefold() in NOTHING


def usable(text: str) -> bool:
    """Say whether a text names a payment, and not that nobody gave it a name."""
    bare = "".join(filter(str.isalnum, text)).casefold()
    return bool(bare) and bare not in _NO_REFERENCE and not says_nothing(text)


def shortened(text: str, bound: int = BOUNDS["reference"]) -> str:
    """Cut a name that is too long; what was cut off stands in it as a digest.

    Two payments never become one by cutting.
    """
    if len(text) <= bound:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{text[: bound - 17]}~{digest}"
