"""Planned stops: entered ahead, kept once, and never over what a person has said."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from support.guidance.facts import build_facts
from support.payments.channels.states import set_channel_state
from support.payments.channels.stops import cancel_stop, days_short, keep_stops, plan_stop
from support.payments.deadlines import deadline_of
from support.payments.models import Channel, PlannedStop
from tests.factories import NOW, make_agent, make_channel, make_payment
from tests.payments.stopping import make_stop

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def plan(channel: Channel, begins: datetime = NOW, hours: int = 2) -> PlannedStop:
    return make_stop(channel, begins, ends_at=begins + hours * HOUR)


def board(channel: Channel) -> list[tuple[str, str, datetime]]:
    return list(channel.states.order_by("since", "pk").values_list("state", "source", "since"))


def test_a_stop_sets_the_channel_down_at_its_time_and_back_afterwards_once():
    channel = make_channel()
    stop = plan(channel)
    assert keep_stops(NOW - timedelta(minutes=1)) == 0

    for minutes in [0, 0, 1, 60, 120, 120, 121, 300]:
        keep_stops(NOW + timedelta(minutes=minutes))

    assert board(channel) == [("down", "stop", NOW), ("normal", "stop", stop.ends_at)]


def test_a_timetable_that_was_dead_says_from_when_it_was_so():
    channel = make_channel()
    stop = plan(channel)

    keep_stops(NOW + timedelta(minutes=50))
    keep_stops(NOW + timedelta(days=2))

    assert board(channel) == [("down", "stop", NOW), ("normal", "stop", stop.ends_at)]


def test_a_channel_that_was_degraded_is_so_again():
    channel = make_channel()
    said = {"actor": None, "source": "person", "now": NOW - HOUR}
    set_channel_state(channel, "degraded", why="Slow", **said)
    plan(channel)

    keep_stops(NOW)
    keep_stops(NOW + 3 * HOUR)

    after = channel.state_at(NOW + 3 * HOUR)
    assert (after.state, after.note) == ("degraded", "Slow")


@pytest.mark.parametrize(("minutes", "states"), [(-60, 3), (-5, 3), (10, 2)])
def test_what_a_person_says_meanwhile_stands(minutes: int, states: int):
    """Before it begins their word is of before; once it should have begun theirs is the newer."""
    channel = make_channel()
    plan(channel)
    if minutes > 0:
        keep_stops(NOW)
    said = {"actor": None, "source": "person", "now": NOW + timedelta(minutes=minutes)}
    set_channel_state(channel, "degraded", why="Slow", **said)

    keep_stops(NOW + timedelta(minutes=20))
    keep_stops(NOW + 3 * HOUR)

    assert len(board(channel)) == states
    assert channel.state_at(NOW + 3 * HOUR).state == "degraded"


def test_a_person_who_spoke_before_the_timetable_came_is_not_overruled():
    channel = make_channel()
    plan(channel)
    said = {"actor": None, "source": "person", "now": NOW + timedelta(minutes=1)}
    set_channel_state(channel, "normal", why="Called off", **said)

    keep_stops(NOW + timedelta(minutes=2))

    assert [state for state, *_rest in board(channel)] == ["normal"]


def test_a_cancelled_stop_asks_for_nothing_and_one_under_way_ends_at_once():
    early, late = make_channel(), make_channel()
    cancel_stop(plan(early), actor=None, now=NOW - HOUR)
    stop = plan(late)
    keep_stops(NOW)

    for _twice in range(2):
        cancel_stop(stop, actor=make_agent(), now=NOW + HOUR)
    keep_stops(NOW + 3 * HOUR)

    assert board(early) == []
    assert board(late) == [("down", "stop", NOW), ("normal", "stop", NOW + HOUR)]


def test_what_cannot_be_planned_is_refused():
    channel = make_channel()
    stop = plan(channel)

    values = {"why_en": "Maintenance", "why_zh": "维护"}
    for begins, hours, code in [
        (NOW, 0, "no-length"),
        (NOW - 5 * HOUR, 2, "over"),
        (NOW + HOUR, 9, "overlaps"),
    ]:
        times = {"begins_at": begins, "ends_at": begins + hours * HOUR}
        with pytest.raises(ValidationError) as refused:
            plan_stop(channel, values | times, actor=None, now=NOW - HOUR)
        told = refused.value
        found = told.error_dict["ends_at"] if hasattr(told, "error_dict") else told.error_list
        assert [error.code for error in found] == [code]
    with pytest.raises(ValidationError, match="over already"):
        cancel_stop(stop, actor=None, now=NOW + 9 * HOUR)
    plan(channel, stop.ends_at)
    plan(make_channel())
    assert PlannedStop.objects.count() == 3


def test_five_working_days_of_notice_are_asked_for_in_china():
    """Friday to Friday are five; a week with the holiday of the new year has fewer."""
    channel = make_channel(holidays="CN", time_zone="Asia/Shanghai")
    friday = datetime(2026, 11, 13, 2, tzinfo=UTC)

    assert days_short(channel, friday + timedelta(days=7), friday) == 0
    assert days_short(channel, friday + timedelta(days=6), friday) == 1
    assert days_short(channel, friday + timedelta(hours=1), friday) == 5
    assert days_short(make_channel(holidays="GB"), friday, friday) == 0


def test_a_walk_reads_the_stop_that_a_payment_fell_into_and_its_time_counts_from_the_end():
    channel = make_channel()
    stop = plan(channel)
    inside = make_payment(channel=channel, status="pending", initiated_at=NOW + HOUR)
    outside = make_payment(channel=channel, status="pending", initiated_at=NOW + 2 * HOUR)

    assert build_facts(inside, now=NOW + HOUR)["channel_stop_until"] == stop.ends_at.isoformat()
    assert build_facts(outside, now=NOW + HOUR)["channel_stop_until"] is None
    answer = timedelta(milliseconds=channel.timeout_ms)
    assert deadline_of(inside).expected_by == stop.ends_at + answer
    cancel_stop(stop, actor=None, now=NOW)
    assert build_facts(inside, now=NOW + HOUR)["channel_stop_until"] is None
    assert deadline_of(inside).expected_by == NOW + HOUR + answer
