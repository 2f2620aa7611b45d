"""The one door by which a channel comes into a state."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from support.payments.channels.signals import channel_state_set
from support.payments.channels.states import set_channel_state
from support.payments.models import Channel, ChannelState
from tests.factories import NOW, make_agent, make_channel

pytestmark = pytest.mark.django_db


def say(channel: Channel, state: str, why: str = "Core system", **overrides: Any) -> ChannelState:
    values = {"actor": None, "source": ChannelState.Source.PERSON, "now": NOW}
    return set_channel_state(channel, state, why=why, **values | overrides)


def test_what_was_said_stays_as_history_with_who_and_why():
    channel, lead = make_channel(), make_agent()

    say(channel, "down", actor=lead)
    say(channel, "normal", "The bank says so", source="api", now=NOW + timedelta(minutes=40))

    rows = channel.states.order_by("since").values_list("state", "note", "source", "actor")
    assert list(rows) == [
        ("down", "Core system", "person", lead.pk),
        ("normal", "The bank says so", "api", None),
    ]
    assert channel.state_at(NOW).state == "down"
    assert channel.state_at(NOW + timedelta(hours=1)).state == "normal"


def test_the_same_said_twice_is_one_entry():
    channel = make_channel()

    assert say(channel, "down") == say(channel, "down", now=NOW + timedelta(minutes=1))
    say(channel, "down", "The bank confirms it", now=NOW + timedelta(minutes=2))

    assert list(channel.states.order_by("pk").values_list("note", flat=True)) == [
        "Core system",
        "The bank confirms it",
    ]


def test_a_state_that_there_is_none_of_and_one_that_is_over_are_refused():
    channel = make_channel()
    say(channel, "down")

    for state, minutes, code in [("gone", 0, "unknown-state"), ("normal", -1, "later-state")]:
        with pytest.raises(ValidationError) as refused:
            say(channel, state, now=NOW + timedelta(minutes=minutes))
        assert refused.value.code == code

    assert channel.states.count() == 1


def test_who_listens_hears_of_a_change_once_and_what_was_said_before():
    heard: list[tuple[ChannelState | None, ChannelState]] = []

    def hear(sender: object, said: ChannelState, before: ChannelState | None, **_: Any) -> None:
        heard.append((before, said))

    channel_state_set.connect(hear)
    try:
        channel = make_channel()
        down, _again = say(channel, "down"), say(channel, "down")
        up = say(channel, "normal", now=NOW + timedelta(minutes=5))
    finally:
        channel_state_set.disconnect(hear)

    assert heard == [(None, down), (down, up)]
