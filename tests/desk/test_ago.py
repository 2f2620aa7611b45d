"""How long ago, in words, in both languages."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from tests.every import every
from web.templatetags.web import ago
from web.words.ago import ago_in_words

NOW = datetime(2026, 12, 1, 10, 42, 30, tzinfo=UTC)


@every(
    ("at", "words"),
    [
        (NOW, "just now"),
        (NOW - timedelta(seconds=59), "just now"),
        (NOW - timedelta(minutes=1), "1 minute ago"),
        (NOW - timedelta(minutes=12, seconds=50), "12 minutes ago"),
        (NOW - timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (NOW - timedelta(hours=1), "today 09:42"),
        (datetime(2026, 12, 1, 0, 0, tzinfo=UTC), "today 00:00"),
        (datetime(2026, 11, 30, 23, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 11, 29, 14, 5, tzinfo=UTC), "29 Nov, 14:05"),
        (datetime(2025, 12, 1, 14, 5, tzinfo=UTC), "1 Dec 2025, 14:05"),
        (NOW + timedelta(minutes=5), "today 10:47"),
    ],
)
def test_a_moment_is_told_as_somebody_would_tell_it(at, words):
    with translation.override("en"), timezone.override(UTC):
        assert ago_in_words(at, NOW).words == words


@every(
    ("at", "words"),
    [
        (NOW - timedelta(minutes=3), "3 minutes ago"),
        (datetime(2026, 11, 20, 14, 5, tzinfo=UTC), "14:05"),
    ],
)
def test_under_a_heading_that_names_the_day_the_clock_is_enough(at, words):
    with translation.override("en"), timezone.override(UTC):
        assert ago_in_words(at, NOW, within_day=True).words == words


def test_today_is_the_day_of_the_reader():
    late = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)

    with translation.override("en"), timezone.override(ZoneInfo("Asia/Shanghai")):
        assert ago_in_words(late, NOW).words == "today 00:30"


def test_day_time_and_zone_stand_on_touch_and_a_script_knows_the_age():
    at = timezone.now() - timedelta(minutes=12)
    with translation.override("en"), timezone.override(ZoneInfo("Asia/Shanghai")):
        shown = ago(at)
        old = ago(at - timedelta(hours=2))

    assert "12 minutes ago</time>" in shown
    assert 'data-minutes="12"' in shown
    there = timezone.localtime(at, ZoneInfo("Asia/Shanghai"))
    assert f'title="{there.day} {there:%b %Y, %H:%M} +0800"' in shown
    assert "data-minutes" not in old
