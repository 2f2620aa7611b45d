"""What raw mail says besides its plain letters: encoded words, quoted-printable and base64.

Whoever looks for a name in it does not care which part it stands in, so nothing is parsed: all that
can be decoded is, wherever it stands. What is nested deeper, or packed in a file, is not found.
"""

import binascii
import re
from quopri import decodestring

_WORD = re.compile(rb"=\?[^?\s]{1,40}\?([BbQq])\?([^?\s]*)\?=")
_BETWEEN_WORDS = re.compile(rb"(\?=)\s+(?==\?)")
# Lines of base64 one after the other: words that look the same come out as noise.
_BASE64 = re.compile(rb"(?:^[A-Za-z0-9+/]{4,}={0,2}\r?(?:\n|\Z))+", re.MULTILINE)
_LINE_END = re.compile(rb"\s+")


def spelled_out(raw: bytes) -> bytes:
    """Return the mail as it is, and then what it says once decoded; UTF-16 by its plain letters."""
    blocks = [_plain(_LINE_END.sub(b"", block)) for block in _BASE64.findall(raw)]
    words = _WORD.sub(_said, _BETWEEN_WORDS.sub(rb"\1", raw))
    decoded = b"\n".join([words, decodestring(raw), *blocks])
    return raw + b"\n" + decoded.replace(b"\0", b"")


def _said(word: re.Match[bytes]) -> bytes:
    way, text = word.groups()
    return _plain(text) if way in b"Bb" else decodestring(text, header=True)


def _plain(text: bytes) -> bytes:
    text = text.rstrip(b"=")
    try:
        return binascii.a2b_base64(text[: len(text) - (len(text) % 4 == 1)] + b"==")
    except binascii.Error:  # words that only looked like it
        return b""
