from decimal import Decimal

from troubleshooting.checks.reading.as_written import (
    Unreadable,
    currency_decimals,
    decimal_places,
    read_amount,
    read_currency,
)
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    abstain,
    is_missing,
    is_promised,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop


@register(
    "amount_valid",
    title=gettext_noop("Is the amount present and well formed?"),
    options=("valid", "missing", "not_positive", "too_many_decimals", "below_minimum"),
    reads=("amount", "currency", "channel_min_amount", "channel_currency", "always_sent"),
    absence_counts=("amount",),
    source=gettext_noop("Article on unpaid payouts: check the payment amount; decimals: ISO 4217"),
)
def amount_valid(facts: Facts) -> Finding:
    """A minimum in another currency than the payment's proves little: there are no rates.

    An amount is missing only where its source always sends one.
    """
    if is_missing(facts.get("amount")):
        return _without_amount(facts)
    amount = read_amount(facts["amount"])
    values = {"amount": plain(amount)}
    if amount <= 0:
        return strong(
            "not_positive",
            gettext_noop("The amount %(amount)s is not above zero."),
            "amount_invalid",
            **values,
        )
    if is_missing(facts.get("currency")):
        return abstain(
            gettext_noop("The amount is %(amount)s, but without a currency it cannot be judged."),
            **values,
        )
    currency = read_currency(facts["currency"])
    allowed = currency_decimals(currency)
    if decimal_places(amount) > allowed:
        return strong(
            "too_many_decimals",
            gettext_noop(
                "The amount %(amount)s has more decimals than %(currency)s allows (%(decimals)s)."
            ),
            "amount_invalid",
            **values,
            currency=currency,
            decimals=allowed,
        )
    return _against_minimum(facts, amount, currency)


def _without_amount(facts: Facts) -> Finding:
    if is_promised("amount", facts):
        return strong(
            "missing", gettext_noop("The payment record holds no amount."), "amount_invalid"
        )
    return strong(
        "valid",
        gettext_noop("There is nothing to judge: the record does not hold %(missing)s."),
        missing="amount",
    )


def _against_minimum(facts: Facts, amount: Decimal, currency: str) -> Finding:
    minimum = optional_amount(facts.get("channel_min_amount"))
    values = {"amount": plain(amount), "currency": currency}
    if minimum is None or amount >= minimum:
        return strong(
            "valid",
            gettext_noop("The amount %(amount)s %(currency)s is present and well formed."),
            **values,
        )
    if not in_channel_currency(facts):
        return weak(
            "below_minimum",
            gettext_noop(
                "The number %(amount)s is below the channel's minimum %(minimum)s, but the"
                " payment is in %(currency)s and the minimum is not."
            ),
            "amount_invalid",
            **values,
            minimum=plain(minimum),
        )
    return strong(
        "below_minimum",
        gettext_noop(
            "The amount %(amount)s %(currency)s is below the channel's minimum %(minimum)s."
        ),
        "amount_invalid",
        **values,
        minimum=plain(minimum),
    )


@register(
    "amount_within_limit",
    title=gettext_noop("Is the amount within the channel's single limit?"),
    options=("within", "above"),
    reads=("amount", "currency", "channel_max_amount", "channel_currency"),
    needs=("amount", "currency"),
    source=gettext_noop("Article on unpaid payouts: largest amount of one payment"),
)
def amount_within_limit(facts: Facts) -> Finding:
    """A limit in another currency than the payment's proves little: there are no rates."""
    limit = optional_amount(facts.get("channel_max_amount"))
    if limit is None:
        return strong("within", gettext_noop("The channel has no limit for a single payment."))
    amount = read_amount(facts["amount"])
    values = {
        "amount": plain(amount),
        "currency": read_currency(facts["currency"]),
        "limit": plain(limit),
    }
    is_above = amount > limit
    if not in_channel_currency(facts):
        return weak(
            "above" if is_above else "within",
            gettext_noop(
                "The amount is %(amount)s %(currency)s; the channel's limit is %(limit)s in"
                " another currency, and only the numbers were compared."
            ),
            "amount_over_limit" if is_above else None,
            **values,
        )
    if is_above:
        return strong(
            "above",
            gettext_noop(
                "The amount %(amount)s %(currency)s is above the channel's limit %(limit)s."
            ),
            "amount_over_limit",
            **values,
        )
    return strong(
        "within",
        gettext_noop("The amount %(amount)s %(currency)s is within the channel's limit %(limit)s."),
        **values,
    )


def in_channel_currency(facts: Facts) -> bool:
    """Tell whether amounts of the payment and of the channel may be compared.

    A channel that names no currency is taken to work in the payment's. Raises Unreadable.
    """
    if is_missing(facts.get("channel_currency")):
        return True
    try:
        channel_currency = read_currency(facts["channel_currency"])
    except Unreadable:
        return False
    return read_currency(facts.get("currency")) == channel_currency


def optional_amount(value: object) -> Decimal | None:
    """Raises Unreadable for what is there but is not an amount."""
    return None if is_missing(value) else read_amount(value)


def plain(amount: Decimal) -> str:
    return format(amount, "f")
