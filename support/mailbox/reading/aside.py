"""Long runs of base 64 are set aside before a mail is parsed, which goes line by line."""

import re
from secrets import token_hex

from support.mailbox.reading.program import LONGEST_MAIL

# What is parsed: headers, texts and what few bytes of attachments are in other codes.
LONGEST_PARSED = 1024 * 1024
LONGEST_HEAD = 128 * 1024

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")

# Lines as long as anybody breaks them, or one that nobody broke.
_RUN = re.compile(
    rb"^(?:(?:[A-Za-z0-9+/=]{32,998}+\r?\n){500,}+|[A-Za-z0-9+/=]{32768,}+\r?\n)", re.MULTILINE
)


class Aside:
    """A mail without its long runs, `short`, which hold a mark where one was.

    `is_cut` says that it went on beyond the bounds.
    """

    def __init__(self, raw: bytes) -> None:
        self._runs: list[bytes] = []
        self._mark = token_hex(16)  # nobody can have written it
        whole = _RUN.sub(self._set_aside, raw) if len(raw) > LONGEST_PARSED else raw
        end = _END_OF_HEAD.search(whole)
        head = whole[: end.start()] if end else b""
        body = whole[len(head) :]
        self.short = head[:LONGEST_HEAD] + body[:LONGEST_PARSED]
        self.is_cut = len(body) > LONGEST_PARSED or len(raw) >= LONGEST_MAIL

    def is_in(self, body: str) -> bool:
        """Whether something of a part's body was set aside."""
        return bool(self._runs) and self._mark in body

    def put_back(self, body: str) -> str:
        """Return the body of a part with what was set aside of it."""
        return re.sub(
            f"{self._mark}-(\\d+)", lambda found: self._runs[int(found[1])].decode("ascii"), body
        )

    def _set_aside(self, found: "re.Match[bytes]") -> bytes:
        self._runs.append(found[0])
        return f"{self._mark}-{len(self._runs) - 1}\n".encode()
