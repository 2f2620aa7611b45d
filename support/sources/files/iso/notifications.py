"""camt.054: what a bank booked on our own account.

Our account is the one side of every entry. A debit is money that we gave to the bank: "sent", and
never "credited", for it says nothing of the payee's account. A credit without a return is money
that came to us; we are its payee, so a pay-in is "credited" by it. A credit with return information
is a payout that came back, a debit with it a pay-in that did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from support.payments.ladder.rungs import TROUBLE, Rung
from support.payments.news import PaymentNews, Unread
from support.sources.files.entries import Entry, problem, references, remark, within_bounds
from support.sources.files.iso.frames import Frame, Message
from support.sources.files.iso.parts import (
    PAYIN,
    PAYOUT,
    RETURN_SCHEME,
    Reason,
    read_amount,
    read_party,
    read_reason,
)
from support.sources.files.moments import on_day, read_date, read_time

CAMT_054 = Message("camt.054", frozenset({"Ntfctn", "Ntry"}), frozenset({"GrpHdr", "TxDtls"}))
# Reimbursement: in the ISO 20022 bank transaction codes the sub-family of returns of any family.
_RETURN = "RRTN"
_IS_BOOKED = {"": True, "BOOK": True, "PDNG": False}


@dataclass(frozen=True)
class Booking:
    """How an entry stands on our account."""

    status: Rung | None
    direction: str
    said: str


class Notification:
    """Reads the frames of one notification, in the order in which they end."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._number = 0
        self._created = ""
        self._waiting: Frame | None = None  # until we know whether its entry has others
        self._entries = 0
        self._sum: Decimal | None = Decimal(0)

    def take(self, frame: Frame) -> Iterator[Entry]:
        match frame.name:
            case "GrpHdr":
                self._created = frame.first("CreDtTm")
            case "TxDtls":
                yield from self._next(is_alone=False)
                self._waiting = frame
            case "Ntry":
                yield from self._entry(frame)
            case "Ntfctn":
                yield from self._totals(frame)

    def _next(self, *, is_alone: bool) -> Iterator[Entry]:
        if self._waiting is not None and self._waiting.parent is not None:
            self._number += 1
            yield Entry(self._number, self._news(self._waiting.parent, self._waiting, is_alone))
        self._waiting = None

    def _entry(self, entry: Frame) -> Iterator[Entry]:
        named = entry.children.get("TxDtls", 0)
        yield from self._next(is_alone=named == 1)
        self._entries += 1
        self._sum = _added(self._sum, entry.first("Amt"))
        counts = entry.every("NtryDtls/Btch/NbOfTxs")
        count = sum(int(text) for text in counts if text.isdecimal() and len(text) < 16)
        if named == 0 and count > 1:
            self._number += 1
            batch = entry.first("NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId", "AcctSvcrRef")
            yield remark(
                self._number,
                _("Batch %(batch)s of %(count)d payments, booked as one sum; none is named.")
                % {"batch": batch or "–", "count": count},
            )
        elif named == 0:
            self._number += 1
            yield Entry(self._number, self._news(entry, Frame("TxDtls"), is_alone=True))
        elif count > named:
            yield problem(
                self._number,
                _("This entry is said to hold %(said)d payments; it names %(named)d.")
                % {"said": count, "named": named},
            )

    def _news(self, entry: Frame, details: Frame, is_alone: bool) -> PaymentNews:  # noqa: FBT001
        booking = self._booking(entry, details)
        is_trouble = booking.status in TROUBLE
        reason = read_reason(details, "RtrInf", RETURN_SCHEME) if is_trouble else Reason()
        # What was instructed is what we know the payment by; the account may have another currency.
        amount, currency = read_amount(details, "AmtDtls/InstdAmt/Amt", "Amt", "AmtDtls/TxAmt/Amt")
        if not amount and is_alone:
            amount, currency = read_amount(entry, "AmtDtls/InstdAmt/Amt", "Amt")
        name, account = self._counterparty(entry, details, booking.direction)
        return within_bounds(
            PaymentNews(
                reference=details.first("Refs/InstrId"),
                references=references(_references(entry, details, is_alone)),
                status=booking.status or "",
                status_said=booking.said,
                occurred_at=self._when(entry, booking.status or ""),
                direction=booking.direction,
                amount=amount,
                currency=currency,
                failure_scheme=reason.scheme,
                failure_code=reason.code,
                failure_message=reason.text,
                counterparty_name=name,
                counterparty_account=account,
                unread=() if booking.status else (Unread("status", booking.said),),
            )
        )

    def _booking(self, entry: Frame, details: Frame) -> Booking:
        side = details.first("CdtDbtInd") or entry.first("CdtDbtInd")
        booked = entry.first("Sts/Cd", "Sts", "Sts/Prtry")
        comes_back = details.has("RtrInf") or _RETURN in (
            details.first("BkTxCd/Domn/Fmly/SubFmlyCd"),
            entry.first("BkTxCd/Domn/Fmly/SubFmlyCd"),
        )
        is_undone = entry.first("RvslInd") in ("true", "1")
        words = [side, booked, "RtrInf" if comes_back else "", "RvslInd" if is_undone else ""]
        said = " ".join(filter(None, words))[:60]
        if side not in ("CRDT", "DBIT"):
            return Booking(None, "", said)
        is_ours = (side == "DBIT") != (comes_back or is_undone)
        direction = PAYOUT if is_ours else PAYIN
        if booked not in _IS_BOOKED:  # INFO and FUTR say what may come
            return Booking(None, direction, said)
        if not _IS_BOOKED[booked]:
            return Booking(Rung.PENDING, direction, said)
        if comes_back:
            return Booking(Rung.RETURNED, direction, said)
        if is_undone:
            # The bank took a booking back; what became of the payment it does not say.
            return Booking(Rung.UNKNOWN, direction, said)
        return Booking(Rung.SENT if direction == PAYOUT else Rung.CREDITED, direction, said)

    def _when(self, entry: Frame, status: str) -> datetime | None:
        told = read_time(self._created, self._zone)
        if entry.parent is not None:
            told = read_time(entry.parent.first("CreDtTm"), self._zone) or told
        if booked := read_time(entry.first("BookgDt/DtTm"), self._zone):
            return booked
        day = read_date(entry.first("BookgDt/Dt") or entry.first("ValDt/Dt"))
        return on_day(day, told, status, self._zone) if day else told

    def _counterparty(self, entry: Frame, details: Frame, direction: str) -> tuple[str, str]:
        """Return who is not us; of a return some banks turn the parties around, others do not."""
        role, other = ("Cdtr", "Dbtr") if direction == PAYOUT else ("Dbtr", "Cdtr")
        name, account = read_party(details, "RltdPties", role)
        ours = entry.parent.first("Acct/Id/IBAN", "Acct/Id/Othr/Id") if entry.parent else ""
        if account and account == ours:
            return read_party(details, "RltdPties", other)
        return name, account

    def _totals(self, frame: Frame) -> Iterator[Entry]:
        """Compare the notification's own totals with what was read of it."""
        total = "TxsSummry/TtlNtries"
        count, summed = frame.first(f"{total}/NbOfNtries"), frame.first(f"{total}/Sum")
        expected = (count or str(self._entries), _added(Decimal(0), summed or str(self._sum)))
        if expected != (str(self._entries), self._sum):
            yield problem(
                0,
                _(
                    "The file's own totals are wrong. Entries: %(count)s, read were %(entries)d; "
                    "sum: %(sum)s, read were %(read)s."
                )
                % {
                    "count": count or "–",
                    "sum": summed or "–",
                    "entries": self._entries,
                    "read": self._sum,
                },
            )
        elif count or summed:
            yield remark(
                0,
                _("The file's own totals are right. Entries: %(entries)d, sum: %(read)s.")
                % {"entries": self._entries, "read": self._sum},
            )
        self._entries, self._sum = 0, Decimal(0)


def _references(entry: Frame, details: Frame, is_alone: bool) -> list[tuple[str, str]]:  # noqa: FBT001
    own = [
        ("uetr", details.first("Refs/UETR")),
        ("end_to_end_id", details.first("Refs/EndToEndId")),
        ("bank_reference", details.first("Refs/AcctSvcrRef")),
        ("bank_reference", details.first("Refs/TxId")),
        ("bank_reference", details.first("Refs/ClrSysRef")),
    ]
    return [*own, ("bank_reference", entry.first("AcctSvcrRef"))] if is_alone else own


def _added(total: Decimal | None, text: str) -> Decimal | None:
    """Return a sum, or None once an amount in it could not be read."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return total + amount if total is not None and amount.is_finite() else None
