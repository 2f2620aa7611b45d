"""Every message and page state, composed and held against the record by an oracle of its own."""

from dataclasses import replace
from functools import cache, cached_property

import pytest

from support.claims.claim import Claim, Slot
from support.claims.composing import CLAIMS, compose
from support.claims.record import Occasion, Record
from tests.claims.oracle import cause_of, keys_of, untruths
from tests.claims.worlds import worlds
from tests.every import every
from tests.sampling import spread

LANGUAGES = ["en", "zh-hans"]
ONE_OF = (Slot.TITLE, Slot.NEXT, Slot.TO_DO)


@cache
def occasions(language: str) -> tuple[tuple[Record, Occasion, set[str]], ...]:
    """Two occasions for each record, with what has to be said of it.

    Of ten records that differ only in what is known, all five occasions come.
    """
    occasions = list(Occasion)
    return tuple(
        (record, occasion, keys_of(record, occasion))
        for number, record in enumerate(worlds(language))
        for occasion in (occasions[(number + more) % len(occasions)] for more in (0, 2))
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_said_is_so_and_all_that_has_to_be_said_is(language: str) -> None:
    for record, occasion, keys in spread(occasions(language), 7):
        said = compose(record, occasion)

        assert set(said.keys) == keys, (record, occasion)
        assert said.cause == cause_of(record)
        assert list(untruths(record, said)) == [], (record, occasion)
        assert all(len(said.slots.get(slot, ())) == 1 for slot in ONE_OF)


def test_every_claim_is_said_of_some_record_and_has_a_name_of_its_own() -> None:
    said = {key for _record, _occasion, keys in occasions("en") for key in keys}

    assert said == {claim.key for claim in CLAIMS}
    assert len(said) == len(CLAIMS)


@every("claim", CLAIMS, ids=lambda claim: claim.key)
@every("change", ["flipped", "always", "never"])
def test_a_change_of_any_condition_is_found(claim: Claim, change: str) -> None:
    changes = {
        "flipped": lambda record, occasion: not claim.holds(record, occasion),
        "always": lambda record, occasion: True,
        "never": lambda record, occasion: False,
    }
    changed = replace(claim, holds=changes[change])

    assert any(
        changed.holds(record, occasion) != (claim.key in keys)
        for record, occasion, keys in occasions("en")
    )


# What claims ask of a record that is so or not: each is a condition as well.
PARTS = [
    name
    for name, part in vars(Record).items()
    if isinstance(part, property | cached_property)
    and isinstance(getattr(next(worlds("en")), name), bool)
]


@every("part", PARTS)
@every("answer", [True, False])
def test_a_change_of_what_a_record_answers_is_found(part: str, answer: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Record, part, property(lambda record: answer))
        anew = ((replace(record), occasion, keys) for record, occasion, keys in occasions("en"))

        assert any(
            {*(said := compose(record, occasion)).keys} != keys or said.cause != cause_of(record)
            for record, occasion, keys in anew
        )
