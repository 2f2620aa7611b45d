"""A file of any kind that is read, found by what stands in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from support.sources.files.entries import BadFile, Entry
from support.sources.files.iso.messages import read_messages
from support.sources.files.iso.parts import zone_of
from support.sources.files.nacha.reading import KIND as NACHA
from support.sources.files.nacha.reading import read_nacha
from support.sources.files.rows import find_delimiter, read_rows
from support.sources.files.text import marked_encoding
from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.reading import read_mapped
from support.sources.models import Source

XML, CSV = "xml", "csv"
_HEAD = 4096
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"%PDF")
# Of the file header: priority 01, and records of 094 characters in blocks of 10, format 1.
_NACHA_HEAD = re.compile(r"101.{31}094101", re.DOTALL)


@dataclass
class Reading:
    """A file being read. Of XML `kind` is the message's once its first entry was read."""

    kind: str
    entries: Iterator[Entry] = field(repr=False)


def read_file(stream: IO[bytes], source: Source) -> Reading:
    """Begin to read a file of a source. Raises BadFile, as reading the entries does.

    `stream` must be able to go back to its begin.
    """
    stream.seek(0)
    kind = sniff(stream.read(_HEAD))
    stream.seek(0)
    zone = zone_of(source.time_zone)
    if kind == NACHA:
        return Reading(kind, read_nacha(stream, zone))
    if kind == CSV:
        return Reading(kind, _rows(stream, source))
    reading = Reading(kind, iter(()))
    reading.entries = _messages(stream, reading, source)
    return reading


def sniff(head: bytes) -> str:
    """Tell the kind of a file from its first bytes: xml, nacha or csv. Raises BadFile."""
    if not head.strip():
        raise BadFile(_("The file is empty."))
    if head.startswith(_PACKED):
        raise BadFile(_("This is a packed file or a PDF. Unpack it, or ask for the data as such."))
    text = _decoded(head).lstrip("\ufeff \r\n\t")
    if text.startswith("<"):
        return XML
    if _NACHA_HEAD.match(text):
        return NACHA
    if text.startswith(("{", "[")):
        raise BadFile(_("This is JSON: send it to the source's address, one object at a time."))
    first = text.split("\n", 1)[0]
    if "\0" not in text and (find_delimiter(first) or first.casefold().startswith("sep=")):
        return CSV
    raise BadFile(
        _(
            "This is none of the files that are read: pain.002, pacs.002, pacs.004, camt.054, "
            "NACHA, CSV."
        )
    )


def _decoded(head: bytes) -> str:
    encoding = marked_encoding(head)
    if not encoding and head[1::2][:20].count(0) > 8:
        encoding = "utf-16-le"
    elif not encoding and head[::2][:20].count(0) > 8:
        encoding = "utf-16-be"
    return head.decode(encoding or "latin-1", "replace")


def _messages(stream: IO[bytes], reading: Reading, source: Source) -> Iterator[Entry]:
    for reading.kind, entry in read_messages(stream, zone_of(source.time_zone)):
        yield entry


def _rows(stream: IO[bytes], source: Source) -> Iterator[Entry]:
    field_map = FieldMap.of(source.field_map)
    if not field_map.fields:
        raise BadFile(
            _("This source has no field map yet, by which the columns of a table are read.")
        )
    return read_rows(stream, source.country, lambda row: read_mapped(field_map, row, source))
