"""Payments of 73 systems that have no kind here: by the guess alone, and as an admin mends it.

`elsewhere/payloads.jsonl` holds their messages by the habits of their documents, with what each
means, and what an admin who looks at the guess has to write otherwise.
"""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from support.customers.contacts import Contact
from support.guidance.models import CaseWalk
from support.intake.hearing import hear
from support.intake.late import take_up_late
from support.payments.loading import load_channels
from support.payments.news import PaymentNews
from support.sources.kinds.base import Reading
from support.sources.mapped.checking import problems
from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.reading import read_all
from support.sources.mapped.suggesting import suggest_map
from support.sources.models import Source
from tests.every import every
from tests.reference import load_reference
from troubleshooting.checks.reading.codes import GENERIC_CAUSE

LINES = (Path(__file__).parent / "elsewhere" / "payloads.jsonl").read_text().splitlines()
SYSTEMS = {one["name"]: one for one in map(json.loads, LINES)}
SOURCE = Source(slug="elsewhere", kind="mapped", time_zone="UTC")
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def guess(system: dict[str, Any]) -> dict[str, Any]:
    return suggest_map(system["payload"], scheme=system["scheme"])


def mended(system: dict[str, Any]) -> dict[str, Any]:
    """Return the guess with what the admin wrote otherwise."""
    guessed, written = guess(system), system["map"]
    inner = {
        name: {**guessed.get(name, {}), **written.get(name, {})} for name in ("fields", "words")
    }
    return {**guessed, **written, **inner}


def read(kept: dict[str, Any], system: dict[str, Any]) -> list[PaymentNews]:
    return read_all(FieldMap.of(kept), system["payload"], SOURCE)


def wrong(news: PaymentNews, system: dict[str, Any]) -> list[str]:
    expected = dict(system["expect"])
    amount = expected.pop("amount")
    names = [name for name, value in expected.items() if (getattr(news, name) or "") != value]
    same = Decimal(news.amount or 0) == Decimal(amount or 0)
    return names if same else [*names, "amount"]


@every("name", SYSTEMS)
def test_what_an_admin_makes_of_the_guess_reads_all_of_it(name):
    system = SYSTEMS[name]

    assert wrong(read(mended(system), system)[0], system) == []
    assert problems(FieldMap.of(mended(system) | {"signature": {"scheme": "standard"}})) == []


def test_the_guess_alone_reads_most_of_it():
    missed = {name: wrong(read(guess(one), one)[0], one) for name, one in SYSTEMS.items()}

    assert sum(not found for found in missed.values()) >= 45
    assert sum(map(len, missed.values())) / (6 * len(SYSTEMS)) < 0.1


def test_several_payments_in_one_message_are_all_guessed():
    system = SYSTEMS["gocardless-two"]

    read_out = read(guess(system), system)

    assert [(one.reference, one.status) for one in read_out] == [
        ("PM1", "sent"),
        ("PM2", "returned"),
    ]
    assert read_out[0].failure_code == ""  # "payment_confirmed" is no reason of a failure


@every(
    ("said", "ours"),
    [
        ("transfer.failed", "failed"),
        ("refund.processed", "sent"),
        ("late_failure_settled", ""),
        ("charge.dispute.closed", ""),
        ("withdrawal.cancel.failed", ""),
        ("payment_capture_refunded", "returned"),
    ],
)
def test_the_end_of_an_events_type_is_believed_where_nothing_before_it_contradicts(said, ours):
    from support.sources.mapped.words import our_word

    assert our_word("status", said) == ours


@pytest.mark.django_db
def test_no_machine_answers_one_of_them_wrong(capsys: Any) -> None:
    load_reference()
    load_channels(settings.BASE_DIR / "fixtures" / "real_channels.csv")
    verdicts, automatic = {}, {}
    for name, system in SYSTEMS.items():
        news = read(mended(system), system)
        told = replace(news[-1], contact=Contact("Ada Fern", f"{name}@example.com"))
        told = replace(told, reference=f"{name} {told.reference}")
        reading = Reading(news=(told,), type="payment.updated")
        (answer,) = hear(SOURCE, name, reading, now=NOW)
        automatic[name] = answer["automatic"]
        verdicts[name] = verdict(answer, system["cause"])
    take_up_late(NOW + timedelta(days=1))

    with capsys.disabled():
        print(f"\nelsewhere: {Counter(verdicts.values())}, {sum(automatic.values())} automatic")
        print({name: one for name, one in verdicts.items() if not one.startswith("right")})
    assert [name for name, one in verdicts.items() if automatic[name] and "wrong" in one] == []
    assert sum(one.startswith("wrong") for one in verdicts.values()) <= 2


def verdict(answer: dict[str, Any], expected: str | None) -> str:
    if answer["case"] is None:
        return "waits"
    walk = CaseWalk.objects.with_walk().get(walk_id=answer["walk"]).walk
    found = walk.position().present.cause
    if found is None:
        return "waits"
    if expected is None:
        return f"found {found}"
    if found == expected:
        return "right"
    return "general" if found == GENERIC_CAUSE else f"wrong {found}"
