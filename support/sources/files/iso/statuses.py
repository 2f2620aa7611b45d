"""pain.002 and pacs.002: what a bank says of payments that were given to it."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from support.payments.ladder.rungs import TROUBLE
from support.payments.ladder.words import read_status
from support.payments.news import PaymentNews, Unread
from support.sources.files.entries import Entry, problem, references, remark, within_bounds
from support.sources.files.iso.frames import Frame, Message
from support.sources.files.iso.parts import (
    PAYIN,
    SCHEME,
    Reason,
    direction_of,
    read_amount,
    read_original,
    read_party,
    read_reason,
)
from support.sources.files.moments import read_time

GROUP, BATCH, PAYMENT = "OrgnlGrpInfAndSts", "OrgnlPmtInfAndSts", "TxInfAndSts"
INNER = frozenset({BATCH})
LEAVES = frozenset({"GrpHdr", GROUP, PAYMENT})
PAIN_002 = Message("pain.002", INNER, LEAVES)
PACS_002 = Message("pacs.002", INNER, LEAVES)
# Of a group whose payments differ, each is told of by itself.
_DIFFERS = "PART"


class StatusReport:
    """Reads the frames of one report, in the order in which they end."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._number = 0
        self._created = ""
        self._group = Frame(GROUP)
        self._named = 0  # payments of the group

    def take(self, frame: Frame) -> Iterator[Entry]:
        match frame.name:
            case "GrpHdr":
                self._created = frame.first("CreDtTm")
            case "OrgnlGrpInfAndSts":
                # Of several groups in one report each payment names its own.
                self._group = frame
            case "OrgnlPmtInfAndSts":
                yield from self._batch(frame)
            case "TxInfAndSts":
                self._number += 1
                self._named += 1
                yield self._payment(frame)
            case _:
                yield from self._end(frame)

    def _payment(self, frame: Frame) -> Entry:
        batch = frame.parent if frame.parent and frame.parent.name == BATCH else Frame(BATCH)
        word, said_in = next(
            (
                (word, where)
                for where, name in (
                    (frame, "TxSts"),
                    (batch, "PmtInfSts"),
                    (self._group, "GrpSts"),
                )
                if (word := where.first(name)) and word != _DIFFERS
            ),
            ("", frame),
        )
        reason = read_reason(frame, "StsRsnInf", SCHEME)
        if not reason.code and said_in is not frame:
            reason = read_reason(said_in, "StsRsnInf", SCHEME)
        message = frame.first("OrgnlGrpInf/OrgnlMsgNmId") or self._group.first("OrgnlMsgNmId")
        return Entry(self._number, self._news(frame, word, reason, direction_of(message)))

    def _news(self, frame: Frame, word: str, reason: Reason, direction: str) -> PaymentNews:
        said = f"{word}+{reason.where}" if reason.where else word
        status = read_status(said, scheme=SCHEME) or read_status(word, scheme=SCHEME)
        is_trouble = status is None or status in TROUBLE
        amount, currency = read_amount(
            frame, "OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/InstdAmt", "OrgnlTxRef/IntrBkSttlmAmt"
        )
        role = "Dbtr" if direction == PAYIN else "Cdtr"
        name, account = read_party(frame, "OrgnlTxRef", role)
        return within_bounds(
            PaymentNews(
                reference=frame.first("OrgnlInstrId"),
                references=references(read_original(frame)),
                status=status or "",
                status_said=said,
                occurred_at=read_time(frame.first("AccptncDtTm"), self._zone)
                or read_time(self._created, self._zone),
                direction=direction,
                amount=amount,
                currency=currency,
                failure_scheme=reason.scheme if is_trouble else "",
                failure_code=reason.code if is_trouble else "",
                failure_message=reason.text if is_trouble else "",
                counterparty_name=name,
                counterparty_account=account,
                unread=() if status or not said else (Unread("status", said[:60]),),
            )
        )

    def _batch(self, frame: Frame) -> Iterator[Entry]:
        named = frame.children.get(PAYMENT, 0)
        self._named += 0 if named else 1  # told of as a whole
        yield from self._whole(frame, frame.first("PmtInfSts"), "OrgnlPmtInfId", named)

    def _end(self, frame: Frame) -> Iterator[Entry]:
        batches = frame.children.get(BATCH, 0)
        if not batches or frame.children.get(PAYMENT):
            yield from self._whole(
                self._group, self._group.first("GrpSts"), "OrgnlMsgId", self._named
            )
        self._named = 0

    def _whole(self, frame: Frame, word: str, name: str, named: int) -> Iterator[Entry]:
        """Say what is said of a batch whose payments are not all named.

        In a batch of one payment that one is meant, and it may be known by the batch's name.
        """
        text = frame.first("OrgnlNbOfTxs")
        count = int(text) if text.isdecimal() and len(text) < 16 else 0
        if not word or word == _DIFFERS or (named and named >= count):
            return
        reason = read_reason(frame, "StsRsnInf", SCHEME)
        status = read_status(word, scheme=SCHEME)
        if count == 1 and not named:
            self._number += 1
            yield Entry(self._number, self._of_one(frame, word, reason))
            return
        if named and status not in TROUBLE:
            return
        values = {
            "batch": frame.first(name) or "–",
            "word": word,
            "why": " ".join(filter(None, (reason.code, reason.text))) or "–",
            "count": count - named if count else "?",
        }
        sentence = _(
            "Batch %(batch)s as a whole is %(word)s (%(why)s). It has %(count)s payments that "
            "the file does not name."
        )
        say = problem if status is None or status in TROUBLE else remark
        yield say(self._number, sentence % values)

    def _of_one(self, frame: Frame, word: str, reason: Reason) -> PaymentNews:
        message = self._group.first("OrgnlMsgNmId")
        bare = Frame(PAYMENT, values={"OrgnlInstrId": [frame.first("OrgnlPmtInfId", "OrgnlMsgId")]})
        return self._news(bare, word, reason, direction_of(message))
