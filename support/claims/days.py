"""On which day the money should be there, and what that hangs on."""

from support.claims.claim import Claim, Slot
from support.claims.money import Place, place_of
from support.claims.record import Record, Turn

# A payout that came to one of these needs no day any more.
_SETTLED = frozenset({"credited", "cancelled", "recalled"})
# Money that nobody is moving: that it will arrive at all would be a promise.
_STOPPED = frozenset({"failed", "rejected", "returned"})


def _wants_day(record: Record) -> bool:
    """Whether somebody waits for a payout and may be told when it should arrive."""
    waits = record.direction == "payout" and record.state not in _SETTLED
    waits = waits and place_of(record) not in (Place.COMING_BACK, Place.NONE)
    return waits and record.has_payment and record.has_deadlines


def _is_promised(record: Record) -> bool:
    return _wants_day(record) and record.is_moving and record.promised_at is not None


def _is_past(record: Record) -> bool:
    return record.promised_at is not None and record.promised_at <= record.now


def _has_no_day(record: Record) -> bool:
    return _wants_day(record) and not _is_promised(record)


def says_who_and_when(record: Record) -> bool:
    """Whether neither who has the money nor its day is known: that is said in one sentence."""
    return _has_no_day(record) and place_of(record) is Place.NOT_KNOWN


def _depends_on_them(record: Record) -> bool:
    """Whether we have the money, and the customer's deed is what we wait for to send it."""
    is_here = place_of(record) is Place.WITH_US and not _is_not_sent(record)
    goes_on = not (record.cause_seeks or record.cause_asks_anew)
    return _has_no_day(record) and record.turn is Turn.CUSTOMER and is_here and goes_on


def _is_anew(record: Record) -> bool:
    """Whether one that was not made is to be requested once more: nobody sends this one."""
    is_asked = record.turn is Turn.CUSTOMER and record.cause_asks_anew
    return _has_no_day(record) and _is_not_sent(record) and is_asked


def _is_offered(record: Record) -> bool:
    return _has_no_day(record) and place_of(record) is Place.OFFERED


def _is_not_sent(record: Record) -> bool:
    return record.state in _STOPPED or record.is_turned_down


DAYS = (
    Claim(
        "day_promised",
        Slot.DAY,
        "It should arrive by {expected}.[ {not_final}]",
        "预计最迟{expected}到账。[{not_final}]",
        lambda record, _: _is_promised(record) and not _is_past(record),
    ),
    Claim(
        "day_passed",
        Slot.DAY,
        "It should have arrived by {expected}. That has not been confirmed.",
        "原预计最迟{expected}到账，目前尚未得到确认。",
        lambda record, _: _is_promised(record) and _is_past(record),
    ),
    Claim(
        "day_depends",
        Slot.DAY,
        "We can send it once you have done what we ask.",
        "您办理完成后，我们才能汇出款项。",
        lambda record, _: _depends_on_them(record),
    ),
    Claim(
        "day_stopped",
        Slot.DAY,
        "Nothing is being sent at the moment.",
        "暂未重新汇出。",
        lambda record, _: _has_no_day(record) and _is_not_sent(record) and not _is_anew(record),
    ),
    Claim(
        "day_anew",
        Slot.DAY,
        "It is not going to be sent: it has to be requested again.",
        "这一笔不会再汇出，需要重新申请。",
        lambda record, _: _is_anew(record),
    ),
    Claim(
        "day_offered",
        Slot.DAY,
        "It arrives only once it has been accepted.",
        "确认领取后，款项才会入账。",
        lambda record, _: _is_offered(record),
    ),
    Claim(
        "day_not_known",
        Slot.DAY,
        "We cannot say yet when it will arrive.",
        "到账日期暂时无法确定。",
        lambda record, _: (
            _has_no_day(record)
            and not _is_not_sent(record)
            and not (_depends_on_them(record) or says_who_and_when(record) or _is_offered(record))
        ),
    ),
    Claim(
        "neither_known",
        Slot.MONEY,
        "We cannot say yet who holds the money or when it will arrive.",
        "款项目前在哪一方、何时到账，均还无法确认。",
        lambda record, _: says_who_and_when(record),
    ),
)
