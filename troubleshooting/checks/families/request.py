from datetime import UTC

from troubleshooting.checks.reading.as_written import (
    Unreadable,
    read_currency,
    read_text,
    read_text_or_blank,
    read_time,
    shown,
)
from troubleshooting.checks.reading.statuses import MAYBE_MADE, read_status_or_blank
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    abstain,
    is_missing,
    register,
    strong,
    unread_fields,
    weak,
)
from troubleshooting.checks.text import gettext_noop

REQUIRED_FIELDS = (
    "reference",
    "direction",
    "amount",
    "currency",
    "method",
    "channel",
    "created_at",
    "customer_name",
    "counterparty_name",
    "counterparty_account",
)


@register(
    "required_fields",
    title=gettext_noop("Are all required fields filled?"),
    options=("complete", "incomplete"),
    reads=(*REQUIRED_FIELDS, "always_sent"),
    source=gettext_noop("Article on unpaid payouts: completeness of the payment request"),
)
def required_fields(facts: Facts) -> Finding:
    """Judge the request by what its source always sends: what it never sends is not missing.

    A field that came but could not be read was filled. A missing amount alone is the amount
    check's to judge, so here it is only a hint.
    """
    always = _always_sent(facts)
    if not always:
        return strong(
            "complete",
            gettext_noop(
                "The source promises no field, so an empty one says nothing of the request."
            ),
        )
    unread = unread_fields(facts)
    missing = [name for name in always if is_missing(facts.get(name)) and name not in unread]
    if not missing:
        return strong(
            "complete", gettext_noop("All fields that the source always sends are filled.")
        )
    conclude = weak if missing == ["amount"] else strong
    return conclude(
        "incomplete",
        gettext_noop("Fields that the source always sends are empty: %(missing)s."),
        "request_incomplete",
        missing=", ".join(missing),
    )


def _always_sent(facts: Facts) -> list[str]:
    """Name the required fields that the source always sends; of old, that was all of them."""
    if "always_sent" not in facts:
        return list(REQUIRED_FIELDS)
    promised = facts["always_sent"]
    names = promised if isinstance(promised, list) else []
    return [name for name in REQUIRED_FIELDS if name in names]


@register(
    "method_supported",
    title=gettext_noop("Does the channel support the payment method?"),
    options=("supported", "unsupported"),
    reads=("method", "direction", "channel_method", "channel_direction"),
    needs=("method", "channel_method"),
    without="supported",
    source=gettext_noop("Article on unpaid payouts: verify the payment method"),
)
def method_supported(facts: Facts) -> Finding:
    method, channel_method = _name(facts["method"]), _name(facts["channel_method"])
    values = {"method": shown(method), "channel_method": shown(channel_method)}
    if method != channel_method:
        return strong(
            "unsupported",
            gettext_noop(
                "The payment uses the method %(method)s; the channel serves %(channel_method)s."
            ),
            "method_unsupported",
            **values,
        )
    direction = _name(facts.get("direction") or "")
    channel_direction = _name(facts.get("channel_direction") or "")
    if direction and channel_direction and direction != channel_direction:
        return strong(
            "unsupported",
            gettext_noop(
                "The payment is a %(direction)s; the channel serves only %(channel_direction)s."
            ),
            "method_unsupported",
            direction=shown(direction),
            channel_direction=shown(channel_direction),
        )
    return strong("supported", gettext_noop("The channel serves the method %(method)s."), **values)


def _name(value: object) -> str:
    """Write "Bank-Transfer" as bank_transfer. Raises Unreadable."""
    return "_".join(read_text(value).casefold().replace("-", " ").replace("_", " ").split())


@register(
    "currency_supported",
    title=gettext_noop("Does the channel support the currency?"),
    options=("supported", "unsupported"),
    reads=("currency", "channel_currency", "channel_method"),
    needs=("currency", "channel_currency"),
    without="supported",
    source=gettext_noop("ISO 20022 AM11 and AC10: currency of the account and of the channel"),
)
def currency_supported(facts: Facts) -> Finding:
    """Card acquirers convert, so a card channel takes other currencies."""
    currency = read_currency(facts["currency"])
    channel_currency = read_currency(facts["channel_currency"])
    values = {"currency": currency, "channel_currency": channel_currency}
    if currency == channel_currency:
        return strong(
            "supported",
            gettext_noop("The channel works in the currency %(currency)s."),
            **values,
        )
    if read_text_or_blank(facts.get("channel_method")).casefold() == "card":
        return strong(
            "supported",
            gettext_noop(
                "The payment is in %(currency)s and the channel works in %(channel_currency)s;"
                " a card acquirer converts."
            ),
            **values,
        )
    return strong(
        "unsupported",
        gettext_noop(
            "The payment is in %(currency)s; the channel works only in %(channel_currency)s."
        ),
        "currency_country_unsupported",
        **values,
    )


@register(
    "duplicate_payment",
    title=gettext_noop("Is there a like payment within 24 hours before?"),
    options=("none", "duplicate"),
    reads=("similar_24h", "created_at", "channel_timezone"),
    source=gettext_noop("ISO 20022 AM05: the same payment twice; look back 24 hours"),
)
def duplicate_payment(facts: Facts) -> Finding:
    """Certain when the earlier payment was made or may have been; after a failure it is
    more likely a second try. Later payments are no concern of this one."""
    rows = facts.get("similar_24h")
    if not isinstance(rows, list):
        return abstain(gettext_noop("It is not known whether like payments were made."))
    earlier = [row for row in rows if isinstance(row, dict) and not _is_later(row, facts)]
    live = [row for row in earlier if read_status_or_blank(row.get("status")) in MAYBE_MADE]
    if not earlier:
        return strong("none", gettext_noop("No like payment was made in the 24 hours before."))
    first = (live or earlier)[0]
    values = {
        "count": len(earlier),
        "reference": shown(first.get("reference")),
        "status": shown(read_status_or_blank(first.get("status"))),
    }
    return (strong if live else weak)(
        "duplicate",
        gettext_noop(
            "The same customer sent the same amount to the same counterparty within 24 hours:"
            " %(reference)s, whose status is %(status)s."
        ),
        "duplicate_request",
        **values,
    )


def _is_later(row: dict[str, object], facts: Facts) -> bool:
    zone = read_text_or_blank(facts.get("channel_timezone")) or UTC
    try:
        moment, _ = read_time(facts.get("created_at"), zone)
        other, _ = read_time(row.get("created_at"), zone)
    except Unreadable:
        return False
    return other > moment
