"""Payments as real systems send them, each read by the map that an admin would write for it."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from support.sources.mapped.checking import problems
from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.reading import explain, read_all, read_mapped
from support.sources.mapped.suggesting import suggest_map
from tests.every import every

FILES = sorted((Path(__file__).parent / "maps").glob("*.json"))
MAPS = {path.stem: json.loads(path.read_text()) for path in FILES}
RECORDS = [
    pytest.param(FieldMap.of(kept["map"]), record, id=record["reference"])
    for kept in MAPS.values()
    for record in kept["records"]
]
SOURCE = SimpleNamespace(time_zone="Asia/Shanghai")
COMPARED = ("direction", "currency", "status", "failure_scheme", "failure_code")


@every(("field_map", "record"), RECORDS)
def test_a_real_payload_is_read_as_what_it_means(field_map, record):
    news = read_mapped(field_map, record["payload"], SOURCE)

    named = [name for name in COMPARED if name in field_map.fields]
    assert {name: getattr(news, name) for name in named} == {name: record[name] for name in named}
    if "amount" in field_map.fields:
        assert Decimal(news.amount) == Decimal(record["amount"])
    assert news.unread == ()


@every(("field_map", "record"), RECORDS)
def test_its_reference_is_found_where_the_provider_puts_it(field_map, record):
    payload = with_reference(field_map, record)

    (news,) = read_all(field_map, payload, SOURCE)

    assert news.reference == record["reference"]


@every("name", MAPS)
def test_nothing_is_wrong_with_a_map_but_what_its_payloads_never_say(name):
    field_map = FieldMap.of(MAPS[name]["map"] | {"signature": {"scheme": "standard"}})

    # A pain.002 in JSON does not say which way the money went; its channel does.
    unsaid = {"direction"} if name == "pain_002" else set()
    assert {problem.place for problem in problems(field_map)} == unsaid


def test_most_of_a_map_is_guessed_from_a_payload_pasted():
    right = total = 0
    for kept in MAPS.values():
        for record in kept["records"]:
            guessed = FieldMap.of(suggest_map(record["payload"], scheme="theirs"))
            reading = next(explain(guessed, record["payload"], SOURCE))
            total += len(COMPARED)
            right += sum(
                getattr(reading.news, name) == record[name]
                for name in COMPARED
                if name != "failure_scheme"
            )
            right += reading.news.failure_scheme == "theirs"

    # What is missing are constants, such as the currency that a local provider never names.
    assert right / total > 0.6


def with_reference(field_map: FieldMap, record: dict) -> dict:
    """Return the payload, in which names were left out, with its reference in place."""
    payload = copy.deepcopy(record["payload"])
    inner = payload
    if field_map.each:
        inner = payload["notificationItems"][0]["NotificationRequestItem"]
    *path, last = field_map.fields["reference"].split(".")
    for step in path:
        inner = inner.setdefault(step, {})
    inner[last] = record["reference"]
    return payload
