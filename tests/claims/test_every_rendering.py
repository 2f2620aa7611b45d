"""Mail, SMS and status page of every kind of record, rendered, and read by what is no claim.

`causes` makes the records, `rendering` and `pages` render them as the product does, `reader` reads.
"""

from itertools import combinations
from typing import Any

import pytest

from support.claims.composing import compose
from support.notifications.words.events import occasion_of
from tests.claims.causes import EVERY, numbers, world
from tests.claims.oracle import cause_of, keys_of
from tests.claims.pages import Browser, wrong_in_page
from tests.claims.rendering import event_of, told_in, wrong
from tests.sampling import IS_WHOLE

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans"]
NUMBERS = range(len(EVERY)) if IS_WHOLE else numbers(passes=1)
STEP_OF_PAGES = 199 if IS_WHOLE else 9  # which shares no factor with what there is of anything
# These stand in nearly every message, beside whatever else is said.
FOOT = frozenset({"contact", "call", "no_replies", "closes_on", "closes_by", "question_here"})


def test_any_two_things_meet_in_what_is_rendered() -> None:
    """Of way, rung, turn with ending, and cause each meets each, in what is asked by default."""
    rows = [EVERY[number] for number in numbers(passes=1)]
    for one, other in combinations(range(4), 2):
        met = {(row[one], row[other]) for row in rows}
        assert met == {(row[one], row[other]) for row in EVERY}


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_and_sms_say_what_the_record_shows_and_nothing_else(language: str) -> None:
    read: set[Any] = set()
    for number in NUMBERS:
        one, event = world(number, language), event_of(number)
        record, occasion = told_in(event, one.record), occasion_of(event)
        keys = keys_of(record, occasion)
        said = compose(record, occasion)
        assert ({*said.keys}, said.cause) == (keys, cause_of(record)), (one, event)
        kinds = {frozenset(keys - FOOT), (event, one.cause, record.direction, bool(said.cause))}
        if not kinds <= read:
            read |= kinds
            assert wrong(event, record) == [], (one, event)
    print(f"{language}: {len(NUMBERS)} records, {len(read)} kinds of mail and SMS rendered")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_page_says_what_the_record_shows_and_nothing_else(
    language: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.BRAND = "Mock Pay"
    browser = Browser(monkeypatch)
    for number in NUMBERS[::STEP_OF_PAGES]:
        one = world(number, language)

        assert list(wrong_in_page(one, browser.page(one))) == [], one
