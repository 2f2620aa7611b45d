from typing import Any

# Entered in the registry before they are asked for below.
from troubleshooting.checks.families import amount, limit  # noqa: F401
from troubleshooting.checks.reading.code_reading import CodeKind, CodeReading, read_code
from troubleshooting.checks.reading.codes import CAUSE_GROUPS, GENERIC_CAUSE, GROUP_CAUSES, misfits
from troubleshooting.checks.registry import (
    CheckFunction,
    Facts,
    Finding,
    Strength,
    abstain,
    get,
    is_missing,
    register,
    run,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

# What can show which of its documented meanings a code has.
SETTLING = ("amount_valid", "amount_within_limit", "daily_count", "daily_total")
READS = (
    "failure_scheme",
    "failure_code",
    "code_matches",
    "message_matches",
    "direction",
    "method",
    *sorted({fact for name in SETTLING for fact in get(name).reads}),
)
SOURCE = gettext_noop("Table of failure codes: each entry names the industry's list it comes from")

GROUP_TITLES = {
    "technical": gettext_noop("Which technical cause does the code name?"),
    "bank": gettext_noop("Which cause at the bank does the code name?"),
    "client": gettext_noop("Which cause in the browser or app does the code name?"),
    "amount_time": gettext_noop("Which limit of amount or time does the code name?"),
    "request_integrity": gettext_noop("Which fault of the request does the code name?"),
    "funds": gettext_noop("Whose money does the code say is short?"),
    "account": gettext_noop("What does the code say about the account?"),
    "risk_compliance": gettext_noop("Which risk or compliance cause does the code name?"),
    "card_auth": gettext_noop("What does the code say about the card or its credentials?"),
    "authorisation": gettext_noop("What does the code say about the authorisation?"),
    "merchant": gettext_noop("Which cause in the merchant's set-up does the code name?"),
    "outcome": gettext_noop("What does the code say about the outcome?"),
}


@register(
    "failure_code",
    title=gettext_noop("What kind of reason does the failure code name?"),
    options=(*GROUP_CAUSES, "generic", "unknown", "none"),
    reads=READS,
    source=SOURCE,
)
def failure_code(facts: Facts) -> Finding:
    reading = read_code(facts)
    settled = _settled(facts, reading)
    if cause := settled.cause if settled else reading.cause:
        group = CAUSE_GROUPS[cause]
        return _shown_by(settled, reading, group) if settled else _precise(reading, group, facts)
    if reading.kind is CodeKind.NONE:
        return strong("none", gettext_noop("The payment came without a failure code."))
    if reading.kind is CodeKind.DISPUTED:
        return _disputed(reading)
    values = {"code": reading.code}
    if reading.kind is CodeKind.GENERIC:
        return _generic(reading)
    if is_missing(facts.get("code_matches")):
        return abstain(
            gettext_noop("The code “%(code)s” has not been looked up in the table."),
            **values,
        )
    return strong("unknown", gettext_noop("The code “%(code)s” is not in the table."), **values)


def _group_check(group: str) -> CheckFunction:
    def name_the_cause(facts: Facts) -> Finding:
        reading = read_code(facts)
        if reading.kind is CodeKind.DISPUTED:
            return _disputed(reading)
        settled = _settled(facts, reading)
        if settled and CAUSE_GROUPS[settled.cause or ""] == group:
            return _shown_by(settled, reading, settled.cause or "")
        if settled or reading.cause is None or CAUSE_GROUPS[reading.cause] != group:
            return abstain(
                gettext_noop("The code names no cause of this group."),
                code=reading.code,
            )
        return _precise(reading, reading.cause, facts)

    return name_the_cause


def _of_no_card(reading: CodeReading, option: str) -> Finding:
    """Whoever refused it knows what they refused, so this names the cause all the same.

    That the payment's way has no card is for a person to look at: nothing is told by itself.
    """
    return strong(
        option,
        gettext_noop("The code “%(code)s” speaks of a card, but the payment did not go by card."),
        reading.cause,
        code=reading.code,
        matches=_entries(reading),
    )


def _settled(facts: Facts, reading: CodeReading) -> Finding | None:
    """Return the one certain finding that shows which of a code's documented causes is so."""
    if not reading.is_vague or reading.is_guess:
        return None
    possible = {cause for match in reading.matches for cause in (match.cause, *match.others)}
    found = (run(name, facts) for name in SETTLING)
    fitting = [
        one
        for one in found
        # An amount that is missing is neither too low nor too high.
        if one.strength is Strength.STRONG and one.cause in possible and one.option != "missing"
    ]
    return fitting[0] if len({one.cause for one in fitting}) == 1 else None


def _shown_by(settled: Finding, reading: CodeReading, option: str) -> Finding:
    match = reading.matches[0]
    return strong(
        option,
        gettext_noop(
            "The code %(code)s of %(scheme)s is documented for several causes; the payment itself"
            " shows which."
        ),
        settled.cause,
        code=match.code,
        scheme=match.list_name,
        shown=settled.values,
        matches=_entries(reading),
    )


def _precise(reading: CodeReading, option: str, facts: Facts) -> Finding:
    if misfits(reading.cause, facts.get("method")):
        return _of_no_card(reading, option)
    if reading.words:
        return _worded(reading, option)
    match = reading.matches[0]
    values = {
        "code": match.code,
        "scheme": match.list_name,
        "name": match.name,
        "matches": _entries(reading),
    }
    if reading.is_guess:
        return weak(
            option,
            gettext_noop(
                "The code %(code)s came without a list that has it; in %(scheme)s, which it need"
                " not be of, it means %(name)s."
            ),
            reading.cause,
            **values,
        )
    if reading.is_vague:
        return weak(
            option,
            gettext_noop(
                "The code %(code)s of %(scheme)s mostly means %(name)s, but it is documented for"
                " more than that."
            ),
            reading.cause,
            **values,
            other_causes=list(match.others),
        )
    return strong(
        option,
        gettext_noop("The code %(code)s of %(scheme)s means: %(name)s."),
        reading.cause,
        **values,
    )


def _worded(reading: CodeReading, option: str) -> Finding:
    return strong(
        option,
        gettext_noop("The failure code or message says “%(words)s”."),
        reading.cause,
        code=reading.code,
        words=reading.words,
        matches=_entries(reading),
    )


def _generic(reading: CodeReading) -> Finding:
    values: dict[str, Any] = {"code": reading.code, "matches": _entries(reading)}
    if reading.is_vague:
        return weak(
            "generic",
            gettext_noop(
                "The code “%(code)s” declines the payment without one reason; it is documented"
                " for several."
            ),
            **values,
        )
    return strong(
        "generic",
        gettext_noop("The code “%(code)s” declines the payment and gives no reason."),
        **values,
    )


def _disputed(reading: CodeReading) -> Finding:
    first = reading.matches[0]
    other = next(match for match in reading.matches if match.cause != first.cause)
    return abstain(
        gettext_noop(
            "The code “%(code)s” means %(name)s in %(scheme)s, but %(other_name)s in"
            " %(other_scheme)s."
        ),
        code=reading.code,
        name=first.name,
        scheme=first.list_name,
        other_name=other.name,
        other_scheme=other.list_name,
        matches=_entries(reading),
    )


def _entries(reading: CodeReading) -> list[dict[str, Any]]:
    return [
        {
            "scheme": match.scheme,
            "code": match.code,
            "name": match.name,
            "cause": match.cause,
        }
        for match in reading.matches[:10]
    ]


for _group, _causes in GROUP_CAUSES.items():
    register(
        f"failure_code_{_group}",
        title=GROUP_TITLES[_group],
        options=tuple(cause for cause in _causes if cause != GENERIC_CAUSE),
        reads=READS,
        needs=("code_matches",),
        source=SOURCE,
    )(_group_check(_group))
