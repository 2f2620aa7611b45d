"""The letters of an outcome before it is applied, made by the code that sends them."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime

from support.cases.models import Case
from support.cases.telling.cause_sentences import cause_sentence
from support.cases.telling.message_words import message_context
from support.guidance.outcomes.applying import case_after
from support.guidance.outcomes.deeds import Outcome
from support.notifications.showing import as_they_would_leave
from troubleshooting.causes.models import Cause
from troubleshooting.walks.showing.values import Message


@dataclass(frozen=True)
class Letter:
    """A message as it will leave; the sentence of the cause, if it has one, can be edited.

    `before` and `after` are the fixed words around it, and all of them where it has none.
    """

    message: Message
    sentence: str = ""
    before: str = ""
    after: str = ""


def letters_of(case: Case, outcome: Outcome, *, now: datetime, sentence: str = "") -> list[Letter]:
    """Return what the customer would be sent, one letter a channel that they have and want.

    Raises ValidationError where a fact is missing that the message is about.
    """
    after = case_after(case, outcome, now=now, sentence=sentence)
    told = " ".join(cause_sentence(after, outcome.cause).split())
    leaving = as_they_would_leave(
        case.customer,
        outcome.event,
        context=message_context(after, outcome.event, now=now),
        now=now,
        thread=case.reference,
        contact=case.contact,
    )
    return [
        _letter(
            Message(
                row.channel, shown.subject, shown.text, shown.segments, shown.html, row.address
            ),
            told,
        )
        for row, shown in leaving
    ]


def as_edited(case: Case, cause: Cause | None, sentence: str) -> str:
    """Return what somebody made of a cause's sentence as it is kept, "" if it is the cause's own.

    The reference of the payment becomes its placeholder again.
    """
    words = " ".join(sentence.split())
    if not words:
        return ""
    plain = copy(case)
    plain.cause_words = ""
    if words == " ".join(cause_sentence(plain, cause).split()):
        return ""
    reference = case.payment.reference if case.payment else case.reference
    return words.replace(reference, "{reference}")


def _letter(message: Message, told: str) -> Letter:
    before, found, after = message.text.partition(told) if told else (message.text, "", "")
    return Letter(message, found, before, after)
