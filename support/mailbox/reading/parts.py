"""A mail taken apart, as far as its bounds go: what lies beyond is left out, not refused."""

import re
from email._policybase import Compat32
from email.feedparser import BytesFeedParser
from email.message import Message
from typing import Any

MOST_PARTS = 100
LONGEST_FIELD = 4000
CHUNK = 64 * 1024

# The parser knows only the older of two names; RFC 6533 has the newer.
_NEWER_STATUS = re.compile(r"message/global-delivery-status", re.IGNORECASE)


class _Enough(Exception):
    """A mail has more parts than anybody reads."""


class _ShortFields(Compat32):
    """Reads no field beyond its bound, in a part's headers neither."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, _NEWER_STATUS.sub("message/delivery-status", value[:LONGEST_FIELD])


def taken_apart(raw: bytes) -> list[Message]:
    """Return a mail and its parts as they come, the mail itself first, returned ones among them."""
    made: list[Message] = []

    def another(policy: Any = None) -> Message:
        if len(made) >= MOST_PARTS:
            raise _Enough
        made.append(Message(policy))
        return made[-1]

    parser = BytesFeedParser(another, policy=_ShortFields())
    made.clear()  # the parser tried whether it may name its policy
    try:
        for start in range(0, len(raw), CHUNK):
            parser.feed(raw[start : start + CHUNK])
        parser.close()
    except _Enough:
        pass
    return made or [Message()]
