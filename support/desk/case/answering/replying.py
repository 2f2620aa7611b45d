"""A reply as it leaves: what the composer shows beforehand and what is sent are the same words."""

from datetime import datetime

from support.cases.models import Case
from support.cases.telling.message_words import message_context
from support.guidance.outcomes.applying import message_as_read
from support.notifications.models import Channel
from support.notifications.outbox.whereabouts import address_of
from troubleshooting.marks.reading import once
from troubleshooting.walks.showing.values import Message

REPLY = "agent-reply"


def reply_context(case: Case, now: datetime) -> dict[str, str]:
    """Return what a reply says besides what the agent writes."""
    return message_context(case, REPLY, now=now)


@once()
def reply_as_read(case: Case, body: str, now: datetime) -> list[Message]:
    """Return a reply as it would leave by each way to the customer; nothing is stored or sent."""
    contact, words = case.contact, {**reply_context(case, now), "reply": body}
    return [
        message_as_read(REPLY, channel, contact.language, words, address=address)
        for channel in Channel
        if (address := address_of(contact, channel))
    ]
