"""What the time of a place is called."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from support.claims.zones import zone_in_words
from tests.every import every


def called(name: str, language: str) -> str:
    moment = datetime(2026, 1, 5, 9, tzinfo=UTC).astimezone(ZoneInfo(name))
    return zone_in_words(moment, language)


@every(
    ("name", "english", "chinese"),
    [
        ("Asia/Shanghai", "Beijing time", "北京时间"),
        ("America/New_York", "New York time", "纽约时间"),
        ("Europe/London", "London time", "伦敦时间"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "布宜诺斯艾利斯时间"),
        ("America/St_Johns", "St Johns time", "圣约翰斯时间"),
        ("Africa/Windhoek", "Windhoek time", "UTC+02:00"),
        ("UTC", "UTC", "UTC"),
        ("Etc/GMT+3", "UTC-03:00", "UTC-03:00"),
    ],
)
def test_a_zone_is_called_after_the_place_that_people_know(name, english, chinese):
    assert called(name, "en") == english
    assert called(name, "zh-hans") == chinese


def test_a_clock_without_a_place_is_told_by_its_distance():
    offset = datetime.fromisoformat("2026-11-18T00:00-03:30")
    assert zone_in_words(offset, "zh-hans") == zone_in_words(offset, "en") == "UTC-03:30"
