from datetime import datetime
from typing import Any

from troubleshooting.checks.reading.as_written import (
    read_text_or_blank,
    read_time,
    read_whole_number,
    read_zone,
    shown,
)
from troubleshooting.checks.reading.code_reading import CodeKind, read_code
from troubleshooting.checks.reading.statuses import UNDECIDED, WAITED_FOR, read_status
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    is_missing,
    lacking,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

# What any reading of the code beside it needs.
CODE_FACTS = (
    "failure_scheme",
    "failure_code",
    "failure_message",
    "code_matches",
    "message_matches",
    "channel_schemes",
    "direction",
)
HOUR = 60  # minutes
IN_HOURS_FROM = 2 * HOUR

IN_TIME = {
    "minutes": gettext_noop(
        "The payment has been %(status)s for %(age)s minutes; nothing is late before %(expected)s."
    ),
    "hours": gettext_noop(
        "The payment has been %(status)s for %(age)s hours; nothing is late before %(expected)s."
    ),
}
OVERDUE = {
    "minutes": gettext_noop(
        "The payment has been %(status)s for %(age)s minutes, and is overdue since %(expected)s."
    ),
    "hours": gettext_noop(
        "The payment has been %(status)s for %(age)s hours, and is overdue since %(expected)s."
    ),
}
WITHOUT_CALENDAR = {
    "minutes": gettext_noop(
        "The payment has been %(status)s for %(age)s minutes, and is overdue since %(expected)s, as"
        " far as the channel's hours tell; its bank days are not entered."
    ),
    "hours": gettext_noop(
        "The payment has been %(status)s for %(age)s hours, and is overdue since %(expected)s, as"
        " far as the channel's hours tell; its bank days are not entered."
    ),
}
# What a rail's rules say beside it, and where they stand.
MAY_COME_BACK = {
    "sepa": gettext_noop(
        "The payment has been %(status)s for %(age)s hours, and is overdue since %(expected)s. By"
        " the SEPA rules the payee's bank returns what it can't credit by %(returned)s."
    ),
    "ach": gettext_noop(
        "The payment has been %(status)s for %(age)s hours, and is overdue since %(expected)s. By"
        " the ACH rules returns are there by %(returned)s."
    ),
    "fps": gettext_noop(
        "The payment has been %(status)s for %(age)s hours, and is overdue since %(expected)s. In"
        " the UK a suspicion of fraud may delay it until %(returned)s."
    ),
}


@register(
    "still_in_time",
    title=gettext_noop("Is the payment under way still in time?"),
    options=("in_time", "overdue", "no_clock"),
    reads=(
        "status",
        "status_since",
        "age_minutes",
        "age_bank_days",
        "expected_by",
        "promised_by",
        "rail",
        "returned_by",
        "read_at",
        "channel_timezone",
        "channel_holidays",
        *CODE_FACTS,
    ),
    needs=("status",),
    turns_at="expected_by",
    source=gettext_noop(
        "Article on unpaid payouts: within the bank's stated time, in hours and bank days"
    ),
)
def still_in_time(facts: Facts) -> Finding:
    """Judge how long a payment is under way, by when it should have been there.

    Certain where the source named a time, the channel answers at once, or its bank days are known;
    and only where nobody gave a code: one that we don't know may say more than that it is late.
    """
    status = read_status(facts["status"])
    if status not in WAITED_FOR | UNDECIDED:
        return strong(
            "no_clock",
            gettext_noop("No time runs for a payment that is %(status)s."),
            status=shown(status),
        )
    if is_missing(facts.get("expected_by")):
        return strong(
            "no_clock", gettext_noop("Nobody has said by when the payment should be there.")
        )
    if is_missing(facts.get("read_at")):
        return lacking("read_at")
    zone = read_zone(facts.get("channel_timezone") or "UTC")
    expected, now = (read_time(facts[name], zone)[0] for name in ("expected_by", "read_at"))
    values, unit = _values(facts, status, expected)
    if now < expected:
        return strong("in_time", IN_TIME[unit], **values)
    return _overdue(facts, now, values, unit)


def _overdue(facts: Facts, now: datetime, values: dict[str, Any], unit: str) -> Finding:
    if read_code(facts).kind is not CodeKind.NONE:
        return weak("overdue", OVERDUE[unit], "bank_processing_slow", **values)
    promise = read_text_or_blank(facts.get("promised_by"))
    if promise == "bank_days" and is_missing(facts.get("channel_holidays")):
        return weak("overdue", WITHOUT_CALENDAR[unit], "bank_processing_slow", **values)
    rail = read_text_or_blank(facts.get("rail"))
    if rail in MAY_COME_BACK and unit == "hours" and not is_missing(facts.get("returned_by")):
        zone = read_zone(facts.get("channel_timezone") or "UTC")
        returned = read_time(facts["returned_by"], zone)[0]
        if now < returned:
            values["returned"] = returned.isoformat()
            return strong("overdue", MAY_COME_BACK[rail], "bank_processing_slow", **values)
    return strong("overdue", OVERDUE[unit], "bank_processing_slow", **values)


def _values(facts: Facts, status: str, expected: datetime) -> tuple[dict[str, Any], str]:
    age = facts.get("age_minutes")
    minutes = 0 if is_missing(age) else read_whole_number(age)
    unit = "hours" if minutes >= IN_HOURS_FROM else "minutes"
    values = {
        "status": shown(status),
        "age": minutes // HOUR if unit == "hours" else minutes,
        "expected": expected.isoformat(),
    }
    return values, unit
