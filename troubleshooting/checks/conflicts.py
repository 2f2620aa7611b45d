"""Strong findings that contradict each other leave the decision to a person.

Every strong finding that names a cause is one voice for it. A finding may decide alone
when its cause has more voices than any other; on a tie, or when outvoted, the findings
for other causes are shown beside it. The code look-up is one voice, though several checks
read the same code. Limits are one cause in different words: the single limit, that of the day and
that for new accounts contradict none of each other. "Declined without a reason" names no cause: it
contradicts nobody, and any named cause contradicts it. So does "overdue", which says that the money
is not there, and not why.
"""

from collections import defaultdict
from collections.abc import Iterable

from troubleshooting.checks.reading.codes import GENERIC_CAUSE, GROUP_CAUSES
from troubleshooting.checks.registry import Facts, Finding, Strength, run

LIMITS = {"amount_over_limit", "count_limit", "channel_restricted"}
SYMPTOMS = {"still_in_time"}
CODE_LOOKUPS = {"failure_code", *(f"failure_code_{group}" for group in GROUP_CAUSES)}

NamedFinding = tuple[str, Finding]


def strong_findings(check_names: Iterable[str], facts: Facts) -> list[NamedFinding]:
    """Ask all these checks; keep the strong findings that name a cause."""
    findings = ((name, run(name, facts)) for name in check_names)
    return [(name, finding) for name, finding in findings if _names_a_cause(finding)]


def conflicting(
    check_name: str, finding: Finding, others: Iterable[NamedFinding]
) -> list[NamedFinding]:
    """List the strong findings that keep this one from deciding alone.

    `others` may contain the finding itself. A weak finding and one without a cause are
    contradicted by nothing.
    """
    if not _names_a_cause(finding):
        return []
    voices: defaultdict[str | None, set[str]] = defaultdict(set)
    opponents = []
    for name, other in [(check_name, finding), *others]:
        if not _names_a_cause(other):
            continue
        voices[other.cause].add("failure_code" if name in CODE_LOOKUPS else name)
        if _names_another(name, other, finding):
            opponents.append((name, other))
    yields = finding.cause == GENERIC_CAUSE or check_name in SYMPTOMS
    if not opponents or yields:
        return opponents
    best_other = max(len(voices[other.cause]) for _, other in opponents)
    return [] if len(voices[finding.cause]) > best_other else opponents


def _names_another(name: str, other: Finding, finding: Finding) -> bool:
    if name in SYMPTOMS or other.cause == GENERIC_CAUSE:
        return False
    return _in_one_word(other) != _in_one_word(finding)


def _in_one_word(finding: Finding) -> str | None:
    return "limit" if finding.cause in LIMITS else finding.cause


def _names_a_cause(finding: Finding) -> bool:
    return (
        finding.option is not None
        and finding.strength is Strength.STRONG
        and finding.cause is not None
    )
