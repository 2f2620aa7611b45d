"""Rows as the bytes of a file. What was written is let go: a million rows take no more memory."""

import csv
import io
from collections.abc import Callable, Generator, Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter

from support.cases.exporting.columns import Cell
from support.cases.exporting.formulas import harmless

Pieces = Generator[list[list[Cell]], None, None]
BOM = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for the code page of its machine
PIECE_BYTES = 64 * 1024
SHEET_ROWS = 1_048_576  # Excel's own limit, the line with the names included
# A cell of Excel holds a double, which keeps so many digits of every number.
EXACT_DIGITS = 15


def as_csv(names: Sequence[str], pieces: Pieces) -> Iterator[bytes]:
    yield BOM + _lines([names])
    for rows in pieces:
        yield _lines(
            [
                [harmless(cell) if isinstance(cell, str) else str(cell) for cell in row]
                for row in rows
            ]
        )


def as_xlsx(names: Sequence[str], pieces: Pieces) -> Iterator[bytes]:
    """Yield a workbook, once it is whole: a zip says at its end what it holds.

    What no sheet can hold goes on in the next. Texts are typed as such and never run.
    """
    with TemporaryFile() as file:
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False,
            "strings_to_urls": False, "in_memory": False,
        }  # fmt: skip
        with xlsxwriter.Workbook(file, options) as book:
            _fill(book, names, pieces)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _fill(book: Any, names: Sequence[str], pieces: Pieces) -> None:
    bold, amount = book.add_format({"bold": True}), book.add_format({"num_format": "0.00##"})
    sheet, line = _sheet(book, names, bold), 1
    for rows in pieces:
        for row in rows:
            if line == SHEET_ROWS:
                sheet, line = _sheet(book, names, bold), 1
            for place, cell in enumerate(row):
                if isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= EXACT_DIGITS:
                    sheet.write_number(line, place, cell, amount)
                elif cell != "":
                    sheet.write_string(line, place, str(cell))
            line += 1


def _sheet(book: Any, names: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 1)
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, bold)
    return sheet


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


WRITERS: dict[str, Callable[[Sequence[str], Pieces], Iterator[bytes]]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
}
