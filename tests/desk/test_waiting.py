"""Why a message waits, in words."""

from datetime import UTC, datetime

import time_machine
from django.utils import timezone

from support.desk.messages.waiting import why_it_waits
from support.notifications.models import Notification
from tests.every import every

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 10, 12, tzinfo=UTC)
TOMORROW = datetime(2026, 3, 3, 7, 30, tzinfo=UTC)


def told(zone="Europe/London", **columns):
    values = {"state": "queued", "reason": "", "attempts": 0, "not_before": LATER}
    with time_machine.travel(NOW, tick=False):
        return why_it_waits(Notification(**values | columns), zone)


@every(
    ("columns", "sentence"),
    [
        ({"not_before": NOW}, "Leaves as soon as a worker takes it."),
        ({}, "Leaves at 10:12."),
        ({"not_before": TOMORROW}, "Leaves at 2026-03-03 07:30."),
        ({"state": "claimed"}, "It is being sent now."),
        (
            {"attempts": 3, "reason": "busy"},
            "Attempts so far: 3. The next one is at 10:12.",
        ),
        (
            {"attempts": 3, "reason": "busy", "not_before": NOW},
            "Attempts so far: 3. The next one is due.",
        ),
        (
            {"reason": "folded"},
            "Waits until 10:12, so that further news go out with it as one message.",
        ),
        (
            {"reason": "capped", "not_before": TOMORROW},
            "The customer has had many messages already; this one leaves at 2026-03-03 07:30.",
        ),
        (
            {"reason": "budget"},
            "Today's budget for SMS is spent; this one leaves at 10:12.",
        ),
        ({"reason": "paused"}, "The mass message is paused."),
        ({"state": "sent"}, ""),
        ({"state": "failed", "reason": "blocked"}, ""),
    ],
)
def test_the_sentence_says_why_and_until_when(columns, sentence):
    assert told(**columns) == sentence


@every(
    ("zone", "clock"),
    [
        ("Asia/Shanghai", "18:12, Asia/Shanghai"),
        ("America/New_York", "05:12, America/New York"),
        ("Pacific/Chatham", "23:57, Pacific/Chatham"),
        ("Asia/Kathmandu", "15:57, Asia/Kathmandu"),
        ("no/zone", "10:12, UTC"),
        ("", "10:12, UTC"),
    ],
)
def test_quiet_hours_are_told_in_the_customers_zone(zone, clock):
    assert told(zone, reason="quiet") == f"Quiet hours of the customer until {clock} time."


def test_the_day_is_told_when_it_is_another_one_for_the_customer():
    words = told("Asia/Shanghai", reason="quiet", not_before=TOMORROW)

    assert words == "Quiet hours of the customer until 2026-03-03 15:30, Asia/Shanghai time."


def test_everything_else_is_told_in_the_agents_zone():
    with timezone.override("America/New_York"):
        assert told() == "Leaves at 05:12."
