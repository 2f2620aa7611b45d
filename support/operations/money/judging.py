"""What a look-up says to a step: whether it may be confirmed, and whether its order got there."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from support.cases.locked import lock_case, move_case
from support.cases.models import Case, Status
from support.cases.opening import follow_attempt
from support.cases.telling.message_words import PAYMENT_MOVED
from support.cases.telling.messages_of_case import tell_customer
from support.guidance.beginning import is_left_to_people
from support.operations.money.asking import FRESH, note
from support.operations.money.models import READY, MoneyStep, State, Why
from support.payments.ladder.rungs import Rung
from support.payments.models import Payment
from support.sources.looking.asking import ask_look_up
from support.sources.models import LookUp
from support.sources.signals import looked_up

# An order may be under way for a while: only then "not known there" says that it never came.
UNDER_WAY = timedelta(minutes=10)


def connect() -> None:
    looked_up.connect(hear, dispatch_uid="money-steps")


def hear(look_up: LookUp, now: datetime, **_more: Any) -> None:
    of_payment = Q(payment=look_up.payment_id, state__in=(State.ASKED, State.UNKNOWN))
    of_attempt = Q(attempt=look_up.payment_id, state=State.UNKNOWN)
    waiting = MoneyStep.objects.select_for_update(of=("self",)).select_related("case", "payment")
    for step in waiting.filter(of_payment | of_attempt):
        if step.attempt_id == look_up.payment_id:
            _find_out(step, look_up, now)
        elif step.state == State.ASKED:
            _judge(step, look_up, now)
        else:
            _ask_anew(step, look_up, now)


def _judge(step: MoneyStep, look_up: LookUp, now: datetime) -> None:
    """Let a second person confirm it, or refuse: only an earlier attempt that is over is over."""
    step.looked_status, step.looked_at = look_up.status, look_up.finished_at
    why = _against(step, look_up)
    if why:
        step.refuse(why, now, look_up.words)
    else:
        step.state = State.LOOKED_UP
        step.save()
    note(step, now)


def _against(step: MoneyStep, look_up: LookUp) -> str:
    if look_up.state == LookUp.State.MISSING:
        return Why.MISSING
    if look_up.state == LookUp.State.FAILED:
        return Why.NO_ANSWER
    if look_up.status in ("", Rung.UNKNOWN):
        return Why.UNSURE
    return "" if look_up.status in READY[step.deed] else Why.NOT_FINAL


def _find_out(step: MoneyStep, look_up: LookUp, now: datetime) -> None:
    """End what nobody knew of; while the source is silent nobody knows.

    What it told of by itself it has, also where it does not find it yet. That it does not know the
    order counts only while it finds the first attempt: at a wrong address nothing is found.
    """
    if look_up.state == LookUp.State.ANSWERED or step.is_told_of:
        end_done(step, now)
    elif look_up.state == LookUp.State.MISSING and step.attempt and step.sent_at:
        since = step.sent_at + UNDER_WAY
        if look_up.asked_at < since:
            _ask(step.attempt, since)
        elif not _finds(step.payment, since, now):
            _ask(step.payment, now)
        else:
            step.refuse(Why.NEVER_CAME, now)
            note(step, now)


def _ask_anew(step: MoneyStep, look_up: LookUp, now: datetime) -> None:
    """Ask for the order once more where the source finds the first attempt."""
    if look_up.state == LookUp.State.ANSWERED and step.attempt and step.sent_at:
        _ask(step.attempt, max(now, step.sent_at + UNDER_WAY))


def _finds(payment: Payment, since: datetime, now: datetime) -> bool:
    newest = LookUp.objects.ended().filter(payment=payment).order_by("-pk").first()
    return newest is not None and newest.is_fresh(now, min(FRESH, now - since))


def _ask(payment: Payment, at: datetime) -> None:
    ask_look_up(payment, why=LookUp.Why.BEFORE_RESEND, now=at)


def end_done(step: MoneyStep, now: datetime) -> None:
    """The source has it: its case goes on with the new attempt, which is looked up at once."""
    step.state, step.ended_at, step.claimed_by, step.lease_until = State.DONE, now, "", None
    step.save()
    if step.attempt is None:
        return
    case = lock_case(step.case)
    if not case.is_done:
        _go_on(case, step.attempt, now)
    note(step, now)
    if not step.attempt.status:
        _ask(step.attempt, now)


def _go_on(case: Case, attempt: Payment, now: datetime) -> None:
    """Wait for the bank, whatever was waited for before, and let the customer know."""
    follow_attempt(case, attempt)
    case.is_told_next = True
    move_case(case, Status.WAITING_BANK, now=now)
    if not is_left_to_people(case):
        tell_customer(case, PAYMENT_MOVED, now=now, occasion=attempt.reference)
