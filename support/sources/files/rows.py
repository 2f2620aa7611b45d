"""CSV, each row read as an object by the source's field map."""

import csv
from collections.abc import Callable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from support.payments.news import PaymentNews
from support.sources.files.entries import BadFile, Entry, problem
from support.sources.files.text import find_encoding, read_lines, read_text

DELIMITERS = ",;\t|"
LINE_BOUND = 64 * 1024
COLUMNS_BOUND = 500
# Where a file is neither marked nor UTF-8: what Excel writes there.
_ENCODINGS = {"CN": "gb18030", "TW": "cp950", "JP": "cp932"}
_WESTERN = "cp1252"

ReadRow = Callable[[dict[str, Any]], PaymentNews]


def read_rows(stream: IO[bytes], country: str, read: ReadRow) -> Iterator[Entry]:
    """Yield the news of each row, by its line. Raises BadFile where the file can't be read on.

    The first row names the columns; an empty cell says nothing. `country` is where the file was
    made.
    """
    encoding = find_encoding(stream, _ENCODINGS.get(country, _WESTERN))
    lines = read_lines(read_text(stream, encoding), LINE_BOUND)
    rows = _rows(lines)
    number, columns = next(rows, (0, []))
    names = _names(columns)
    if len(names) < 2 or len(names) > COLUMNS_BOUND:
        raise BadFile(_("The first line does not name the columns of a table."))
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
            yield problem(
                number,
                _("This row has %(count)d fields; the first line names %(names)d.")
                % {"count": len(row), "names": len(names)},
            )
            continue
        cells = zip(names, (" ".join(cell.splitlines()) for cell in row), strict=False)
        yield Entry(number, read(_as_object({name: cell for name, cell in cells if cell.strip()})))


def _as_object(cells: dict[str, str]) -> dict[str, Any]:
    """Return a row as an object; a column called `payout.status` is found as in messages, too."""
    found: dict[str, Any] = dict(cells)
    for name, cell in cells.items():
        *path, last = name.split(".")
        inner = found
        for step in path:
            inner = inner.setdefault(step, {})
            if not isinstance(inner, dict):
                break
        else:
            inner.setdefault(last, cell)
    return found


def find_delimiter(line: str) -> str:
    """Return the delimiter of a line of column names; one between quotes is none."""
    bare = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=bare.count) if any(sign in bare for sign in DELIMITERS) else ""


def _rows(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    delimiter, first = "", ""
    for _number, first in lines:
        if first.casefold().startswith("sep=") and len(first.rstrip()) == 5:
            delimiter = first[4]  # how Excel is told
        elif first.strip():
            break
    else:
        return
    delimiter = delimiter or find_delimiter(first) or ","
    at = _number

    def texts() -> Iterator[str]:
        nonlocal at
        yield first + "\n"
        for number, line in lines:
            at = number
            yield line + "\n"

    rows = csv.reader(texts(), delimiter=delimiter, strict=False)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise BadFile(
                _("Line %(line)d: this is no row of a table (%(reason)s).")
                % {"line": at, "reason": error}
            ) from None
        if row is None:
            return
        yield at, row


def _names(columns: list[str]) -> list[str]:
    """Name every column once: the second of a name has its number behind it."""
    names: list[str] = []
    for place, column in enumerate(columns, start=1):
        name = " ".join(column.split()) or f"column {place}"
        names.append(name if name not in names else f"{name} ({place})")
    while names and names[-1].startswith("column ") and not columns[len(names) - 1].strip():
        names.pop()
    return names
