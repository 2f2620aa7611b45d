from troubleshooting.checks.facts import FACTS
from troubleshooting.checks.reading.code_reading import (
    CodeKind,
    CodeReading,
    bank_answered,
    read_code,
)
from troubleshooting.checks.reading.codes import GENERIC_CAUSE
from troubleshooting.checks.reading.statuses import REFUSED, read_status_or_blank
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    all_checks,
    register,
    run,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

# The bank's refusal shows that an old device did not stop the payment.
NO_HINTS = {"generic_decline", "tls_version", "browser_version", "app_version"}


@register(
    "generic_decline",
    title=gettext_noop("Was the payment declined without a stated reason?"),
    options=("declined", "not_declined"),
    reads=tuple(FACTS),
    needs=("status",),
    source=gettext_noop(
        "ISO 8583 code 05, ISO 20022 MS03 and NARR, FPS 1100: declined, no reason given"
    ),
)
def generic_decline(facts: Facts) -> Finding:
    """Ask this last: it says that nothing better was said.

    So it is certain only when no other check hints at a cause, and reads whatever they read.
    """
    reading = read_code(facts)
    values = {"code": reading.code}
    if read_status_or_blank(facts["status"]) in REFUSED:
        if reading.kind is CodeKind.GENERIC:
            return _refused_without_reason(facts, reading)
        if reading.kind is CodeKind.UNKNOWN and bank_answered(facts):
            return weak(
                "declined",
                gettext_noop("The bank declined with “%(code)s”, a code that is not in the table."),
                GENERIC_CAUSE,
                **values,
            )
    return strong(
        "not_declined",
        gettext_noop("There is no final refusal with a code that gives no reason."),
        **values,
    )


def _refused_without_reason(facts: Facts, reading: CodeReading) -> Finding:
    code = reading.code or reading.words
    if reading.is_vague or reading.is_guess:
        return weak(
            "declined",
            gettext_noop(
                "The code “%(code)s” declines the payment and gives no reason that is certain."
            ),
            GENERIC_CAUSE,
            code=code,
        )
    hints = _hints(facts)
    if hints:
        return weak(
            "declined",
            gettext_noop(
                "The code “%(code)s” declines the payment and gives no reason, but other checks"
                " hint at one."
            ),
            GENERIC_CAUSE,
            code=code,
            hints=hints,
        )
    return strong(
        "declined",
        gettext_noop("The code “%(code)s” declines the payment and gives no reason."),
        GENERIC_CAUSE,
        code=code,
    )


def _hints(facts: Facts) -> dict[str, str]:
    """Map the checks that point at a cause, however weakly, to that cause."""
    findings = {
        check.name: run(check.name, facts) for check in all_checks() if check.name not in NO_HINTS
    }
    return {name: finding.cause for name, finding in findings.items() if finding.cause}
