"""pacs.004: payments that were settled and come back."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews
from support.sources.files.entries import Entry, problem, references, within_bounds
from support.sources.files.iso.frames import Frame, Message
from support.sources.files.iso.parts import (
    PAYIN,
    RETURN_SCHEME,
    direction_of,
    read_amount,
    read_original,
    read_party,
    read_reason,
)
from support.sources.files.moments import on_day, read_date, read_time

PACS_004 = Message("pacs.004", frozenset(), frozenset({"GrpHdr", "OrgnlGrpInf", "TxInf"}))


class PaymentReturn:
    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._number = 0
        self._header = Frame("GrpHdr")
        self._group = Frame("OrgnlGrpInf")

    def take(self, frame: Frame) -> Iterator[Entry]:
        match frame.name:
            case "GrpHdr":
                self._header = frame
            case "OrgnlGrpInf":
                self._group = frame
            case "TxInf":
                self._number += 1
                yield Entry(self._number, self._news(frame))
            case _ if not frame.children.get("TxInf"):
                yield problem(
                    0,
                    _("The whole group %(group)s is returned; the file names none of its payments.")
                    % {"group": self._group.first("OrgnlMsgId") or "–"},
                )

    def _news(self, frame: Frame) -> PaymentNews:
        reason = read_reason(frame, "RtrRsnInf", RETURN_SCHEME)
        if not reason.code:
            reason = read_reason(self._group, "RtrRsnInf", RETURN_SCHEME)
        message = frame.first("OrgnlGrpInf/OrgnlMsgNmId") or self._group.first("OrgnlMsgNmId")
        direction = direction_of(message)
        # What was paid, which is what we know the payment by; charges may have been kept.
        amount, currency = read_amount(
            frame,
            "OrgnlTxRef/Amt/InstdAmt",
            "OrgnlIntrBkSttlmAmt",
            "RtrdInstdAmt",
            "RtrdIntrBkSttlmAmt",
        )
        name, account = read_party(frame, "OrgnlTxRef", "Dbtr" if direction == PAYIN else "Cdtr")
        text = " ".join(filter(None, (reason.text, self._less(frame))))
        return within_bounds(
            PaymentNews(
                reference=frame.first("OrgnlInstrId"),
                references=references(read_original(frame)),
                status=Rung.RETURNED,
                status_said="pacs.004",
                occurred_at=self._when(frame),
                direction=direction,
                amount=amount,
                currency=currency,
                failure_scheme=reason.scheme,
                failure_code=reason.code,
                failure_message=text,
                counterparty_name=name,
                counterparty_account=account,
            )
        )

    def _less(self, frame: Frame) -> str:
        """Name what came back where it is not what was paid."""
        back, currency = read_amount(frame, "RtrdIntrBkSttlmAmt")
        paid, same = read_amount(frame, "OrgnlIntrBkSttlmAmt")
        return f"({back} / {paid} {currency})" if paid and same == currency and back != paid else ""

    def _when(self, frame: Frame) -> datetime | None:
        told = read_time(self._header.first("CreDtTm"), self._zone)
        day = read_date(frame.first("IntrBkSttlmDt") or self._header.first("IntrBkSttlmDt"))
        return on_day(day, told, Rung.RETURNED, self._zone) if day else told
