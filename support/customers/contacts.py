"""How somebody can be reached, as a payment says it; plain values."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from support.customers.mailboxes import BadAddress, wire_address

MOST_LOOKED_AT = 1_000  # characters of what should be one address
_BETWEEN = re.compile(r"[\s,;|<>()\[\]，；、：]+")
# "none@none": what a form that insists on an @ gets instead of an address.
_NOBODY = {"na", "none", "null", "nil", "unknown", "noemail", "nomail", "undefined"}


@dataclass(frozen=True)
class Contact:
    """What a payment says of its customer, as received; "" where it says nothing.

    `customer_id` is what the source calls them, the same for all their payments there.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""
    time_zone: str = ""
    customer_id: str = ""


def read_email(text: str) -> str:
    """Return the first address in a text to which a mail can be sent, or "" where there is none.

    Takes what systems put into such a field: `Name <a@b>`, `mailto:a@b`, two addresses, "N/A". What
    can be sent to is what our transports can send to, in any script; the address is returned as it
    was written, without what stood around it.
    """
    text = unicodedata.normalize("NFC", text[:MOST_LOOKED_AT]).replace("＠", "@")
    return next((found for found in map(_usable, _candidates(text)) if found), "")


def _candidates(text: str) -> Iterator[str]:
    yield text  # whole first: a local part may be in quotation marks
    yield from re.findall(r"<([^<>]*)>", text)  # before a name that looks like an address
    yield from _BETWEEN.split(text)
    # "n/a@n/a" has no address in it, so that what a slash parts must look like one.
    yield from (part for part in re.split(r"[\s,;/]+", text) if "." in part.rpartition("@")[2])


def _usable(candidate: str) -> str:
    address = candidate.strip().strip(".:'“”").strip()
    if address[:7].lower() == "mailto:":
        address = unquote(address[7:].partition("?")[0]).strip()
    try:
        wire_address(address)
    except BadAddress:
        return ""
    return "" if address.rpartition("@")[2].lower() in _NOBODY else address
