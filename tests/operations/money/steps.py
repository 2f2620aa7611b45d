"""A failed payout of the simulator's source, and what people do to it."""

from datetime import datetime, timedelta
from typing import Any

from support.cases.models import Case
from support.intake.looking.rounds import look_up
from support.operations.money.asking import Wanted, ask_step, confirm_step
from support.operations.money.models import Deed, MoneyStep
from support.sources.kinds.simulator.book import Book
from tests.factories import make_agent, make_case, make_payment

AGAIN = Wanted(Deed.SEND_AGAIN)


def failed_case(book: Book, status: str = "failed", **more: Any) -> Case:
    """A case of a payment that failed, as its source says too unless another status is given."""
    payment = make_payment(source="bank", **more)
    told = {"failure_scheme": "iso20022", "failure_code": "AC04"} if status == "failed" else {}
    book.put(payment.reference, status, **told)
    return make_case(payment=payment)


def look(now: datetime) -> int:
    return look_up(budget_seconds=0.5, clock=lambda: now)


def asked(case: Case, now: datetime, wanted: Wanted = AGAIN, by: str = "amy") -> MoneyStep:
    """Ask for a step and let its source be looked up."""
    step = ask_step(case, wanted, actor=make_agent(by), now=now)
    look(now + timedelta(seconds=1))
    step.refresh_from_db()
    return step


def confirmed(case: Case, now: datetime) -> MoneyStep:
    step = asked(case, now)
    return confirm_step(step, actor=make_agent("bea"), now=now + timedelta(minutes=1))
