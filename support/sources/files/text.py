"""Text read in a stream: which encoding it is in, and its lines within a bound."""

import codecs
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from support.sources.files.entries import BadFile

CHUNK = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked_encoding(head: bytes) -> str:
    """Return the encoding that a byte-order mark names, or "" without one."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), "")


def find_encoding(stream: IO[bytes], otherwise: str) -> str:
    """Return the encoding of a whole file and leave it at its begin.

    That is what its byte-order mark says, else UTF-8 where all of it is that, else `otherwise`.
    """
    stream.seek(0)
    marked = marked_encoding(stream.read(4))
    stream.seek(0)
    if marked:
        return marked
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return otherwise
    finally:
        stream.seek(0)
    return "utf-8"


def read_text(stream: IO[bytes], encoding: str) -> Iterator[str]:
    """Yield a file's text in pieces. Raises BadFile, naming line and byte, where it is none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, place = 1, 0
    while True:
        chunk = stream.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            # What the decoder kept of the piece before is the beginning of what it was given.
            before = error.object[: error.start]
            began = place - (len(error.object) - len(chunk))
            raise BadFile(
                _(
                    "Line %(line)d, byte %(place)d of the file: 0x%(byte)s is no letter in the "
                    "encoding %(encoding)s."
                )
                % {
                    "line": line + before.count(b"\n"),
                    "place": began + error.start + 1,
                    "byte": f"{error.object[error.start]:02X}",
                    "encoding": encoding,
                }
            ) from None
        if text:
            yield text
        if not chunk:
            return
        line += chunk.count(b"\n")
        place += len(chunk)


def read_lines(pieces: Iterator[str], bound: int) -> Iterator[tuple[int, str]]:
    """Yield each line without its end, counted from 1. Raises BadFile for one beyond `bound`.

    A line ends with LF, CR LF or CR alone.
    """
    number, rest = 0, ""
    for piece in pieces:
        *lines, rest = _split(rest + piece)
        for line in lines:
            number += 1
            yield number, _bounded(number, line, bound)
        _bounded(number + 1, rest, bound)
    if rest:
        yield number + 1, rest.removesuffix("\r")


def _split(text: str) -> list[str]:
    """Split at line ends; a CR at the end of the piece may be half of one."""
    held = "\r" if text.endswith("\r") else ""
    lines = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines[-1] += held
    return lines


def _bounded(number: int, line: str, bound: int) -> str:
    if len(line) > bound:
        raise BadFile(
            _("Line %(line)d has more than %(bound)d characters.")
            % {"line": number, "bound": bound}
        )
    return line
