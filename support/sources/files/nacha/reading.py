"""Returns and notifications of change as payment news."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Unread
from support.sources.files.entries import (
    BadFile,
    Entry,
    problem,
    references,
    remark,
    within_bounds,
)
from support.sources.files.iso.parts import PAYIN, PAYOUT
from support.sources.files.moments import in_utc
from support.sources.files.nacha import layout, totals
from support.sources.files.nacha.corrections import corrected
from support.sources.files.nacha.layout import Back, Batch, Detail
from support.sources.files.nacha.records import read_records
from troubleshooting.checks.text import gettext_noop

KIND = "nacha"
SCHEME = "nacha"
# Shown on the case, which a person has to see although nothing is wrong with the payment.
CORRECTED = gettext_noop(
    "The bank corrects the payee's data: they are not those that the payment was made by."
)
_RECEIVER = "10"  # the addenda that names the receiver of an international entry


def read_nacha(stream: IO[bytes], zone: ZoneInfo) -> Iterator[Entry]:
    """Yield what a file says, record by record. Raises BadFile where it can't be read on.

    `zone` is where the clock of the file's maker stands: it names none.
    """
    reader = _Reader(zone)
    for number, record in read_records(stream):
        yield from reader.take(number, record)
    yield from reader.end()


class _Reader:
    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._made_at: datetime | None = None
        self._batch = Batch()
        self._detail: Detail | None = None
        self._line = 0
        self._is_told = True  # whether anything was said of the entry
        self._of_batch = totals.Totals()
        self._of_file = totals.Totals()
        self._is_open = False
        self._records: dict[str, Callable[[int, str], Iterator[Entry]]] = {
            layout.FILE_HEADER: self._file_header,
            layout.BATCH_HEADER: self._batch_header,
            layout.ENTRY: self._entry,
            layout.ADDENDA: self._addenda,
            layout.BATCH_CONTROL: self._batch_control,
            layout.FILE_CONTROL: self._file_control,
        }

    def take(self, number: int, record: str) -> Iterator[Entry]:
        if not record.strip("9"):
            return  # fills a block of ten records
        read = self._records.get(record[0])
        if read is None:
            raise BadFile(
                _("Record %(line)d begins with “%(sign)s”, as no record of a NACHA file does.")
                % {"line": number, "sign": record[0]}
            )
        yield from read(number, record)

    def end(self) -> Iterator[Entry]:
        yield from self._close_entry()
        if self._is_open:
            yield problem(0, _("The file ends without its control record: it may be cut off."))

    def _file_header(self, _number: int, record: str) -> Iterator[Entry]:
        self._is_open = True
        self._of_file = totals.Totals()
        text = record[23:33].strip()
        try:
            made_at = datetime.strptime(text.ljust(10, "0"), "%y%m%d%H%M")  # noqa: DTZ007
        except ValueError:
            self._made_at = None
        else:
            self._made_at = in_utc(made_at, self._zone)
        yield from ()

    def _batch_header(self, _number: int, record: str) -> Iterator[Entry]:
        yield from self._close_entry()
        self._batch = Batch.read(record)
        self._of_batch = totals.Totals()

    def _entry(self, number: int, record: str) -> Iterator[Entry]:
        yield from self._close_entry()
        self._detail = Detail.read(record, self._batch)
        self._line, self._is_told = number, False
        self._of_batch.add(self._detail)

    def _addenda(self, number: int, record: str) -> Iterator[Entry]:
        self._of_batch.records += 1
        kind = record[1:3]
        if self._detail is None:
            yield problem(number, _("This addenda record belongs to no entry."))
        elif kind in (layout.RETURN, layout.CHANGE):
            self._is_told = True
            yield Entry(number, self._news(self._detail, Back.read(record), record))
        elif kind == _RECEIVER and self._batch.is_international:
            self._detail = replace(self._detail, name=record[46:81].strip())

    def _batch_control(self, number: int, record: str) -> Iterator[Entry]:
        yield from self._close_entry()
        yield from totals.batch_control(number, record, self._of_batch)
        self._of_file.add_batch(self._of_batch)
        self._of_batch = totals.Totals()

    def _file_control(self, number: int, record: str) -> Iterator[Entry]:
        yield from self._close_entry()
        yield from totals.file_control(number, record, self._of_file)
        self._is_open = False

    def _close_entry(self) -> Iterator[Entry]:
        if self._detail is not None and not self._is_told:
            yield remark(self._line, _("An entry without a return or a change: it says no news."))
        self._detail = None

    def _news(self, detail: Detail, back: Back, record: str) -> PaymentNews:
        cents = detail.cents.strip()
        is_amount = cents.isdecimal()
        has_amount = is_amount and int(cents) > 0  # a notification of change is about none
        return within_bounds(
            PaymentNews(
                reference=detail.identification,
                references=references([("trace_number", back.trace)]),
                status=_status(back),
                status_said=back.code,
                occurred_at=self._made_at,
                direction=PAYOUT if detail.is_credit else PAYIN,
                amount=totals.dollars(int(cents)) if has_amount else "",
                currency="USD" if has_amount else "",
                method="ach",
                failure_scheme=SCHEME,
                failure_code=back.code,
                failure_message=_message(back, record),
                counterparty_name=detail.name,
                counterparty_account=detail.account,
                unread=() if is_amount else (Unread("amount", cents),),
                contradiction=CORRECTED if back.kind == layout.CHANGE else "",
            )
        )


def _status(back: Back) -> str:
    """A change is news of a payment, and says nothing of where that stands.

    Of a return that our bank dishonored or theirs contests nobody can say who will have the money.
    """
    if back.kind == layout.CHANGE:
        return ""
    if layout.is_dishonored(back.code) or layout.is_contested(back.code):
        return Rung.UNKNOWN
    return Rung.RETURNED


def _message(back: Back, record: str) -> str:
    if back.kind == layout.CHANGE:
        return corrected(back.code, back.text)
    if layout.is_dishonored(back.code) or layout.is_contested(back.code):
        return " ".join(filter(None, (layout.first_return(record), back.text)))
    return back.text
