"""Read which program a payment was made with, and its version.

`known_clients.csv` says which programs there are and from which major version on they can pay:
TLS 1.3 (RFC 8446) on by default, and cookies that reach the bank's 3-D Secure page inside a frame
(SameSite=None; Safari 12 drops them). Without a version it is one that is no longer made, or a
server's. Its order is that of how much a word says: Edge also calls itself Chrome and Safari.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from troubleshooting.checks.reading.text import Unreadable, is_short, shown
from troubleshooting.checks.text import gettext_noop

_VERSION = re.compile(
    r"(?P<product>\S.{0,59}?)(?: |/)v?(?P<version>[0-9]{1,6}(?:\.[0-9]{1,6}){0,5})"
    r"(?P<suffix>[-+. ]?\(?[A-Za-z][\w.-]{0,30}\)?)?"
)
_PRERELEASE = re.compile(r"[-+. (]*(?:a|b|alpha|beta|rc|pre|preview|dev|canary|nightly)(?![a-z])")
# "Product/1.2", "MSIE 10.0", and the system of a page shown inside an app on an iPhone.
_TOKEN = re.compile(r"([A-Za-z][A-Za-z.-]{1,30})/v?([0-9]{1,6}(?:\.[0-9]{1,6}){0,5})")
_MSIE = re.compile(r"MSIE ([0-9]{1,3}(?:\.[0-9]{1,3})?)")
_IOS = re.compile(r"(?:iPhone OS|CPU OS) ([0-9]{1,3}(?:_[0-9]{1,3}){0,2}) like Mac OS X")


@dataclass(frozen=True)
class Program:
    """A program as it names itself, in small letters; `is_test` of a version before its time."""

    name: str
    version: tuple[int, ...]
    is_test: bool = False


@dataclass(frozen=True)
class KnownClient:
    """A program that we know: an app, a browser or a server's; `oldest` is the oldest that pays."""

    name: str
    kind: str
    words: tuple[str, ...]
    oldest: int | None

    def is_too_old(self, program: Program) -> bool:
        return self.oldest is None or program.version[0] < self.oldest

    def fits(self, program: Program) -> bool:
        """Tell whether a program is this one; an app adds its system: "payapp ios"."""
        if program.name in self.words:
            return True
        return self.kind == "app" and program.name.split(maxsplit=1)[0] in self.words


def find_client(
    client: object, listed: Iterable[KnownClient] | None = None
) -> tuple[KnownClient | None, Program]:
    """Return what we know of a client, None for nothing, and the program it is. Raises Unreadable.

    It is looked up among those listed, else among ours. Both "Chrome 142.0" and what browsers send
    as their user agent are read.
    """
    programs = read_programs(client)
    for known in known_clients() if listed is None else listed:
        for program in programs:
            if known.fits(program):
                return known, program
    return None, programs[0]


def read_programs(client: object) -> list[Program]:
    """Return the programs that a client calls itself, one at least. Raises Unreadable."""
    text = " ".join(unicodedata.normalize("NFKC", client).split()) if is_short(client) else ""
    if "Mozilla/" not in text and _VERSION.fullmatch(text):
        product, version = read_version(text)
        return [Program(product.casefold(), version, is_prerelease(text))]
    found = {name.casefold(): _numbers(version) for name, version in _TOKEN.findall(text)}
    if "safari" in found:  # the number there is its engine's, and a browser's is in front
        found["safari"] = found.get("version", found["safari"])
    elif system := _IOS.search(text):
        found["safari"] = _numbers(system[1])
    if match := _MSIE.search(text):
        found["msie"] = _numbers(match[1])
    for noise in ("mozilla", "version", "applewebkit", "mobile"):
        found.pop(noise, None)
    if not found:
        raise Unreadable(
            gettext_noop("“%(value)s” does not name a program and its version."),
            value=shown(client),
        )
    return [Program(name, version) for name, version in found.items()]


@cache
def known_clients() -> tuple[KnownClient, ...]:
    path = Path(__file__).with_name("known_clients.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            KnownClient(
                row["name"],
                row["kind"],
                tuple(row["words"].split("|")),
                int(row["oldest"]) if row["oldest"] else None,
            )
            for row in csv.DictReader(file)
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.split(r"[._]", version))


def read_version(client: object) -> tuple[str, tuple[int, ...]]:
    """Read "PayApp iOS 6.4.1" as ("PayApp iOS", (6, 4, 1)). Raises Unreadable."""
    match = _version_match(client)
    return match["product"], tuple(int(part) for part in match["version"].split("."))


def is_prerelease(client: object) -> bool:
    """Raises Unreadable where read_version does."""
    suffix = _version_match(client)["suffix"] or ""
    return bool(_PRERELEASE.match(suffix.casefold()))


def _version_match(client: object) -> re.Match[str]:
    text = " ".join(unicodedata.normalize("NFKC", client).split()) if is_short(client) else ""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise Unreadable(
            gettext_noop("“%(value)s” does not name a program and its version."),
            value=shown(client),
        )
    return match
