"""Long runs of base 64 are set aside before a mail is parsed, which goes line by line."""

import re
from secrets import token_hex

# What is parsed: headers, texts and what few bytes of attachments are in other codes.
LONGEST_PARSED = 1024 * 1024

_RUN = re.compile(rb"^(?:[A-Za-z0-9+/=]{60,998}+\r?\n){500,}+", re.MULTILINE)


class Aside:
    """A mail without its long runs, `short`, which hold a mark where one was."""

    def __init__(self, raw: bytes) -> None:
        self._runs: list[bytes] = []
        self._mark = token_hex(16).encode()  # nobody can have written it
        self.short = _RUN.sub(self._set_aside, raw)[:LONGEST_PARSED]

    def put_back(self, body: bytes) -> bytes:
        """Return the body of a part with what was set aside of it."""
        return re.sub(self._mark + rb"-(\d+)", lambda found: self._runs[int(found[1])], body)

    def _set_aside(self, found: "re.Match[bytes]") -> bytes:
        self._runs.append(found[0])
        return self._mark + b"-%d\n" % (len(self._runs) - 1)
