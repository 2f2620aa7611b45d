"""Channels from their table, loaded as often as one likes."""

import csv
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from support.payments.loading import load_channels
from support.payments.models import Channel
from tests.factories import make_channel

pytestmark = pytest.mark.django_db
TABLE = settings.BASE_DIR / "fixtures" / "channels.csv"


def changed_table(folder: Path, code: str, **values: str) -> Path:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["channel"] == code:
            row.update(values)
    path = folder / "channels.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_every_channel_of_the_table_is_loaded():
    report = load_channels(TABLE)

    assert len(report.added) == Channel.objects.count() == 17
    assert (report.changed, report.unchanged) == ({}, 0)


def test_a_row_is_read_with_its_limits_hours_and_zone():
    load_channels(TABLE)

    channel = Channel.objects.get(code="demo-sct")
    assert channel.schemes == ["iso20022", "iso20022_return", "sepa"]
    assert channel.max_amount == Decimal(100_000)
    assert (channel.opens_at, channel.closes_at) == (time(7), time(15, 30))
    assert (channel.works_weekends, channel.holidays) == (False, "ECB")
    assert channel.zone.key == "Europe/Paris"
    assert channel.new_user_max is None


def test_the_end_of_the_day_is_no_closing_time():
    load_channels(TABLE)

    assert Channel.objects.get(code="demo-fps").closes_at is None


def test_loading_twice_changes_nothing():
    load_channels(TABLE)

    report = load_channels(TABLE)

    assert (report.added, report.changed, report.unchanged) == ([], {}, 17)


def test_a_changed_row_is_brought_up_to_date_and_said_so(tmp_path: Path):
    load_channels(TABLE)
    table = changed_table(tmp_path, "demo-fps", max_amount="30000", open_to="22:00")

    report = load_channels(table)

    assert report.changed == {"demo-fps": ["max_amount", "closes_at"]}
    assert report.unchanged == 16
    channel = Channel.objects.get(code="demo-fps")
    assert (channel.max_amount, channel.closes_at) == (Decimal(30_000), time(22))


def test_a_channel_that_is_not_in_the_table_is_left_alone():
    own = make_channel(code="our-own-bank")

    load_channels(TABLE)

    assert Channel.objects.get(code="our-own-bank") == own


def test_a_bad_row_loads_nothing_at_all(tmp_path: Path):
    table = changed_table(tmp_path, "demo-ob-uk", max_amount="many")

    with pytest.raises(ArithmeticError):
        load_channels(table)

    assert not Channel.objects.exists()


def test_a_channel_is_called_by_its_name_in_the_readers_language():
    load_channels(TABLE)
    channel = Channel.objects.get(code="demo-fps")

    assert channel.name_for("zh-hans").startswith("示例银行甲")
    assert channel.name_for("en") == "Demo Bank A instant (UK)"
