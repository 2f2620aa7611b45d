"""Due times in words."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone, translation

from tests.every import every
from tests.factories import NOW
from web.words.due import due_in_words, nothing_due_until, span_in_words


@every(
    ("left", "words", "urgency"),
    [
        (timedelta(hours=2), "Due in 2 h", "later"),
        (timedelta(minutes=59), "Due in 59 min", "soon"),
        (timedelta(seconds=5), "Due in 1 min", "soon"),
        (timedelta(), "Due in 1 min", "soon"),
        (timedelta(minutes=119), "Due in 119 min", "later"),
        (timedelta(hours=47), "Due in 47 h", "later"),
        (timedelta(days=3, hours=5), "Due in 3 d", "later"),
        (timedelta(seconds=-1), "Overdue by 1 min", "overdue"),
        (timedelta(hours=-3), "Overdue by 3 h", "overdue"),
        (timedelta(days=-6), "Overdue by 6 d", "overdue"),
    ],
)
def test_a_due_time_is_told_in_its_largest_unit(left, words, urgency):
    with translation.override("en"):
        due = due_in_words(NOW + left, NOW)

    assert (due.words, due.urgency, due.at) == (words, urgency, NOW + left)


def test_nothing_due_is_told_as_such():
    with translation.override("en"):
        due = due_in_words(None, NOW)

    assert (due.words, due.urgency, due.at) == ("Nothing due", "none", None)


def test_urgency_is_never_told_by_colour_alone():
    icons = {
        urgency: due_in_words(at, NOW).icon
        for urgency, at in {"overdue": NOW - timedelta(1), "later": NOW + timedelta(1)}.items()
    }

    assert icons == {"overdue": "exclamation-triangle", "later": "clock"}


def test_a_span_is_rounded_down_so_that_nobody_is_promised_too_much():
    with translation.override("en"):
        assert span_in_words(timedelta(hours=2, minutes=59)) == "2 h"


def test_what_is_put_off_says_until_when():
    at = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
    with translation.override("en"), timezone.override(UTC):
        due = nothing_due_until(at)

    assert (due.words, due.more, due.at) == ("Nothing due", "until Fri 4 Dec, 09:00", at)
