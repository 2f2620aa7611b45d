"""E-mail addresses as they go over the wire."""

import re
import unicodedata
from dataclasses import dataclass

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST_LOCAL = 64  # octets, RFC 5321
LONGEST = 254

# What a local part in any script may be made of: letters, marks and digits.
_WRITTEN = {"L", "M", "N"}
# Atoms and dots in any order. Some Japanese carriers gave out addresses with two dots in a row or
# one before the @, which RFC 5321 lets pass in quotation marks only.
_DOTTED = re.compile(r"(?=.*(?:\.\.|^\.|\.$))[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
# A house's own machine, such as "postmaster@intranet"; digits alone are no name.
_HOST = re.compile(r"(?=.*[a-z])(?!-)[a-z0-9-]{1,63}(?<!-)")


class BadAddress(ValueError):
    """No mail can be sent to this address. The text says why, without the address."""


@dataclass(frozen=True)
class WireAddress:
    """An address with its domain in ASCII. `local` may be in any script (RFC 6531)."""

    local: str
    domain: str

    @property
    def is_international(self) -> bool:
        """Whether only servers with SMTPUTF8 can take it."""
        return not self.local.isascii()

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def wire_address(address: str) -> WireAddress:
    """Read an address. Raises BadAddress if no mail can be sent to it."""
    if len(address) > LONGEST:
        raise BadAddress("the address is too long")
    local, _at, domain = address.rpartition("@")
    if _DOTTED.fullmatch(local):
        local = f'"{local}"'
    wire = WireAddress(unicodedata.normalize("NFC", local), _ascii_domain(domain))
    if not _is_written(wire.local):
        raise BadAddress("the address has characters that none can have")
    if len(wire.local.encode()) > LONGEST_LOCAL or len(str(wire).encode()) > LONGEST:
        raise BadAddress("the address is too long")
    plain = "".join(char if char.isascii() else "x" for char in wire.local)
    # A name without a dot is checked here; what Django asks of the others is that they have one.
    domain = "host.example" if _HOST.fullmatch(wire.domain) else wire.domain
    try:
        validate_email(f"{plain}@{domain}")
    except ValidationError as error:
        raise BadAddress("the address is not one of e-mail") from error
    return wire


def is_same_mailbox(one: str, other: str) -> bool:
    """Whether two spellings, say of case or of an internationalised domain, name one address."""
    try:
        return str(wire_address(one)).lower() == str(wire_address(other)).lower()
    except BadAddress:
        return False


def _is_written(local: str) -> bool:
    return all(char.isascii() or unicodedata.category(char)[0] in _WRITTEN for char in local)


def _ascii_domain(domain: str) -> str:
    """Return a domain name by IDNA 2008, which refuses emoji and mixed directions."""
    if domain.startswith("["):
        raise BadAddress("the address names a machine instead of a domain")
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except idna.IDNAError as error:
        raise BadAddress("the domain of the address is not a possible one") from error
