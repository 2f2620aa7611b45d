"""Whose address a request comes from: one answer for limits and logs alike."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

# A household or a server has a whole network of this size to itself.
ONE_PLACE_BITS = 64


def client_address(request: HttpRequest) -> str:
    """Return the address that the outermost proxy of ours was asked from.

    Each proxy adds whom it was asked by at the right, so of N proxies ours is the Nth entry from
    there; what stands further left was written by whoever asks, and may be made up. Without as
    many entries as there are proxies it did not pass them all: then whoever connected counts.
    """
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies: int = settings.TRUSTED_PROXIES
    told = passed[-proxies].strip() if 0 < proxies <= len(passed) else ""
    return _read(told) or _read(request.META.get("REMOTE_ADDR", ""))


def place_of(request: HttpRequest) -> str:
    """Return what counts as one stranger: an address, of IPv6 the network that it lies in."""
    address = client_address(request)
    if ":" not in address:
        return address
    number = int(IPv6Address(address)) >> ONE_PLACE_BITS << ONE_PLACE_BITS
    return str(IPv6Address(number))


def _read(text: str) -> str:
    """Return an address in its one way of writing, or "" for none, such as that of a socket."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address).partition("%")[0]
