"""Read which program a payment was made with, and its version."""

import re
import unicodedata

from troubleshooting.checks.reading.text import Unreadable, is_short, shown
from troubleshooting.checks.text import gettext_noop

_VERSION = re.compile(
    r"(?P<product>\S.{0,59}?)(?: |/)v?(?P<version>[0-9]{1,6}(?:\.[0-9]{1,6}){0,5})"
    r"(?P<suffix>[-+. ]?\(?[A-Za-z][\w.-]{0,30}\)?)?"
)
_PRERELEASE = re.compile(r"[-+. (]*(?:a|b|alpha|beta|rc|pre|preview|dev|canary|nightly)(?![a-z])")


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
