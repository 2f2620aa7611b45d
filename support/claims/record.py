"""What the record shows of a case and its payment at one moment; all that a claim may ask."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from support.claims.asking import (
    ASKING,
    PAYING,
    RECALLING,
    REQUESTING,
    WARNING,
    explained_in,
    refrains,
    seeks,
    task_in,
)
from support.claims.facts import LEFT_BEHIND, Ending, Facts, Occasion, Turn
from support.claims.rungs import (
    DENIED,
    FOUND_BEFORE,
    MOVING,
    NOT_SURE,
    STOPPED,
    UNPLACED,
    Denial,
)

__all__ = ["LEFT_BEHIND", "Ending", "Occasion", "Record", "Turn"]


@dataclass(frozen=True)
class Record(Facts):
    """The facts of a case, and what follows from them."""

    @cached_property
    def state(self) -> str:
        """The rung that may be told: of a hold that is never explained, nothing.

        What a person ended as credited is; what nobody is sure of is not called failed; and
        what a person found come back, with us or at the payee's bank is, before the payment system
        says so. Where that says nothing, it is where a person found it.
        """
        if self.is_silent or not self.has_payment:
            return ""
        if self.ending is Ending.CREDITED:
            return "credited"
        if self.is_discreet and self.rung == "held":
            return ""
        if self.found and self.rung in FOUND_BEFORE[self._finding]:
            return self.found
        return "unknown" if self.is_unsure and self.rung in NOT_SURE else self.rung

    @property
    def _finding(self) -> str:
        if self.is_reached:
            return "reached"
        return "coming" if self.comes_back else self.found

    @property
    def _lasts(self) -> bool:
        """Whether what was found is so of credited money, as long as somebody looks into it."""
        return self.is_lasting and not self.is_over

    @cached_property
    def is_with_us(self) -> bool:
        """Whether we have a payment that was found with us."""
        is_there = self.state == "delivered" or (self.state == "credited" and self._lasts)
        return self.is_reached and is_there

    @cached_property
    def comes_back(self) -> bool:
        """Whether a payout is said to be on its way back to us."""
        return self.is_coming_back and self.direction == "payout"

    @cached_property
    def told_cause(self) -> str:
        """The cause's sentence as long as it is so: not of money that has arrived or come back.

        What was found of money under way is over then; what is about something beside is not.
        What was to be done before it could be sent is over once the bank has it under way.
        One that explains nothing and asks for nothing adds nothing to a state that is told, one
        about another kind of payment than this is not so at all, and none may contradict what the
        payment system says. What it asks for, and what the state says anyway, is left out where
        that is over.
        """
        is_over = self.state == "credited" and not self._lasts
        # That it arrived is not so any more once somebody looks into it again.
        is_over = is_over or self.cause_state == "credited"
        is_over = is_over or (self.is_unsure and self.state == "returned")
        was_found_before = self.found not in ("", "returned")
        is_over = is_over or (was_found_before and self.state in ("returned", "recalled"))
        due = self.promised_at or self.usual_until
        is_over = is_over or (self.is_in_time and due is not None and due <= self.now)
        repeats = self.is_discreet and bool(self.state) and not ASKING.search(self.cause)
        hides = self.is_silent or self.misfits or repeats
        hides = (
            hides
            or self._is_of_before
            or self._is_done
            or (is_over and not self.is_beside)
            or self.is_denied
        )
        told = "" if hides else self.cause
        if self.cause_state and self.state in (self.cause_state, "returned"):
            told = task_in(told, self.language)
        return explained_in(told, self.language) if self._asks_no_more(told) else told

    def _asks_no_more(self, told: str) -> bool:
        """Whether nobody has to do any more what a sentence asks for.

        What they wrote is with us, they gave it up, it was closed over money that is not theirs, or
        it was recalled already.
        """
        if self.state == "recalled" and RECALLING.search(told):
            return True
        if not self.is_left or self.state == "credited":
            return self.has_answered
        is_given_up = self.ending is Ending.WITHDRAWN
        if refrains(task_in(told, self.language)):  # until they hear from us, which they do not
            return is_given_up or not self.is_worded
        if self.direction == "payin" and self.state in UNPLACED:
            return is_given_up or not self.is_worded  # to look before paying is told anyway
        if self.direction == "payin" and self.state in STOPPED | {"created", "returned"}:
            return is_given_up and not seeks(task_in(told, self.language))
        return is_given_up or not (self.is_worded or WARNING.search(told))

    @cached_property
    def is_denied(self) -> bool:
        """Whether the payment's state contradicts the cause, which nobody wrote for this case."""
        is_told = bool(self.cause) and not (self.is_worded or self.is_silent or self.misfits)
        return is_told and not self.is_beside and self.state in DENIED[self.denial]

    @property
    def _is_of_before(self) -> bool:
        """Whether a cause is that of the first attempt, and nothing says that the next one failed.

        What is found of money under way, or asks them for something now, is about the next one.
        """
        is_next = self.again_on is not None and not self.is_undone
        is_theirs = self.turn is Turn.CUSTOMER or self.ending is Ending.CUSTOMER_MUST_ACT
        is_of_now = self.is_worded or self.is_unsure or bool(self.found) or self.is_beside
        return is_next and not (is_theirs or is_of_now)

    @property
    def _is_done(self) -> bool:
        """Whether a cause asks for what has to be done before a payment that is on its way."""
        is_asked = ASKING.search(self.cause) and not WARNING.search(self.cause)
        is_of_now = self.is_worded or self.is_unsure or bool(self.found) or self.is_beside
        # Of a case that is closed nobody does it any more, unless it is closed until they do.
        is_past = self.is_over and self.ending is not Ending.CUSTOMER_MUST_ACT
        is_past = is_past or self.turn is Turn.BANK or self.has_answered
        return bool(is_asked) and self.is_moving and is_past and not is_of_now

    @cached_property
    def has_answered(self) -> bool:
        """Whether they may have done what was asked: nobody asks again before we have read."""
        return self.is_heard and self.turn is Turn.US

    @cached_property
    def cause_asks(self) -> bool:
        """Whether the cause's sentence asks for something to be done, or not to be done."""
        return ASKING.search(self.told_cause) is not None

    @cached_property
    def cause_gives_task(self) -> bool:
        """Whether the cause's sentence asks for something that can be done."""
        return self.cause_asks and not refrains(self.cause_task)

    @cached_property
    def cause_task(self) -> str:
        """What the cause's sentence asks for, without what it explains."""
        return task_in(self.told_cause, self.language)

    @property
    def cause_seeks(self) -> bool:
        """Whether the cause's sentence asks for an answer, and for nothing to be done."""
        return seeks(self.cause_task)

    @cached_property
    def cause_asks_anew(self) -> bool:
        """Whether the cause's sentence asks to request a payout once more."""
        is_payout = self.direction == "payout" and not self.is_refund
        return (
            is_payout and self.cause_gives_task and REQUESTING.search(self.told_cause) is not None
        )

    @cached_property
    def cause_warns(self) -> bool:
        """Whether the cause's sentence says already when not to pay again."""
        return WARNING.search(self.told_cause) is not None

    @cached_property
    def cause_asks_to_pay(self) -> bool:
        """Whether the cause's sentence asks to pay once more, or in another way."""
        is_asked = self.cause_gives_task and not self.cause_warns
        return is_asked and PAYING.search(self.told_cause) is not None

    @property
    def state_day(self) -> date | None:
        """The day on which it came to its state, None where that is told by somebody else."""
        return self.since if self.state == self.rung else None

    @cached_property
    def is_over(self) -> bool:
        return self.turn is Turn.NOBODY

    @cached_property
    def is_left(self) -> bool:
        """Whether nobody goes on with a closed case, nor with another one in its place."""
        is_lone = self.ending is Ending.DUPLICATE and not self.kept
        return self.is_over and (self.ending in LEFT_BEHIND or is_lone)

    @cached_property
    def is_moving(self) -> bool:
        return self.state in MOVING

    @property
    def has_deadlines(self) -> bool:
        """Whether a day may be named at all."""
        return not (self.is_silent or self.is_discreet or self.is_over)

    @property
    def bank_is_late(self) -> bool:
        """Whether the bank's time is up, which is told only where days may be."""
        due = self.bank_due_at
        is_waited_for = self.turn is Turn.BANK and self.has_deadlines
        return is_waited_for and due is not None and due <= self.now

    @property
    def is_titled_by_lateness(self) -> bool:
        """Whether a late bank says most; that the money is there says more."""
        return self.bank_is_late and self.state != "credited"

    @cached_property
    def is_stopped(self) -> bool:
        """Whether it was not made, and that is sure."""
        return self.state in STOPPED

    @property
    def is_undone(self) -> bool:
        """Whether it was not made or came back: no bank has to say any more where the money is."""
        return self.is_stopped or self.state == "returned"

    @cached_property
    def waits_for_reason(self) -> bool:
        """Whether the bank has only a reason left to tell, and nobody has found one."""
        return self.is_undone and not self.told_cause

    @property
    def is_turned_down(self) -> bool:
        """Whether what was only set up is found to be not made: nobody goes on with it then."""
        is_found = self.denial is Denial.NOT_MADE and bool(self.told_cause)
        return self.state == "created" and is_found and not self.is_worded

    @property
    def waits_until(self) -> date | None:
        """The last day on which they can act before a case closes by itself, None for none."""
        is_theirs = self.turn is Turn.CUSTOMER and not self.is_silent
        return self.closes_on if is_theirs and self.is_reachable else None

    @cached_property
    def is_debit_back(self) -> bool:
        """Whether it was collected, and their bank returned that: it may never have been paid."""
        return self.is_debit and self.direction == "payin" and self.state == "returned"

    @cached_property
    def lacks_refund(self) -> bool:
        """Whether they wait for the refund of a payment, and none is what was found."""
        is_found = self.denial is Denial.NOT_ASKED and bool(self.told_cause)
        return self.is_of_pay_in and is_found and not self.state

    @cached_property
    def variant(self) -> str:
        """What is told otherwise of its state: a debit, with us, elsewhere, back, or missed."""
        if self.lacks_refund:
            return "no_refund"
        if self.is_debit_back:
            return "debit"
        if self.comes_back and self.state == "sent":
            return "coming"
        if self.state == "credited" and self.direction == "payout" and not self.is_over:
            return "missed"  # who sees it has no open case
        if self.is_reached and self.state == "delivered":
            return "elsewhere" if self.is_lasting else "reached"
        return ""

    @property
    def answer_is_late(self) -> bool:
        """Whether the time has passed by which we owed them word."""
        due = self.answer_due_at
        return self.has_deadlines and due is not None and due <= self.now
