"""The few sentences of the status page that are no claims: what it is about, and what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from support.claims.claim import Slot
from support.claims.composing import Said
from support.claims.money import is_theirs_to_make
from support.claims.next_steps import seeks_answer
from support.claims.record import Ending, Record, Turn

QUESTION = "question"  # the claim that one waits: the page asks it instead
NOTHING = frozenset({"nothing", "heard"})  # the claims that there is nothing to do


@dataclass(frozen=True)
class Task:
    """What the customer can do, whether something or nothing is theirs to do, and what comes next.

    Nobody says `can_be_done` of what is only to be found out: that they did is no answer. `until`
    when they have time is said only where the case closes by itself then.
    `question` is the one that waits for them in the guide of their case.
    """

    is_needed: bool
    is_nothing: bool
    can_be_done: bool
    question: str
    title: str
    text: str
    until: str
    caution: str
    next: str


def task_of(record: Record, said: Said) -> Task:
    """Say what to do in the words of the claims; a task stays one after the case was closed."""
    was_asked = record.ending is Ending.CUSTOMER_MUST_ACT and record.state != "credited"
    asked = record.turn is Turn.CUSTOMER or was_asked
    is_needed = asked and not record.is_silent
    return Task(
        is_needed=is_needed,
        is_nothing=bool(NOTHING & {*said.keys}),
        can_be_done=is_needed and (is_theirs_to_make(record) or not seeks_answer(record)),
        question=record.question,
        title=_("What you need to do"),
        text="" if QUESTION in said.keys else said.text(Slot.TO_DO),
        until=said.text(Slot.UNTIL),
        caution=said.text(Slot.CAUTION),
        next=said.text(Slot.NEXT),
    )
