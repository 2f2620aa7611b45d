"""Refunds to customers (docs.stripe.com/api/refunds/object)."""

from dataclasses import replace

from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.payload import Fields
from support.sources.kinds.stripe.common import basic_news
from support.sources.kinds.words import Words, explained

WORDS = Words(
    "stripe",
    statuses={
        "pending": Rung.CREATED,
        "requires_action": Rung.HELD,  # the customer has to say where the money shall go
        "succeeded": Rung.SENT,
        "failed": Rung.FAILED,
        "canceled": Rung.CANCELLED,
    },
    types={"refund.failed": Rung.FAILED},
)


def read_refund(event: Fields, told: Fields) -> PaymentNews:
    standing = WORDS.read(event.text("type"), told.text("status"))
    basic, to = basic_news(event, told), told.inside("destination_details")
    news = replace(
        basic,
        references=(*basic.references, *_acquirer_reference(to.inside("card"))),
        status=standing.status,
        status_said=standing.said,
        direction="refund",
        method="card" if to.text("type") == "card" else "",
        contradiction=standing.contradiction,
    )
    return explained(news, "stripe_refund", told.text("failure_reason", "failure_code"))


def _acquirer_reference(card: Fields) -> tuple[Reference, ...]:
    """The number by which the cardholder's bank finds a refund; it comes some days later."""
    number = card.whole("reference", "reference")
    is_arn = card.text("reference_type") == "acquirer_reference_number"
    return (Reference("arn", number),) if number and is_arn else ()
