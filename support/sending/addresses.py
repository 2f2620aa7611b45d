"""Which addresses may be called: none inside of our own network, but those a setting names."""

import ipaddress

from django.conf import settings

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
