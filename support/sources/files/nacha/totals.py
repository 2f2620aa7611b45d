"""Adding up records, to be held against what the control records say."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from support.sources.files.entries import Entry, problem, remark
from support.sources.files.nacha.layout import Detail

_HASH_DIGITS = 10


@dataclass
class Totals:
    """What was read so far. Amounts are in cents; `hash` adds the banks' routing numbers."""

    records: int = 0
    hash: int = 0
    debit: int = 0
    credit: int = 0
    batches: int = 0

    def add(self, detail: Detail) -> None:
        cents = number(detail.cents)
        self.records += 1
        self.hash += number(detail.routing)
        if detail.is_credit:
            self.credit += cents
        else:
            self.debit += cents

    def add_batch(self, batch: "Totals") -> None:
        self.batches += 1
        self.records += batch.records
        self.hash += batch.hash
        self.debit += batch.debit
        self.credit += batch.credit


def batch_control(line: int, record: str, read: Totals) -> Iterator[Entry]:
    """Say where a batch's control record and what was read of it differ."""
    said = Totals(
        number(record[4:10]), number(record[10:20]), number(record[20:32]), number(record[32:44])
    )
    yield from _differences(line, said, read)


def file_control(line: int, record: str, read: Totals) -> Iterator[Entry]:
    """Say the same of the whole file, and where all is right that it is."""
    said = Totals(
        number(record[13:21]),
        number(record[21:31]),
        number(record[31:43]),
        number(record[43:55]),
        number(record[1:7]),
    )
    differences = list(_differences(line, said, read))
    yield from differences
    if not differences:
        yield remark(
            line,
            _(
                "The file's own totals are right. Entries and addenda: %(records)d, batches: "
                "%(batches)d, debits: %(debit)s USD, credits: %(credit)s USD."
            )
            % {
                "records": read.records,
                "batches": read.batches,
                "debit": dollars(read.debit),
                "credit": dollars(read.credit),
            },
        )


def dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def number(text: str) -> int:
    """Return the number that stands in a field, 0 for none."""
    return int(text) if (text := text.strip()).isdecimal() else 0


def _differences(line: int, said: Totals, read: Totals) -> Iterator[Entry]:
    hash_read = read.hash % 10**_HASH_DIGITS
    for name, one, other in (
        (_("batches"), said.batches, read.batches),
        (_("entries and addenda"), said.records, read.records),
        (_("sum of the routing numbers"), said.hash, hash_read),
        (_("debits in USD"), dollars(said.debit), dollars(read.debit)),
        (_("credits in USD"), dollars(said.credit), dollars(read.credit)),
    ):
        if one != other:
            yield problem(
                line,
                _("The control record says %(name)s: %(said)s; read were %(read)s.")
                % {"name": name, "said": one, "read": other},
            )
