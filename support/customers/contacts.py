"""How somebody can be reached, as a payment says it; plain values."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.translation import gettext as _

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


@dataclass(frozen=True)
class KnownContact:
    """How somebody can be reached and in which words, as far as what was said could be read.

    `email` and `phone` (E.164) are usable or "". `phone_said` is the number as it was sent,
    `language` one in which we write, `time_zone` a name of the tz database.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    phone_said: str = ""
    locale: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    customer_id: str = ""

    def __str__(self) -> str:
        return called(self.name, self.email, self.phone)

    @property
    def is_reachable(self) -> bool:
        return bool(self.email or self.phone)

    @property
    def has_unusable_phone(self) -> bool:
        """Whether what was last sent as their number is none that can be called."""
        return bool(self.phone_said) and (
            not self.phone or self.phone[-7:] not in digits_of(self.phone_said)
        )


def called(name: str, email: str, phone: str) -> str:
    """Return what a customer is called by whatever is known of them."""
    return name or email or phone or _("Unknown customer")


def digits_of(text: str) -> str:
    """Return the digits of a number as it was sent, of any width."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


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
