"""What is stored of a case and its payment, as claims ask for it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from support.claims.rungs import Denial


class Turn(StrEnum):
    """Who acts next."""

    US = "us"
    BANK = "bank"
    CUSTOMER = "customer"
    NOBODY = "nobody"


class Ending(StrEnum):
    """How a case ended; NONE for one that goes on, or ended before endings were kept."""

    CREDITED = "credited"
    CUSTOMER_MUST_ACT = "customer_must_act"
    CANNOT_BE_DONE = "cannot_be_done"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    NO_ANSWER = "no_answer"
    NONE = ""


# A case that ended so left the money where it was: nobody goes on with it elsewhere.
LEFT_BEHIND = frozenset({Ending.CANNOT_BE_DONE, Ending.WITHDRAWN, Ending.NO_ANSWER, Ending.NONE})


class Occasion(StrEnum):
    """What a customer is told about just now; PAGE where they look by themselves."""

    OPENED = "opened"
    ASKED = "asked"
    MOVED = "moved"  # something about the case is new: found, waiting, ended
    REOPENED = "reopened"
    PAGE = "page"


@dataclass(frozen=True)
class Facts:
    """What the record shows at `now`. Days and times are the customer's own, by their clock.

    `direction` is "payout", "payin" or "" where nobody said, `is_of_pay_in` whether it is the
    refund of a payment of theirs that is told of; `rung` the payment's status on the ladder, ""
    where nobody told any, `since` the day on which it came to that, `again_on` the day on which it
    was ordered once more, or to be given back. `cause` is the customer's sentence of the cause
    where one is known and may be told, `is_worded` whether somebody wrote it for this case,
    `is_unsure` whether the cause leaves open if the payment was made, `is_in_time` whether it says
    that the money is not late, `found` the rung to which it says that the money came, `is_reached`
    whether that is with us, `is_coming_back` whether it says that the money is on its way back,
    `is_lasting` whether it is so of money that was credited as well, `is_beside` whether it is
    about something else than where this payment is, `denial` what it says that may be against the
    payment's state, and `misfits` whether it is about a card and the payment went another way.
    `cause_state` is the rung of which the cause says the same once more, `is_offered` whether it
    says that the payee has not accepted the money, and `is_debit` whether it was collected from
    their account. `kept` is the reference of the case in which a duplicate goes on.
    `answer_due_at` is by when we owe them word, `is_heard` whether what they wrote waits for that,
    and `closes_on` the last day on which a case that waits for them is not closed by itself.
    Money that is not late is so `usual_until` a moment, where no day was promised. `asked` is what
    somebody last wrote to them, in their own words and only where it is short, and `asked_on` its
    day. `question` is the one of their case's guide that waits for them, "" for none.
    `is_discreet` is a cause that is never explained, `is_silent` a case of which no machine may
    say anything. `reply_to` and `phone` are where we can be written to and called beside
    the customer's page, which always takes what they write.
    """

    now: datetime
    language: str = "en"
    reference: str = ""
    has_payment: bool = True
    payment: str = ""
    direction: str = ""
    is_refund: bool = False
    is_of_pay_in: bool = False
    rung: str = ""
    since: date | None = None
    again_on: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    turn: Turn = Turn.US
    ending: Ending = Ending.NONE
    kept: str = ""
    promised_at: datetime | None = None
    promise_is_final: bool = True
    bank_due_at: datetime | None = None
    answer_due_at: datetime | None = None
    is_heard: bool = False
    closes_on: date | None = None
    cause: str = ""
    is_worded: bool = False
    is_unsure: bool = False
    is_in_time: bool = False
    usual_until: datetime | None = None
    found: str = ""
    is_reached: bool = False
    is_coming_back: bool = False
    is_lasting: bool = False
    cause_state: str = ""
    is_offered: bool = False
    is_debit: bool = False
    is_beside: bool = False
    denial: Denial = Denial.NONE
    misfits: bool = False
    asked: str = ""
    asked_on: date | None = None
    question: str = ""
    is_discreet: bool = False
    is_silent: bool = False
    is_reachable: bool = True
    reply_to: str = ""
    phone: str = ""
