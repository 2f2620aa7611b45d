from troubleshooting.checks.reading.as_written import shown
from troubleshooting.checks.reading.code_reading import bank_answered
from troubleshooting.checks.reading.statuses import (
    BANK_HAS_IT,
    FINAL,
    UNDECIDED,
    UNDER_WAY,
    read_status,
    read_status_or_blank,
)
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    abstain,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

PENDING_SENTENCES = {
    "pending": gettext_noop("The payment is still pending."),
    "held": gettext_noop("The payment is held: somebody has to look at it before it goes on."),
    "recalled": gettext_noop(
        "The payment was recalled, and nobody has said yet what became of it."
    ),
}


@register(
    "payment_status",
    title=gettext_noop("Is the payment's end known?"),
    options=("final", "pending", "unknown", "under_way", "credited"),
    reads=("status",),
    needs=("status",),
    source=gettext_noop("ISO 20022 AG09, ISO 8583 code 25: query before anything is sent again"),
)
def payment_status(facts: Facts) -> Finding:
    """Money that was sent is under way: neither at its end nor in trouble."""
    status = read_status(facts["status"])
    values = {"status": shown(status)}
    if status == "unknown":
        return strong(
            "unknown",
            gettext_noop("The outcome is unknown: the payment may or may not have been made."),
            "outcome_unknown",
            **values,
        )
    if status in UNDECIDED:
        return strong("pending", PENDING_SENTENCES[status], **values)
    if status in UNDER_WAY:
        return strong(
            "under_way",
            gettext_noop(
                "The payment is under way: “%(status)s” does not say that it has arrived."
            ),
            **values,
        )
    if status == "credited":
        return strong(
            "credited", gettext_noop("The payment has arrived at the payee's account."), **values
        )
    if status in FINAL:
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
        "failure_code",
        "code_is_technical",
        "code_matches",
        "direction",
        "status",
    ),
    source=gettext_noop(
        "Article on unpaid payouts: network and client trouble leave no trace at the bank"
    ),
)
def bank_reached(facts: Facts) -> Finding:
    """An answer proves that the bank was reached; its absence is only a hint."""
    if bank_answered(facts):
        return strong("reached", gettext_noop("There is an answering time or a code of the bank."))
    status = read_status_or_blank(facts.get("status"))
    if status in BANK_HAS_IT:
        return strong(
            "reached",
            gettext_noop("The status %(status)s comes from the bank."),
            status=shown(status),
        )
    return weak(
        "not_reached", gettext_noop("There is neither an answering time nor a code of the bank.")
    )
