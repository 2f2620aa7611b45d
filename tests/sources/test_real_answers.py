"""The 63 real payments by their raw payloads: from a payment system's words to the guide's answer.

Each comes through its own kind, or through the map that an admin would write. What a payload does
not tell nobody knows here: the record beside it is asked for the expected cause and the channel
alone.
"""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from support.cases.models import Case
from support.customers.contacts import Contact
from support.guidance.models import CaseWalk
from support.intake.hearing import hear
from support.intake.late import take_up_late
from support.payments.loading import load_channels
from support.payments.models import Payment
from support.sources.kinds.base import Reading
from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.reading import read_all
from support.sources.models import Source
from tests.reference import load_guides, load_reference
from tests.sources.mapped.test_real_maps import MAPS, with_reference
from tests.sources.reading import news_of
from tests.sources.real_payments import kind_of_record, payload_of, records
from troubleshooting.checks.reading.codes import GENERIC_CAUSE

FIXTURES = settings.BASE_DIR / "fixtures"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
KINDS = {record["reference"]: record for record in records()}
MAPPED = {
    record["reference"]: (FieldMap.of(kept["map"]), record)
    for kept in MAPS.values()
    for record in kept["records"]
}

pytestmark = pytest.mark.django_db


def everything() -> list[dict[str, Any]]:
    lines = (FIXTURES / "real_payments.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def told(record: dict[str, Any], source: Source) -> list[Any]:
    """Read a record's raw payload by its kind, else by its map."""
    reference = record["reference"]
    if reference in KINDS:
        return [news_of(kind_of_record(record), payload_of(record))]
    field_map, kept = MAPPED[reference]
    return list(read_all(field_map, with_reference(field_map, kept), source))


def verdict(answer: dict[str, Any], expected: str | None) -> str:
    walk = CaseWalk.objects.with_walk().get(walk_id=answer["walk"]).walk
    found = walk.position().present.cause
    if expected is None:
        return "wrong" if answer["automatic"] else "waits"
    if found == expected:
        return "right"
    if found is None:
        return "waits"
    return "general" if found == GENERIC_CAUSE else "wrong"


def test_real_payloads_are_answered_right_or_left_to_a_person(capsys: Any) -> None:
    load_reference()
    load_guides()
    load_channels(FIXTURES / "real_channels.csv")
    verdicts, automatic = {}, {}
    for record in everything():
        rules = [{"channel": record["channel"]}]
        source = Source(slug="real", kind="mapped", time_zone="UTC", channel_rules=rules)
        # A customer who can be reached, or no machine would answer anything.
        contact = Contact(record["customer_name"] or "", record["customer_email"] or "")
        news = tuple(replace(one, contact=contact) for one in told(record, source))
        reading = Reading(news=news, type="payment.updated")
        (answer,) = hear(source, record["reference"], reading, now=NOW)
        if answer["case"] is None:  # pending, as every payment is at first
            assert record["status"] == "pending"
            verdicts[record["reference"]], automatic[record["reference"]] = "waits", False
            continue
        verdicts[record["reference"]] = verdict(answer, record["expected_cause"])
        automatic[record["reference"]] = answer["automatic"]

    take_up_late(NOW + timedelta(days=1))
    counts = Counter(verdicts.values())
    with capsys.disabled():
        print(f"\nraw payloads: {dict(counts)}, {sum(automatic.values())} answered by a machine")
        print("  ", {name: one for name, one in verdicts.items() if one not in ("right",)})
    assert len(verdicts) == Case.objects.count() == Payment.objects.count() == 63
    assert [name for name, one in verdicts.items() if one == "wrong" and automatic[name]] == []
    assert counts["right"] + counts["waits"] >= 0.85 * 63
    assert counts["general"] <= 0.10 * 63
