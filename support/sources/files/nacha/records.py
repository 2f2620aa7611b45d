"""A NACHA file cut into its records of 94 characters, with line ends of any kind or without."""

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from support.sources.files.entries import BadFile
from support.sources.files.text import find_encoding, read_lines, read_text

LENGTH = 94
LATIN = "latin-1"
# Nothing but blanks stands behind these places, which some programs cut off.
_MAY_END_AT = {"1": 40, "9": 55}


def read_records(stream: IO[bytes]) -> Iterator[tuple[int, str]]:
    """Yield each record with its number. Raises BadFile for one of another length."""
    encoding = find_encoding(stream, LATIN)
    head = stream.read(LENGTH * 4).decode(encoding, "ignore").lstrip("\r\n")
    stream.seek(0)
    pieces = read_text(stream, encoding)
    lines = (
        read_lines(pieces, LENGTH * 10)
        if set(head[: LENGTH + 1]) & {"\r", "\n"}
        else _without_ends(pieces)
    )
    for number, line in lines:
        bare = line.strip("\x1a")  # how MS-DOS ended a file
        if bare.strip():
            yield number, _whole(number, bare, encoding)


def _without_ends(pieces: Iterator[str]) -> Iterator[tuple[int, str]]:
    number, rest = 0, ""
    for piece in pieces:
        rest += piece
        end = len(rest) - len(rest) % LENGTH
        for begin in range(0, end, LENGTH):
            number += 1
            yield number, rest[begin : begin + LENGTH]
        rest = rest[end:]
    if rest.strip():
        yield number + 1, rest


def _whole(number: int, line: str, encoding: str) -> str:
    if len(line) == LENGTH:
        return line
    if encoding != LATIN and len(raw := line.encode()) == LENGTH:
        return raw.decode(LATIN)  # whoever wrote it counted bytes
    if len(line) > LENGTH and not line[LENGTH:].strip():
        return line[:LENGTH]
    if _MAY_END_AT.get(line[0], LENGTH) <= len(line) < LENGTH:
        return line.ljust(LENGTH)
    raise BadFile(
        _("Record %(line)d has %(count)d characters; every record of a NACHA file has 94.")
        % {"line": number, "count": len(line)}
    )
