"""Bytes and headers as text, whatever their sender says of the character set."""

import re
from binascii import Error as BadBase64
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

LONGEST_VALUE = 1000
MOST_ADDRESSES = 20

# What is sent under a smaller set's name is often of the larger one.
_LARGER = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "csgb2312": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "x-big5": "big5hkscs",
    "punycode": "utf-8", "idna": "utf-8", "unicode_escape": "utf-8",  # codes, not character sets
    "raw_unicode_escape": "utf-8", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
}  # fmt: skip
# What says nothing, or is said of everything.
_SAYS_NOTHING = {
    "", "unknown-8bit", "unknown", "x-unknown", "default", "8bit", "binary", "ascii", "us-ascii",
    "cp1252",
}  # fmt: skip
_ADDRESS = re.compile(r"[^\s<>;,()\"]{1,254}@[^\s<>;,()\"]{1,254}")
_HALVES = re.compile("[\ud800-\udfff]")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff]")


def text_of(raw: bytes, charset: str) -> str:
    """Return bytes as text: by the set they are said to be of, or the one that they can be of."""
    said = charset.strip().strip("\"'").lower()
    said = _LARGER.get(said, _known_as(said))
    tried = ["utf-8"] if said in _SAYS_NOTHING else [said, "utf-8"]
    for name in (*tried, "gb2312", "big5", "gb18030"):
        # Of letters with accents any pair could be a Chinese character too.
        if name in ("gb2312", "big5", "gb18030") and said == "cp1252" and not _is_dense(raw):
            continue
        try:
            return plain(raw.decode(name))
        except (LookupError, ValueError):  # of no known set, or not of this one
            continue
    return plain(raw.decode("cp1252" if said in _SAYS_NOTHING else "utf-8", "replace"))


def _known_as(said: str) -> str:
    """Return the name by which Python knows a set, of one as it is written elsewhere."""
    said = re.sub(r"^(?:x-)?(?:cp|windows|win|ibm|ms)[-_]?(\d{3,4})$", r"cp\1", said)
    return re.sub(r"^x-(?=mac|euc|iso|koi)|(?<=\d)-[ei]$", "", said)


def header_text(value: str) -> str:
    """Return a header in one line, its encoded words decoded as far as they can be."""
    value = _bytes_repaired(value)
    if "=?" not in value:
        return one_line(value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, BadBase64, ValueError):
        return one_line(value)
    return one_line(
        "".join(
            text_of(piece, charset or "") if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        )
    )


def field(part: Message, name: str) -> str:
    """Return a header as it stands, in one line."""
    for key, value in part.raw_items():
        if key.lower() == name.lower():
            return one_line(_bytes_repaired(str(value)))[:LONGEST_VALUE]
    return ""


def fields(part: Message, *names: str) -> str:
    return " ".join(field(part, name) for name in names)


def addresses(text: str) -> list[str]:
    return _ADDRESS.findall(text)[:MOST_ADDRESSES]


def plain(text: str) -> str:
    """Return a text that every database and every page takes."""
    whole = _HALVES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _HIDDEN.sub("", whole)


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def _bytes_repaired(value: str) -> str:
    """Return a header whose bytes beyond ASCII, of which the parser keeps halves, are text."""
    if value.isascii():
        return value
    return text_of(value.encode("utf-8", "surrogateescape"), "")


def _is_dense(raw: bytes) -> bool:
    """Whether a text is in another script, not in Latin with an accent here and there."""
    beyond = sum(byte >= 0x80 for byte in raw[:4000])
    return beyond * 2 > len(raw[:4000].replace(b" ", b""))
