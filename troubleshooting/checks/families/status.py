from troubleshooting.checks.reading.as_written import read_text, shown
from troubleshooting.checks.reading.code_reading import bank_answered
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    abstain,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

REFUSED_STATUSES = {"failed", "rejected", "returned"}
FINAL_STATUSES = REFUSED_STATUSES | {"cancelled", "succeeded"}


@register(
    "payment_status",
    title=gettext_noop("Is the payment's end known?"),
    options=("final", "pending", "unknown"),
    reads=("status",),
    needs=("status",),
    source=gettext_noop("ISO 20022 AG09, ISO 8583 code 25: query before anything is sent again"),
)
def payment_status(facts: Facts) -> Finding:
    status = read_text(facts["status"]).casefold()
    values = {"status": shown(status)}
    if status == "unknown":
        return strong(
            "unknown",
            gettext_noop("The outcome is unknown: the payment may or may not have been made."),
            "outcome_unknown",
            **values,
        )
    if status == "pending":
        return strong("pending", gettext_noop("The payment is still pending."), **values)
    if status in FINAL_STATUSES:
        return strong(
            "final",
            gettext_noop("The payment has the final status %(status)s."),
            **values,
        )
    return abstain(gettext_noop("“%(status)s” is not a status that a payment can have."), **values)


@register(
    "bank_reached",
    title=gettext_noop("Did the payment reach the bank?"),
    options=("reached", "not_reached"),
    reads=(
        "bank_latency_ms",
        "failure_scheme",
        "failure_code",
        "code_matches",
        "direction",
    ),
    source=gettext_noop(
        "Article on unpaid payouts: network and client trouble leave no trace at the bank"
    ),
)
def bank_reached(facts: Facts) -> Finding:
    """An answer proves that the bank was reached; its absence is only a hint."""
    if bank_answered(facts):
        return strong("reached", gettext_noop("There is an answering time or a code of the bank."))
    return weak(
        "not_reached", gettext_noop("There is neither an answering time nor a code of the bank.")
    )
