"""Files as banks write them, made here: every name, number and account is invented."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from support.payments.news import PaymentNews
from support.sources.files.entries import Entry
from support.sources.files.reading import read_file
from support.sources.models import Source

BERLIN = ZoneInfo("Europe/Berlin")
OURS = "DE02120300000000202051"
THEIRS = "FR7630006000011234567890189"


def a_source(**overrides) -> Source:
    values = {"slug": "our-bank", "name": "Our bank", "kind": "file", "time_zone": "Europe/Berlin"}
    return Source(**(values | overrides))


def read(content: bytes | str, source: Source | None = None) -> list[Entry]:
    body = content.encode() if isinstance(content, str) else content
    return list(read_file(io.BytesIO(body), source or a_source()).entries)


def news_of(content: bytes | str, source: Source | None = None) -> list[PaymentNews]:
    return [entry.news for entry in read(content, source) if entry.news]


def texts_of(content: bytes | str, source: Source | None = None) -> list[str]:
    return [entry.text for entry in read(content, source) if entry.text]


def tag(name: str, *inner: str, ccy: str = "") -> str:
    currency = f' Ccy="{ccy}"' if ccy else ""
    return f"<{name}{currency}>{''.join(inner)}</{name}>"


def document(message: str, root: str, *inner: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}">{tag(root, *inner)}</Document>'
    )


def camt(*entries: str, version: str = "08", summary: str = "") -> str:
    return document(
        f"camt.054.001.{version}",
        "BkToCstmrDbtCdtNtfctn",
        tag("GrpHdr", tag("MsgId", "M1"), tag("CreDtTm", "2026-11-17T21:00:00+01:00")),
        tag(
            "Ntfctn",
            tag("Id", "N1"),
            tag("CreDtTm", "2026-11-17T21:30:00+01:00"),
            tag("Acct", tag("Id", tag("IBAN", OURS))),
            summary,
            *entries,
        ),
    )


def booked(
    side: str, *details: str, amount: str = "120.50", status: str = "<Cd>BOOK</Cd>", more: str = ""
) -> str:
    return tag(
        "Ntry",
        tag("NtryRef", "1"),
        tag("Amt", amount, ccy="EUR"),
        tag("CdtDbtInd", side),
        more,
        tag("Sts", status),
        tag("BookgDt", tag("Dt", "2026-11-17")),
        tag("AcctSvcrRef", "BANK-9"),
        "".join(details) and tag("NtryDtls", *details),
    )


def details(end_to_end: str = "P-1001", *more: str, refs: str = "") -> str:
    return tag("TxDtls", tag("Refs", tag("EndToEndId", end_to_end), refs), *more)


def returned(code: str = "AC04", *texts: str) -> str:
    return tag("RtrInf", tag("Rsn", tag("Cd", code)), *(tag("AddtlInf", text) for text in texts))


def parties(name: str = "Ines Muster", account: str = THEIRS) -> str:
    return tag(
        "RltdPties",
        tag("Dbtr", tag("Pty", tag("Nm", "Casewalk Pay"))),
        tag("DbtrAcct", tag("Id", tag("IBAN", OURS))),
        tag("Cdtr", tag("Pty", tag("Nm", name))),
        tag("CdtrAcct", tag("Id", tag("IBAN", account))),
    )


@dataclass(frozen=True)
class Ach:
    """One entry of a NACHA file and its addenda, of what a return or a change says."""

    trace: str = "091000017611242"
    code: str = "R03"
    cents: int = 12354
    kind: str = "21"
    account: str = "123456789"
    identification: str = "P-1001"
    name: str = "Ines Muster"
    text: str = ""
    addenda: str = ""  # all of it, where it is laid out otherwise

    def records(self) -> Iterator[str]:
        head = f"6{self.kind}091400606{self.account:<17}{self.cents:010d}"
        yield f"{head}{self.identification:<15}{self.name:<22}  1091000017611242"
        kind = "98" if self.code.startswith("C") else "99"
        yield self.addenda or (
            f"7{kind}{self.code}{self.trace:<15}      09140060{self.text:<44}091000017611242"
        )


def ach_records(entries: Iterable[Ach], kind: str = "PPD") -> Iterator[str]:
    """The records of one file with one batch, and control records that are right."""
    yield f"{'101 091400606 6910001342611171845A094101FIRST BANK':<63}{'CASEWALK PAY':<31}"
    company = f"{'CASEWALK PAY':<36}1234567890"
    yield f"5220{company}{kind}{'PAYROLL':<22}   1091000010000001"
    count = hashed = debit = credit = 0
    for entry in entries:
        for record in entry.records():
            count += 1
            yield record
        hashed += 9140060
        if entry.kind[1] in "01234":
            credit += entry.cents
        else:
            debit += entry.cents
    sums = f"{hashed % 10**10:010d}{debit:012d}{credit:012d}"
    yield f"8220{count:06d}{sums}1234567890{'':25}091000010000001"
    yield f"9000001{0:06d}{count:08d}{sums}{'':39}"
    yield from ["9" * 94] * (-(count + 4) % 10)


def ach(*entries: Ach, end: str = "\n", kind: str = "PPD") -> str:
    return "".join(record + end for record in ach_records(entries, kind))


def write_camt(path: Path, count: int) -> Path:
    """A camt.054 of many entries: one of a hundred a return, the others debits."""
    whole = camt("@@")
    begin, end = whole.split("@@")
    with path.open("w") as file:
        file.write(begin)
        for number in range(count):
            comes_back = number % 100 == 0
            inner = details(f"P-{number:06d}", tag("Amt", "120.50", ccy="EUR"), parties())
            inner = inner.replace("</TxDtls>", f"{returned() if comes_back else ''}</TxDtls>")
            entry = booked("CRDT" if comes_back else "DBIT", inner)
            file.write(entry.replace("BANK-9", f"BANK-{number}"))
        file.write(end)
    return path


def write_ach(path: Path, count: int) -> Path:
    """A NACHA file of many returns."""
    with path.open("w") as file:
        entries = (Ach(trace=f"0910000{number:08d}", identification="") for number in range(count))
        file.writelines(f"{record}\n" for record in ach_records(entries))
    return path
