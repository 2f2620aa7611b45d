"""Payment records as lines of JSON: the flat form of sample files and replays."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from support.intake.events.reading import NoReference, read_event
from support.payments.news import PaymentNews
from support.sources.files.text import marked_encoding
from web.json_text import read_json

LINE_BOUND = 1024 * 1024  # characters; a payment's record has about a thousand
# A text of plain letters whose every other byte is nought; who writes it without a mark is a shell.
_BARE_UTF_16 = {b"\0": "utf-16-be", b"{\0": "utf-16-le"}


@dataclass(frozen=True)
class Record:
    """One payment record, and the cause that somebody already knows for it ("" if nobody does)."""

    line: int
    news: PaymentNews
    true_cause: str


@dataclass(frozen=True)
class BadRecord:
    """A line that can't be taken, and why."""

    line: int
    reason: str


def read_records(file: IO[bytes]) -> Iterator[Record | BadRecord]:
    """Yield what each line of a file is; blank lines are passed over.

    The file is UTF-8, or what its byte-order mark says.
    """
    for number, line in enumerate(_lines(file), start=1):
        if line is None:
            yield BadRecord(number, "not UTF-8 text")
        elif len(line) > LINE_BOUND:
            yield BadRecord(number, f"longer than {LINE_BOUND} characters")
        elif line.strip():
            yield _record(number, line)


def _lines(file: IO[bytes]) -> Iterator[str | None]:
    """Yield the lines as text, None for one that is none; what is too long is cut."""
    head = file.read(4)
    file.seek(0)
    encoding = marked_encoding(head) or _BARE_UTF_16.get(head[:1]) or _BARE_UTF_16.get(head[:2])
    if encoding and encoding.startswith("utf-16"):
        text = io.TextIOWrapper(file, encoding=encoding, errors="replace")
        yield from text
        text.detach()  # whoever opened the file closes it
        return
    file.seek(len(codecs.BOM_UTF8) if encoding else 0)
    while line := file.readline(4 * LINE_BOUND):
        while line[-1:] != b"\n" and (rest := file.readline(4 * LINE_BOUND)):
            line = line[: 2 * LINE_BOUND] + rest[-1:]  # so long that it won't be read anyhow
        try:
            yield line.decode()
        except UnicodeDecodeError:
            yield None


def _record(number: int, line: str) -> Record | BadRecord:
    try:
        flat = read_json(line)
    except ValueError as error:
        return BadRecord(number, f"not JSON: {error}")
    except RecursionError:
        return BadRecord(number, "not JSON: nested too deeply")
    if not isinstance(flat, dict):
        return BadRecord(number, "expected an object with the fields of a payment")
    try:
        news = read_event(flat)
    except NoReference:
        return BadRecord(number, "reference: it names no payment")
    return Record(number, news, str(flat.get("true_cause") or ""))
