"""Failures as real payment systems send them, put through the guide: what it would have found.

The records are made up of what providers document; each names its source and the cause that is
documented for it. None means that the code is documented for several: then a person decides.
"""

import io
import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings

from support.intake.records import Record, read_records
from support.intake.replay import Replayed, replay
from support.payments.loading import load_channels
from tests.reference import load_guides
from troubleshooting.checks.reading.codes import GENERIC_CAUSE

FIXTURES = settings.BASE_DIR / "fixtures"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def records() -> list[dict[str, Any]]:
    lines = (FIXTURES / "real_payments.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def taken() -> list[Record]:
    """The records that can be taken; none should be refused."""
    lines = "\n".join(map(json.dumps, records()))
    return [one for one in read_records(io.BytesIO(lines.encode())) if isinstance(one, Record)]


def judged(found: Replayed, expected: str | None) -> str:
    if expected is None:
        return "wrong" if found.automatic else "waits"
    if found.cause == expected:
        return "right"
    if found.cause is None:
        return "waits"
    return "general" if found.cause == GENERIC_CAUSE else "wrong"


@pytest.mark.usefixtures("tree")
def test_real_payments_are_read_right_or_left_to_a_person(capsys: Any) -> None:
    load_guides()
    load_channels(FIXTURES / "real_channels.csv")
    expected = {flat["reference"]: flat["expected_cause"] for flat in records()}

    results = list(replay(taken(), now=NOW, keep=False))

    verdicts = {one.reference: judged(one, expected[one.reference]) for one in results}
    counts = Counter(verdicts.values())
    with capsys.disabled():
        print(f"\nreal payments: {len(results)} of {len(expected)} taken, {dict(counts)}")
        for one in results:
            if verdicts[one.reference] != "right":
                print(_line(one, verdicts[one.reference], expected[one.reference]))
    wrong = [one.reference for one in results if verdicts[one.reference] == "wrong"]
    assert [one.reference for one in results if one.automatic and one.reference in wrong] == []
    assert len(results) == len(expected)
    assert counts["right"] + counts["waits"] >= 0.85 * len(expected)
    assert counts["general"] <= 0.10 * len(expected)


def _line(one: Replayed, verdict: str, expected: str | None) -> str:
    how = "automatic" if one.automatic else one.strength
    last = one.path[-1] if one.path else None
    said = last.evidence.sentence if last and last.evidence else ""
    return (
        f"  {verdict:8}{one.reference}: {one.cause or one.waiting_at} {how}, not {expected}: {said}"
    )


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("code", ["R16", "R17"])
def test_what_may_be_sanctions_or_fraud_is_never_answered_by_a_machine(code: str) -> None:
    """Not even where another check finds a cause that could be told."""
    load_guides()
    load_channels(FIXTURES / "real_channels.csv")
    flat = records()[0] | {
        "reference": f"REAL-{code}", "failure_scheme": "ACH", "failure_code": code,
        "channel": "real-ach-credit", "currency": "USD", "amount": "0.001",
    }  # fmt: skip
    read = [
        one
        for one in read_records(io.BytesIO(json.dumps(flat).encode()))
        if isinstance(one, Record)
    ]

    (found,) = replay(read, now=NOW, keep=False)

    assert not found.automatic
