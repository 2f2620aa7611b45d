"""What customers would be sent at an outcome that an author tries; nothing is stored or sent."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from support.cases.models import Case
from support.customers.models import Customer
from support.guidance.outcomes.applying import context_after, event_at, message_as_read
from support.notifications.models import Channel as Road
from support.notifications.words.events import EVENTS, title_of
from support.notifications.words.sample_values import SAMPLES, sample_words
from support.payments.models import Channel, Payment
from troubleshooting.editor.messages import Telling, messages_asked, title_asked
from troubleshooting.walks.showing.values import Message

# What only the record of a real case has.
FROM_SAMPLES = ("customer_name", "status_url")


def connect() -> None:
    messages_asked.connect(_hear, dispatch_uid="messages-on-trial")
    title_asked.connect(_name, dispatch_uid="titles-of-messages")


def _hear(sender: Any, *, telling: Telling, **_more: Any) -> list[Message]:
    return messages_on_trial(telling)


def _name(sender: Any, *, message: str, **_more: Any) -> str:
    return title_of(message)


def messages_on_trial(telling: Telling) -> list[Message]:
    """Render the messages of an outcome in the words that are in use, by the rules of a case.

    Names, the link and what only a person can add are invented.
    """
    event = event_at(telling.status, telling.message)
    if event not in EVENTS:
        return []
    words = _words(telling, event, timezone.now())
    return [
        message_as_read(event, road, telling.language, words) for road in (Road.EMAIL, Road.SMS)
    ]


def _words(telling: Telling, event: str, now: datetime) -> dict[str, str]:
    samples = sample_words("case-opened", telling.language) | sample_words(event, telling.language)
    case = _case_of(telling, samples)
    words = context_after(
        case,
        event,
        cause=telling.cause,
        status=telling.status,
        now=now,
        status_url=samples["status_url"],
    )
    invented = {*FROM_SAMPLES, *EVENTS[event].needs}
    return words | {name: word for name, word in samples.items() if name in invented}


def _case_of(telling: Telling, samples: Mapping[str, str]) -> Case:
    """Return a case that is stored nowhere."""
    facts = telling.facts
    channel = Channel.objects.filter(code=str(facts.get("channel") or "")).first()
    customer = Customer(
        locale=telling.language,
        time_zone=channel.time_zone if channel else "UTC",
        email=SAMPLES["new_address"].word(telling.language),  # whom nothing reaches is told less
    )
    said = str(facts.get("amount") or "")
    payment = Payment(
        reference=str(facts.get("reference") or telling.reference or samples["payment"]),
        customer=customer,
        channel=channel,
        direction=str(facts.get("direction") or ""),
        amount=_amount(said),
        amount_text=said,
        currency=str(facts.get("currency") or ""),
        status=str(facts.get("status") or ""),
    )
    reference = telling.reference or samples["reference"]
    return Case(reference=reference, customer=customer, payment=payment)


def _amount(said: str) -> Decimal | None:
    try:
        amount = Decimal(said)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < 10**18 else None
