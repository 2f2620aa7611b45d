from troubleshooting.checks.reading.as_written import Unreadable, read_text_or_blank
from troubleshooting.checks.reading.code_reading import read_words
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    abstain,
    is_missing,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

# What trees have an answer for; other causes that words name are left to a person.
CAUSES = (
    "counterparty_not_recognised",
    "name_mismatch",
    "bank_system_failure",
    "account_closed",
    "account_frozen",
    "amount_over_limit",
    "outside_time_window",
    "identity_incomplete",
    "card_expired",
    "duplicate_request",
    "network_unstable",
    "compliance_hold",
    "fraud_risk",
)
MONEY = ("insufficient_funds", "payout_float_insufficient")


@register(
    "failure_message",
    title=gettext_noop("What does the failure message say in words?"),
    options=(*CAUSES, *MONEY, "none"),
    reads=("failure_message", "message_matches", "direction"),
    source=gettext_noop("Patterns of what banks and processors write, each with its cause"),
)
def failure_message(facts: Facts) -> Finding:
    """Words are only a hint: the same sentence means different things at different banks."""
    found = read_words(facts)
    if not found:
        return _says_nothing(facts)
    if len({cause for cause, _ in found}) > 1:
        (cause, words), (other_cause, other_words) = found[:2]
        return abstain(
            gettext_noop(
                "The message says both “%(words)s” and “%(other_words)s”, which point at"
                " different causes."
            ),
            words=words,
            other_words=other_words,
            causes=[cause, other_cause],
        )
    cause, words = found[0]
    if cause in MONEY:
        _require_direction(facts)
    if cause not in (*CAUSES, *MONEY):
        return abstain(
            gettext_noop("The message says “%(words)s”, which a person must judge."),
            words=words,
            causes=[cause],
        )
    return weak(cause, gettext_noop("The message says “%(words)s”."), cause, words=words)


def _says_nothing(facts: Facts) -> Finding:
    if is_missing(facts.get("failure_message")):
        return strong("none", gettext_noop("The payment came without a failure message."))
    if not isinstance(facts.get("message_matches"), list):
        return abstain(gettext_noop("The failure message has not been compared with the patterns."))
    return weak("none", gettext_noop("The failure message names no known cause."))


def _require_direction(facts: Facts) -> None:
    """Lack of money is our own on a payout, and the payer's on a pay-in."""
    if read_text_or_blank(facts.get("direction")).casefold() not in ("payin", "payout"):
        raise Unreadable(
            gettext_noop("The message speaks of a lack of money, but it is not known whose.")
        )
