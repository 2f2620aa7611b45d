"""What a file is, by what is in it. What is not known is not taken."""

import codecs
import re
from collections.abc import Iterable
from pathlib import PurePath

import puremagic

HEAD = 2048
# The few kinds that payment papers come in. No archives, hence no bombs; nothing that runs.
ENDINGS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "image/heif": ".heic",
}
TEXT = ("text/plain", ".txt")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What a browser or a shell would run, were it ever opened as what it is.
_RUNS = re.compile(r"<\s*(?:!doctype|html|svg|script|iframe|\?xml)|\A\s*#!", re.IGNORECASE)
# Control characters, and those that turn the direction of what follows.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
LONGEST_STEM = 80


def sniff(head: bytes, chunks: Iterable[bytes]) -> tuple[str, str] | None:
    """Return media type and ending, None for what is none of the known kinds.

    `chunks` is the whole file, which is read for a text alone: every sign of it has to be one.
    """
    try:
        kind = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):  # none that it knows; an empty one
        kind = ""
    if kind in ENDINGS:
        return kind, ENDINGS[kind]
    return TEXT if _is_text(chunks) else None


def named(name: str, ending: str) -> str:
    """Return a name to show and to save under: no path, nothing hidden, the ending of its kind."""
    stem = PurePath(name.replace("\\", "/")).stem
    stem = re.sub(r'[<>:"/|?*%]', "_", _HIDDEN.sub("", stem)).strip(" .")
    return f"{stem[:LONGEST_STEM] or 'file'}{ending}"


def _is_text(chunks: Iterable[bytes]) -> bool:
    decoder, is_first = codecs.getincrementaldecoder("utf-8")(), True
    try:
        for chunk in chunks:
            text = decoder.decode(chunk)
            if _NOT_TEXT.search(text) or (is_first and _RUNS.search(text[:HEAD])):
                return False
            is_first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
