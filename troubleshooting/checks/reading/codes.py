"""Clean failure codes, and read what the failure-code table says about one."""

import re
import unicodedata

# Group of causes -> its causes, as fixtures/causes.csv has them.
GROUP_CAUSES = {
    "technical": ("protocol_incompatible", "server_overload", "network_unstable"),
    "bank": ("bank_system_failure", "bank_processing_slow", "channel_restricted"),
    "client": ("browser_incompatible", "app_error"),
    "amount_time": ("amount_over_limit", "outside_time_window", "count_limit"),
    "request_integrity": (
        "amount_invalid",
        "method_unsupported",
        "counterparty_not_recognised",
        "request_incomplete",
        "duplicate_request",
        "currency_country_unsupported",
    ),
    "funds": ("insufficient_funds", "payout_float_insufficient"),
    "account": (
        "account_closed",
        "account_frozen",
        "account_type_unsupported",
        "name_mismatch",
        "recipient_not_ready",
        "holder_deceased",
    ),
    "risk_compliance": ("identity_incomplete", "compliance_hold", "fraud_risk"),
    "card_auth": ("card_expired", "card_lost_stolen", "credentials_invalid"),
    "authorisation": ("mandate_missing", "cancelled"),
    "merchant": ("integration_misconfigured", "batch_rejected"),
    "outcome": ("declined_unspecified", "outcome_unknown"),
}
CAUSE_GROUPS = {cause: group for group, causes in GROUP_CAUSES.items() for cause in causes}
GENERIC_CAUSE = "declined_unspecified"
# What can only be so of a card, and the ways of paying that have none. A wallet may hold one.
OF_CARDS = frozenset({"card_expired", "card_lost_stolen", "refund_to_old_card"})
CARDLESS = frozenset({"bank_transfer", "direct_debit", "bank_redirect"})

MAX_CODE_LENGTH = 120


def misfits(cause: str | None, method: object) -> bool:
    """Whether a cause is about a card, and the payment went by a way that has none."""
    return cause in OF_CARDS and method in CARDLESS


def clean_code(value: object) -> str | None:
    """Write a code in capitals, without blanks, full-width forms or invisible marks.

    Numbers become text. None for an empty value and for what cannot be a code.
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**9:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
        value = str(value)
    if not isinstance(value, str) or len(value) > MAX_CODE_LENGTH:
        return None
    text = unicodedata.normalize("NFKC", value).upper()
    return "".join(mark for mark in text if mark.isprintable() and not mark.isspace()) or None


def code_candidates(code: object, *, two_digits: bool | None = None) -> list[str]:
    """List the ways a code may be entered in the table, the likeliest first.

    A number lost its leading zero on the way, or was given one: in a scheme whose numbers have two
    digits 5 means 05. Where the scheme is not known (None) both are possible.
    """
    cleaned = clean_code(code)
    if cleaned is None:
        return []
    candidates = [cleaned]
    if re.fullmatch(r"[0-9]", cleaned) and two_digits is not False:
        candidates.append(f"0{cleaned}")
    elif re.fullmatch(r"0+[0-9]+", cleaned) and not two_digits:
        candidates.append(cleaned.lstrip("0") or "0")
    if two_digits:
        candidates.reverse()
    return candidates
