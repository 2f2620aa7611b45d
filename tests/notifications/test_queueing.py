"""What is stored when something happened: facts, wishes, newer states, the silence budget."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from support.customers.models import Customer
from support.notifications.models import Notification, Reason, State, Urgency
from support.notifications.outbox.queueing import supersede_thread
from support.notifications.services import notify, queue_message
from support.notifications.words.events import EVENTS
from tests.notifications.making import CONTEXT, NOW, make_customer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
THREAD = "CW-4T7KQ2MZ"


def tell(
    event: str, *, customer: Customer | None = None, now: datetime = NOW, **more: Any
) -> Notification:
    """Queue one e-mail about one case."""
    return queue_message(
        customer or Customer.objects.first() or make_customer(),
        event,
        channel=more.pop("channel", "email"),
        dedupe_key=f"k{Notification.objects.count()}",
        context=CONTEXT | {"question": "Which bank?", "incident_sentence": "It is slow."},
        thread=more.pop("thread", THREAD),
        now=now,
        **more,
    )


def was_sent(message: Notification, *, at: datetime = NOW) -> Notification:
    Notification.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=at)
    message.refresh_from_db()
    return message


def states() -> list[tuple[str, str, str]]:
    rows = Notification.objects.order_by("sequence")
    return list(rows.values_list("event", "state", "reason"))


# Facts


@pytest.mark.parametrize(
    ("event", "missing"),
    [(event.name, name) for event in EVENTS.values() for name in sorted(event.needs)],
)
@pytest.mark.parametrize("value", ["", "  ", "\u202e\u2066"])
def test_nothing_is_told_without_the_fact_it_is_about(event: str, missing: str, value: str) -> None:
    whole = dict.fromkeys(EVENTS[event].needs, "https://pay.casewalk.example/x")

    with pytest.raises(ValidationError) as refusal:
        notify(make_customer(), event, dedupe_key="k", context=whole | {missing: value})

    assert refusal.value.code == "no_fact"
    assert missing in refusal.value.messages[0]
    assert not Notification.objects.exists()


def test_what_needs_no_fact_of_its_own_is_told_with_an_empty_context() -> None:
    message = queue_message(
        make_customer(), "case-resolved", channel="email", dedupe_key="k", context={}
    )

    assert message.state == State.QUEUED


def test_a_message_is_as_urgent_as_its_event() -> None:
    assert [tell("agent-reply").urgency, tell("solution").urgency] == [
        Urgency.URGENT,
        Urgency.NORMAL,
    ]


# Wishes


WISHES: list[tuple[dict[str, Any], str, list[str]]] = [
    ({}, "solution", ["email queued", "sms queued"]),
    ({"wants_sms": False}, "solution", ["email queued"]),
    ({"wants_email": False}, "solution", ["sms queued"]),
    ({"wants_email": False, "wants_sms": False}, "solution", ["email queued"]),
    ({"wants_email": False, "wants_sms": False, "email": ""}, "solution", ["sms queued"]),
    ({"wants_email": False, "phone": ""}, "solution", ["email queued"]),
    ({"wants_email": False, "phone": ""}, "survey", ["email cancelled opted_out"]),
    (
        {"wants_email": False, "wants_sms": False},
        "survey",
        ["email cancelled opted_out", "sms cancelled opted_out"],
    ),
    (
        {"only_essential": True},
        "survey",
        ["email cancelled opted_out", "sms cancelled opted_out"],
    ),
    ({"only_essential": True}, "solution", ["email queued", "sms queued"]),
    ({"is_phone_proven": False}, "solution", ["email queued"]),
    ({"is_phone_proven": False}, "case-opened", ["email queued", "sms queued"]),
    ({"is_email_proven": False, "phone": ""}, "solution", ["email failed unverified"]),
    ({"is_email_proven": False, "wants_sms": False}, "solution", ["sms queued"]),
    ({"email": "", "phone": ""}, "solution", []),
]


@pytest.mark.parametrize(("customer", "event", "stored"), WISHES)
def test_a_customer_hears_on_the_channels_that_he_has_and_wants(
    customer: dict[str, Any], event: str, stored: list[str]
) -> None:
    context = CONTEXT | {"survey_url": "https://pay.casewalk.example/survey"}

    rows = notify(make_customer(**customer), event, dedupe_key="k", context=context, now=NOW)

    assert [" ".join(filter(None, (r.channel, r.state, r.reason))) for r in rows] == stored
    assert Notification.objects.count() == len(stored)


def test_a_message_waits_for_the_end_of_quiet_hours_and_lives_its_full_time_from_then() -> None:
    customer = make_customer(
        time_zone="Asia/Shanghai", quiet_from=time(12), quiet_until=time(18, 30)
    )

    message = tell("solution", customer=customer)  # 17:00 in Shanghai

    assert (message.state, message.reason) == (State.QUEUED, Reason.QUIET)
    assert message.not_before == NOW + 90 * MINUTE
    assert message.expires_at == message.not_before + timedelta(hours=24)
    assert tell("agent-reply").not_before == NOW


def test_the_house_keeps_quiet_for_everybody_and_longer_for_who_chose_so(
    settings: Settings,
) -> None:
    settings.QUIET_HOURS = "08:00-10:00"
    chose = make_customer(quiet_from=time(9), quiet_until=time(11))
    chose_not = make_customer(email="a@b.test")

    assert tell("solution", customer=chose).not_before == NOW + 120 * MINUTE
    assert tell("solution", customer=chose_not, thread="other").not_before == NOW + 60 * MINUTE


def test_test_mode_stores_what_it_does_not_send(settings: Settings) -> None:
    settings.ONLY_REACH = ["+8613800000001"]

    rows = notify(make_customer(), "solution", dedupe_key="k", context=CONTEXT)

    assert [(row.channel, row.state, row.reason) for row in rows] == [
        ("email", "cancelled", "test_mode"),
        ("sms", "queued", ""),
    ]


# Newer states


def test_a_newer_state_takes_the_place_of_those_that_still_wait() -> None:
    tell("waiting-bank")
    newer = tell("case-resolved")

    assert states() == [("waiting-bank", "superseded", "newer"), ("case-resolved", "queued", "")]
    older = Notification.objects.get(event="waiting-bank")
    assert older.superseded_by_id == newer.pk
    assert older.updated_at == NOW


def test_of_twenty_changes_only_the_last_is_told() -> None:
    for _number in range(10):
        tell("waiting-bank")
        tell("solution")

    assert [state for _event, state, _reason in states()] == ["superseded"] * 19 + ["queued"]


def test_what_is_with_a_provider_at_this_moment_is_left_to_it() -> None:
    message = tell("waiting-bank")
    Notification.objects.filter(pk=message.pk).update(state=State.CLAIMED, lease_until=NOW + MINUTE)

    tell("case-resolved")

    assert [state for _event, state, _reason in states()] == ["claimed", "queued"]


def test_a_newer_state_leaves_alone_what_is_not_its_own() -> None:
    li, wu = make_customer(), make_customer(email="wu@example.test")
    tell("solution", customer=li, thread="CW-OTHER")
    tell("solution", customer=li, channel="sms")
    tell("agent-reply", customer=li)
    tell("solution", customer=wu, thread="")
    was_sent(tell("case-opened", customer=li))

    tell("case-resolved", customer=li)

    assert [state for _event, state, _reason in states()] == ["queued"] * 4 + ["sent", "queued"]


def test_the_same_told_again_takes_nothing_out() -> None:
    customer = make_customer()
    for key in ("a", "b", "a"):
        notify(customer, "solution", dedupe_key=key, context=CONTEXT, thread=THREAD, now=NOW)

    assert [state for _event, state, _reason in states()] == ["superseded"] * 2 + ["queued"] * 2


def test_a_reply_of_an_agent_is_never_taken_out() -> None:
    tell("agent-reply")
    tell("agent-reply")
    tell("case-resolved")

    assert [state for _event, state, _reason in states()] == ["queued"] * 3


def test_a_state_that_is_over_can_be_taken_out_without_another() -> None:
    tell("waiting-bank")
    tell("solution", thread="CW-OTHER")

    taken = supersede_thread(THREAD, before=NOW + MINUTE, now=NOW + MINUTE)

    assert taken == 1
    assert states()[0] == ("waiting-bank", "cancelled", "over")
    assert supersede_thread(THREAD, before=NOW + MINUTE, now=NOW + MINUTE) == 0


def test_what_was_told_at_the_same_moment_is_not_older() -> None:
    tell("waiting-bank")

    assert supersede_thread(THREAD, before=NOW, now=NOW) == 0


def test_what_a_change_took_out_gives_way_to_the_message_about_the_change() -> None:
    tell("waiting-bank")
    supersede_thread(THREAD, before=NOW + MINUTE, now=NOW + MINUTE)

    newer = tell("case-resolved", now=NOW + MINUTE)

    assert states()[0] == ("waiting-bank", "superseded", "newer")
    assert Notification.objects.get(event="waiting-bank").superseded_by_id == newer.pk


def test_news_of_an_incident_takes_the_place_of_older_news() -> None:
    customer = make_customer()
    tell("incident-opened", customer=customer, thread="CW-1", incident="INC-1")
    tell("incident-opened", customer=customer, thread="CW-1", incident="INC-2")
    tell("incident-resolved", customer=customer, thread="CW-2", incident="INC-1")

    assert [state for _event, state, _reason in states()] == ["superseded", "queued", "queued"]


def test_taking_the_place_of_others_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    customer = make_customer()

    with transaction.atomic(), django_assert_num_queries(3):
        notify(customer, "solution", dedupe_key="k", context=CONTEXT, thread=THREAD)
