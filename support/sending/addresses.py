"""Which addresses may be called: none inside of our own network, but those a setting names."""

import ipaddress

import httpx2
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Global by their numbers, and yet the inside of a cloud: Azure's platform (WireServer, DNS).
INSIDE = frozenset({ipaddress.ip_address("168.63.129.16")})
# IPv4 within IPv6, RFC 6052; the local one is RFC 8215. A translator would lead on to it.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
# All that IPv6 has given out (RFC 4291): neither old site-local addresses nor IPv4 in new clothes.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
_TRANSLATED_HERE = ipaddress.ip_network("64:ff9b:1::/48")


def may_call(text: str, *, is_secure: bool) -> bool:
    """Tell whether an IP address may be called.

    Those of `WEBHOOK_NETWORKS` always; without TLS no others. Loopback, private, link-local (where
    clouds tell their secrets), shared, multicast and reserved ones never.
    """
    found = ipaddress.ip_address(text)
    if any(found in network for network in own_networks()):
        return True
    return is_secure and all(_is_public(address) for address in _meant(found))


def own_networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(name) for name in settings.WEBHOOK_NETWORKS]


def checked(url: str, longest: int) -> str:
    """Return an address as it is called. Raises ValidationError for one that never can be.

    Where its name leads is judged at every call.
    """
    try:
        read = httpx2.URL(url.strip())
    except httpx2.InvalidURL:
        read = httpx2.URL("")
    schemes = {"https", "http"} if own_networks() else {"https"}
    if read.scheme not in schemes or not read.host or read.userinfo or read.fragment:
        raise _refused(_("Please enter an address that begins with https://, without a password."))
    if len(str(read)) > longest:
        raise _refused(_("This address is too long."))
    if not _may_be_called(read.host, is_secure=read.scheme == "https"):
        raise _refused(_("This address is inside our own network."))
    return str(read)


def _may_be_called(host: str, *, is_secure: bool) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(own_networks()) or not (host == "localhost" or host.endswith(".localhost"))
    return may_call(host, is_secure=is_secure)


def _refused(message: str) -> ValidationError:
    return ValidationError(message, code="address")


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        return address.is_global and (address in _GIVEN_OUT or address in _TRANSLATED)
    return address.is_global and not address.is_multicast and address not in INSIDE


def _meant(address: Address) -> list[Address]:
    """Return an address with those of IPv4 to which packets for it may go."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address in _TRANSLATED_HERE:
        return [ipaddress.IPv4Address(0)]
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _TRANSLATED:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    return [address, *(one for one in inner if one is not None)]
