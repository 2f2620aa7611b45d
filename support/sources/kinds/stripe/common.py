"""What all of Stripe's objects have."""

from support.payments.news import PaymentNews, Reference
from support.sources.kinds.payload import Fields
from troubleshooting.checks.reading.money import STRIPE_MINOR_UNITS

# Merchants name their payments in the metadata; docs/sources.md asks for one of these names.
_OWN_NAMES = ("reference", "payment_reference")


def basic_news(event: Fields, told: Fields) -> PaymentNews:
    """Return what is read of every object in the same way."""
    currency = told.currency("currency")
    return PaymentNews(
        reference=own_reference(told) or told.whole("id", "reference"),
        references=provider_ids(told.whole("id", "reference")),
        occurred_at=event.moment("created"),
        amount=told.minor("amount", currency, STRIPE_MINOR_UNITS),
        currency=currency,
        created_at=told.time_text("created"),
    )


def own_reference(told: Fields) -> str:
    """Return the merchant's own reference, "" where none was given."""
    given = told.inside("metadata")
    names = (given.whole(name, "reference") for name in _OWN_NAMES)
    return next((name for name in names if name), "")


def provider_ids(*values: str) -> tuple[Reference, ...]:
    return tuple(Reference("provider_id", value) for value in dict.fromkeys(values) if value)


def id_of(told: Fields, name: str) -> str:
    """Return the id in a field that holds an id, or the whole object where it was expanded."""
    if isinstance(told.raw(name), dict):
        return told.inside(name).whole("id", "reference")
    return told.whole(name, "reference")
