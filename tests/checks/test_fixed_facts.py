"""Facts that stay as they are: what checks read of them together, they read once."""

from typing import Any

import pytest

from troubleshooting.checks.reading.code_reading import read_code
from troubleshooting.checks.registry import FixedFacts, all_checks, run

MATCH = {"scheme": "iso20022", "code": "AC04", "cause": "account_closed", "name": {"en": "Closed"}}
FACTS: dict[str, Any] = {
    "failure_scheme": "iso20022", "failure_code": "AC04", "code_matches": [MATCH],
    "amount": "12.00", "currency": "EUR", "direction": "payout", "bank_latency_ms": 40,
}  # fmt: skip


@pytest.mark.parametrize("changed", [{}, {"failure_code": ""}, {"code_matches": None}])
def test_every_check_finds_the_same(changed: dict[str, Any]):
    facts = FACTS | changed
    fixed = FixedFacts(facts)

    for check in all_checks():
        assert run(check.name, fixed) == run(check.name, facts)


def test_a_code_is_read_once():
    fixed = FixedFacts(FACTS)

    assert read_code(fixed) is read_code(fixed)
    assert read_code(fixed) == read_code(FACTS)
    assert read_code(FACTS) is not read_code(FACTS)


def test_what_happens_to_the_facts_afterwards_changes_nothing():
    facts = dict(FACTS)
    fixed = FixedFacts(facts)
    before = read_code(fixed)

    facts["failure_code"] = ""

    assert read_code(fixed) == before == read_code(FACTS)
    assert read_code(FixedFacts(facts)) != before


def test_each_reading_is_kept_by_itself():
    fixed = FixedFacts(FACTS)

    assert fixed.once(len) == len(FACTS)
    assert fixed.once(sorted) == sorted(FACTS)
    assert fixed == FACTS
