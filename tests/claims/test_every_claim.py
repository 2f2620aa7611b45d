"""Every message and page state, composed and held against the record by an oracle of its own.

What is made of it is read in `test_every_rendering`, and that each condition matters there in
`test_every_condition`.
"""

from functools import cache

import pytest

from support.claims.claim import Slot
from support.claims.composing import CLAIMS, compose
from support.claims.record import Occasion, Record
from tests.claims.oracle import cause_of, keys_of, untruths
from tests.claims.worlds import worlds
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
