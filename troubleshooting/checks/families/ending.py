"""What a payment record is of, and how it ended: by this deposits and refunds part their ways."""

from troubleshooting.checks.reading.as_written import read_text, shown
from troubleshooting.checks.reading.statuses import read_status
from troubleshooting.checks.registry import Facts, Finding, abstain, register, strong
from troubleshooting.checks.text import gettext_noop

ENDINGS = {
    "failed": "refused",
    "rejected": "refused",
    "returned": "returned",
    "cancelled": "cancelled",
}
SENTENCES = {
    "refused": gettext_noop("The payment was not made: its status is %(status)s."),
    "returned": gettext_noop("The money came back: the payment's status is %(status)s."),
    "cancelled": gettext_noop("The payment was called off: its status is %(status)s."),
    "open": gettext_noop("The payment's status %(status)s does not say that it failed."),
}


@register(
    "payment_ending",
    title=gettext_noop("How did the payment end?"),
    options=("refused", "returned", "cancelled", "open"),
    reads=("status",),
    needs=("status",),
    source=gettext_noop("ISO 20022: rejected, returned and cancelled are ends of their own"),
)
def payment_ending(facts: Facts) -> Finding:
    status = read_status(facts["status"])
    ending = ENDINGS.get(status, "open")
    return strong(ending, SENTENCES[ending], status=shown(status))


@register(
    "record_is_refund",
    title=gettext_noop("Is the record that of the refund itself?"),
    options=("refund", "payment"),
    reads=("is_refund",),
    needs=("is_refund",),
    source=gettext_noop("Providers tell of a refund as a payment of its own"),
)
def record_is_refund(facts: Facts) -> Finding:
    if facts["is_refund"] is True:
        return strong("refund", gettext_noop("The record gives money back to who paid."))
    if facts["is_refund"] is False:
        return strong("payment", gettext_noop("The record is of a payment, and not of a refund."))
    return abstain(gettext_noop("Nothing says whether the record is of a refund."))


@register(
    "payment_direction",
    title=gettext_noop("Is it the customer who pays?"),
    options=("payin", "payout"),
    reads=("direction",),
    needs=("direction",),
    source=gettext_noop("What the customer did while paying does not hold up a payout"),
)
def payment_direction(facts: Facts) -> Finding:
    direction = read_text(facts["direction"]).casefold()
    if direction == "payin":
        return strong("payin", gettext_noop("The customer pays: it is a pay-in."))
    if direction == "payout":
        return strong("payout", gettext_noop("We pay the customer: it is a payout."))
    return abstain(
        gettext_noop("“%(direction)s” is neither a pay-in nor a payout."),
        direction=shown(direction),
    )
