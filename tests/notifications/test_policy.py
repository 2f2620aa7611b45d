"""Whether a message may go out at all, and how often: tables made by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.notifications.models.states import Reason, State
from support.notifications.outbox.policy import (
    Action,
    Cap,
    Decision,
    MessageFacts,
    Rules,
    decide,
    is_listed,
)
from support.notifications.words.events import EVENTS
from tests.every import every
from tests.notifications.test_quiet_hours import hours

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def facts(event: str = "solution", **overrides: Any) -> MessageFacts:
    values: dict[str, Any] = {
        "event": EVENTS[event],
        "channel": "email",
        "address": "li@example.test",
        "urgency": EVENTS[event].urgency,
    }
    return MessageFacts(**values | overrides)


# The first reason in this order is the one that is told.
WISHES = [
    # event, what is known, action, reason, where the message stands afterwards
    ("solution", {}, "send", "", "queued"),
    ("survey", {}, "send", "", "queued"),
    ("survey", {"only_essential": True}, "drop", "opted_out", "cancelled"),
    ("incident-updated", {"only_essential": True}, "drop", "opted_out", "cancelled"),
    ("incident-opened", {"only_essential": True}, "send", "", "queued"),
    ("solution", {"only_essential": True}, "send", "", "queued"),
    ("waiting-bank", {"only_essential": True}, "drop", "opted_out", "cancelled"),
    ("bank-overdue", {"only_essential": True}, "drop", "opted_out", "cancelled"),
    ("case-reopened", {"only_essential": True}, "send", "", "queued"),
    ("case-resolved", {"only_essential": True}, "send", "", "queued"),
    ("solution", {"is_wanted": False}, "drop", "opted_out", "cancelled"),
    ("agent-reply", {"is_wanted": False}, "drop", "opted_out", "cancelled"),
    ("contact-code", {"is_wanted": False}, "send", "", "queued"),
    ("solution", {"is_proven": False}, "drop", "unverified", "failed"),
    ("survey", {"is_proven": False}, "drop", "unverified", "cancelled"),
    ("case-opened", {"is_proven": False}, "send", "", "queued"),
    ("contact-code", {"is_proven": False}, "send", "", "queued"),
    ("solution", {"is_suppressed": True}, "drop", "suppressed", "failed"),
    ("agent-reply", {"is_suppressed": True}, "drop", "suppressed", "failed"),
    ("contact-code", {"is_suppressed": True}, "drop", "suppressed", "failed"),
    ("solution", {"address": ""}, "drop", "no_address", "failed"),
    ("waiting-bank", {"ended": "over"}, "drop", "over", "cancelled"),
    ("waiting-bank", {"ended": "newer"}, "drop", "newer", "superseded"),
    ("waiting-bank", {"ended": "newer", "is_suppressed": True}, "drop", "newer", "superseded"),
    ("survey", {"only_essential": True, "is_suppressed": True}, "drop", "opted_out", "cancelled"),
    ("solution", {"is_proven": False, "is_suppressed": True}, "drop", "unverified", "failed"),
]


@every(("event", "known", "action", "reason", "state"), WISHES)
def test_wishes_and_proof_decide_what_is_sent_at_all(
    event: str, known: dict[str, Any], action: str, reason: str, state: str
) -> None:
    decision = decide(facts(event, **known), NOON, Rules())

    assert decision == Decision(Action(action), None, reason, State(state))


REACHED = ["li@example.test", "+8613800000001", "@team.example"]


@every(
    ("address", "is_reached"),
    [
        ("li@example.test", True),
        ("LI@Example.Test", True),
        ("+8613800000001", True),
        ("anybody@team.example", True),
        ("anybody@TEAM.example", True),
        ("wei@example.test", False),
        ("anybody@not-team.example", False),
        ("anybody@sub.team.example", False),
        ("+8613800000002", False),
        ("team.example", False),
    ],
)
def test_test_mode_reaches_listed_addresses_and_domains_only(
    address: str, is_reached: bool
) -> None:
    decision = decide(facts(address=address), NOON, Rules(only_reach=REACHED))

    assert is_listed(address, REACHED) == is_reached
    if is_reached:
        assert decision.action == Action.SEND
    else:
        assert decision == Decision(Action.DROP, None, Reason.TEST_MODE, State.CANCELLED)


def ago(*spans: timedelta) -> list[datetime]:
    return [NOON - span for span in spans]


TEN_TEXTS = [timedelta(hours=hour) for hour in range(1, 11)]
CAPS = [
    # event, channel, sent how long ago, held for how long (None: leaves at once)
    ("solution", "sms", TEN_TEXTS[:9], None),
    ("solution", "sms", TEN_TEXTS, 14 * HOUR),
    ("solution", "sms", [*TEN_TEXTS, 11 * HOUR], 14 * HOUR),
    ("solution", "sms", [MINUTE] * 9 + [DAY], None),
    ("solution", "sms", [MINUTE] * 9 + [DAY - MINUTE], MINUTE),
    ("solution", "email", TEN_TEXTS, None),
    ("solution", "email", [HOUR] * 29, None),
    ("solution", "email", [HOUR] * 30, 23 * HOUR),
    ("agent-reply", "sms", TEN_TEXTS, None),
    ("contact-code", "sms", [], None),
    ("contact-code", "sms", [61 * MINUTE] * 4, None),
    ("contact-code", "sms", [MINUTE], None),
    ("contact-code", "sms", [timedelta(seconds=20)], timedelta(seconds=40)),
    ("contact-code", "sms", [timedelta(minutes=m) for m in (5, 10, 20, 40, 59.5)], MINUTE / 2),
]


@every(("event", "channel", "sent", "held"), CAPS)
def test_nobody_is_written_to_too_often(
    event: str, channel: str, sent: list[timedelta], held: timedelta | None
) -> None:
    decision = decide(facts(event, channel=channel, sent_at=ago(*sent)), NOON, Rules())

    if held is None:
        assert decision.action == Action.SEND
    else:
        assert decision == Decision(Action.HOLD, NOON + held, Reason.CAPPED)


@pytest.mark.parametrize(
    "sent",
    [
        [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 40 * MINUTE],  # five within the hour
        [2 * HOUR * number for number in range(1, 11)],  # ten within the day
    ],
)
def test_a_code_that_would_come_too_late_is_not_sent(sent: list[timedelta]) -> None:
    decision = decide(facts("contact-code", channel="sms", sent_at=ago(*sent)), NOON, Rules())

    assert decision == Decision(Action.DROP, None, Reason.CAPPED, State.CANCELLED)


@every(
    ("channel", "seconds_ago", "held"),
    [("sms", 1, 29), ("sms", 29, 1), ("sms", 30, None), ("email", 1, None)],
)
def test_the_same_text_waits_half_a_minute_on_a_phone(
    channel: str, seconds_ago: int, held: int | None
) -> None:
    sent_at = NOON - timedelta(seconds=seconds_ago)

    decision = decide(facts("agent-reply", channel=channel, same_text_at=sent_at), NOON, Rules())

    assert decision.until == (held and NOON + timedelta(seconds=held))


def test_quiet_hours_are_told_before_a_cap() -> None:
    tired = facts(channel="sms", sent_at=ago(*TEN_TEXTS), quiet_hours=hours("11:00-13:00"))

    assert decide(tired, NOON, Rules()).reason == Reason.QUIET


def test_without_a_cap_any_number_goes_out() -> None:
    rules = Rules(caps={"email": ()})

    assert decide(facts(sent_at=ago(*[MINUTE] * 99)), NOON, rules).action == Action.SEND


def test_the_strictest_of_several_caps_counts() -> None:
    rules = Rules(caps={"email": (Cap(1, MINUTE), Cap(2, HOUR))})

    decision = decide(facts(sent_at=ago(MINUTE / 2, 30 * MINUTE)), NOON, rules)

    assert decision.until == NOON + 30 * MINUTE
