"""What stands where in a record, counted from 0.

Nacha Operating Rules, appendices 3 and 4, as banks and github.com/moov-io/ach publish the fields.
"""

from dataclasses import dataclass

FILE_HEADER, BATCH_HEADER, ENTRY, ADDENDA, BATCH_CONTROL, FILE_CONTROL = "156789"
CHANGE, RETURN = "98", "99"
CORRECTIONS, INTERNATIONAL = "COR", "IAT"


@dataclass(frozen=True)
class Batch:
    """A batch header: whose payments these are, and of which class."""

    company: str = ""
    kind: str = ""

    @classmethod
    def read(cls, record: str) -> "Batch":
        return cls(record[4:20].strip(), record[50:53])

    @property
    def is_international(self) -> bool:
        return self.kind == INTERNATIONAL or (self.kind == CORRECTIONS and self.company == "IATCOR")


@dataclass(frozen=True)
class Detail:
    """An entry detail. `code` says credit or debit, `identification` is the company's own."""

    code: str
    routing: str
    account: str
    cents: str
    identification: str
    name: str

    @classmethod
    def read(cls, record: str, batch: Batch) -> "Detail":
        code, routing, cents = record[1:3], record[3:11], record[29:39]
        if batch.is_international:
            return cls(code, routing, record[39:74].strip(), cents, "", "")
        # In a CTX entry four digits before the name count its addenda.
        name = record[58:74] if batch.kind == "CTX" else record[54:76]
        return cls(code, routing, record[12:29].strip(), cents, record[39:54].strip(), name.strip())

    @property
    def is_credit(self) -> bool:
        """Credits are 20 to 24, 30 to 34 and so on, their returns 21, 31; debits from 25, 35."""
        return self.code[1:2] in "01234"


@dataclass(frozen=True)
class Back:
    """An addenda record of a return (99) or of a notification of change (98)."""

    kind: str
    code: str
    trace: str  # of the payment it is about
    text: str

    @classmethod
    def read(cls, record: str) -> "Back":
        kind, code = record[1:3], record[3:6]
        end = 64 if kind == CHANGE else 79
        begin = 58 if is_dishonored(code) else 35
        if is_contested(code):
            begin = end
        return cls(kind, code, record[6:21].strip(), record[begin:end].strip())


def is_dishonored(code: str) -> bool:
    """R61, R62 and R67 to R70: our bank refuses the return, which then may be contested."""
    return code in {"R61", "R62", "R67", "R68", "R69", "R70"}


def is_contested(code: str) -> bool:
    """R71 to R77: their bank insists on its return."""
    return code in {f"R{number}" for number in range(71, 78)}


def first_return(record: str) -> str:
    """Return the code of the return that a dishonored or contested one is about, or ""."""
    number = record[56:58]
    return f"R{number}" if number.isdecimal() else ""
