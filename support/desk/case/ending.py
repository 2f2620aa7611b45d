"""The end of a case as an agent fills it in: how, told or not, and what would be told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from support.cases.models import Case
from support.cases.models.ending import (
    Ending,
    check_ending,
    ending_of_record,
    overlooks_words,
)
from support.cases.telling.recording import would_leave_unclear
from support.guidance.outcomes.applying import messages_at_end
from troubleshooting.walks.showing.values import Message


@dataclass(frozen=True)
class End:
    """What was chosen and typed; `messages` are those shown for it, empty until they are.

    It `is_unclear` where nobody would know who has the money.
    """

    ending: str = ""
    tells: bool = True
    note: str = ""
    messages: tuple[Message, ...] = ()
    is_unclear: bool = False
    is_open: bool = False


def endings_of(case: Case) -> list[tuple[str, str]]:
    """Return the endings that are offered; a customer who waits for an answer has written."""
    return [one for one in Ending.choices if not overlooks_words(case, one[0])]


def proposed_end(case: Case) -> End:
    """Return what the form begins with: the ending that the record proves, if it proves one."""
    return End(ending_of_record(case.payment.status if case.payment else None))


def typed_end(given: Mapping[str, str]) -> End:
    """Return the form as it was sent, so that nothing is typed twice."""
    note = given.get("note", "")
    return End(given.get("ending", ""), "tell" in given, note, is_open=True)


def shown_end(case: Case, end: End, *, now: datetime) -> End:
    """Add what the customer would read.

    Raises ValidationError where the case may not end so: nothing is shown that can't be sent.
    """
    check_ending(case, end.ending, by_person=True, note=end.note)
    return replace(
        end,
        messages=tuple(messages_at_end(case, end.ending, now=now)),
        is_unclear=would_leave_unclear(case, end.ending, now=now),
    )
