"""Whatever the facts contain, a check answers."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.facts_for_tests import SOUND_FACTS, make_facts
from tests.every import every
from tests.sampling import examples
from troubleshooting.checks.conflicts import conflicting, strong_findings
from troubleshooting.checks.facts import FACTS
from troubleshooting.checks.registry import Finding, all_checks, run

# One cause in different words.
LIMITS = dict.fromkeys(("amount_over_limit", "count_limit", "channel_restricted"), "limit")
NAMES = [check.name for check in all_checks()]

# Text that is nearly right goes further into a check than noise does.
NEARLY_RIGHT = st.sampled_from(
    [
        "1,234.56",
        "١٢٣",
        "1e999",
        "-0",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-10-25T02:30:00",
        "0001-01-01T00:00",
        "24:00",
        "00:00",
        "Europe/Paris",
        "Etc/GMT+12",
        "ECB",
        "CN",
        "US-CA",
        "Chrome 99999.0",
        "PayApp 0",
        "SSLv9",
        "GB82WEST12345698765432",
        "XX00" + "A" * 20,
        "payout",
        "payin",
        "pending",
        "EUR",
        "XXX",
        "iso8583",
        "Ǆ" * 190,
        "ﷺ" * 60,
        "%(value)s %s %",
        "\ud800",
        "\x00",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**4000), 10**14])
    | st.floats()
    | st.text(max_size=60)
    | NEARLY_RIGHT
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["scheme", "code", "cause", "name", "status", "created_at", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
ANY_FACTS = st.dictionaries(st.sampled_from(list(FACTS)), JSON, max_size=12)


def assert_is_whole(name: str, finding: Finding) -> None:
    options = next(check.options for check in all_checks() if check.name == name)
    assert finding.option is None or finding.option in options
    assert len(finding.message % finding.values) < 1000
    stored = json.dumps(finding.values, allow_nan=False)
    assert "\\u0000" not in stored
    assert "\\ud800" not in stored


@settings(max_examples=examples(150), deadline=None)
@given(ANY_FACTS)
def test_no_facts_at_all_break_a_check(facts):
    for name in NAMES:
        assert_is_whole(name, run(name, facts))


@settings(max_examples=examples(250), deadline=None)
@given(ANY_FACTS)
def test_no_value_among_sound_facts_breaks_a_check(facts):
    for name in NAMES:
        assert_is_whole(name, run(name, SOUND_FACTS | facts))


@settings(max_examples=examples(50), deadline=None)
@given(ANY_FACTS)
def test_conflicts_are_mutual_or_outvoted(facts):
    strong = strong_findings(NAMES, make_facts(**facts))
    causes = {LIMITS.get(finding.cause, finding.cause) for _, finding in strong}
    free = {
        LIMITS.get(finding.cause, finding.cause)
        for name, finding in strong
        if not conflicting(name, finding, strong)
    }

    assert len(free) <= 1
    assert free <= causes


@every("fact", FACTS)
@every("value", ["x" * 10**6, [[]] * 10**4, {"a": {"b": []}}, 10**4000])
def test_huge_values_are_read_quickly_and_kept_short(fact, value):
    facts = make_facts(**{fact: value})

    for name in NAMES:
        finding = run(name, facts)
        assert len(json.dumps(finding.values)) < 2000
