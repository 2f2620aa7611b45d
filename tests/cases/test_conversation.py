"""Who has a case, and what is said in it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from support.cases.models import Case, CaseEvent, Message, Status, Unfound
from support.cases.services import (
    add_note,
    assign_case,
    change_status,
    send_reply,
)
from support.cases.telling import messages_of_case
from support.cases.telling.messages_of_case import tell_customer
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_case, make_customer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WORDS = {"reference": "CW-00000055"}


def timeline(case: Case) -> list[str]:
    return list(case.events.order_by("pk").values_list("kind", flat=True))


def test_a_new_case_is_open_once_somebody_has_it():
    agent, case = make_agent(first_name="Amy", last_name="Adler"), make_case()

    case = assign_case(case, agent, now=NOW, actor=agent)

    assert (case.assignee, case.status) == (agent, "open")
    assert case.events.get(kind="assigned").values == {"assignee": "Amy Adler"}


def test_assigning_to_the_same_agent_again_leaves_no_trace():
    agent = make_agent()
    case = assign_case(make_case(), agent, now=NOW)

    assign_case(case, agent, now=NOW)

    assert timeline(case) == ["opened", "assigned"]


def test_a_case_can_be_given_back_to_nobody():
    case = assign_case(make_case(), make_agent(), now=NOW)

    case = assign_case(case, None, now=NOW)

    case.refresh_from_db()
    assert case.assignee is None
    assert case.status == "open"
    assert case.events.order_by("-pk").first().values == {"assignee": ""}


def test_giving_away_a_waiting_case_does_not_wake_it():
    case = make_case(status=Status.WAITING_BANK)

    assert assign_case(case, make_agent(), now=NOW).status == "waiting_bank"


def test_a_note_stays_inside():
    agent, case = make_agent(), make_case()

    note = add_note(case, "  Looks like fraud  ", now=NOW, actor=agent)

    assert (note.kind, note.body, note.author) == (Message.Kind.NOTE, "Looks like fraud", agent)
    assert not Notification.objects.exists()
    assert timeline(case) == ["opened", "note"]
    case.refresh_from_db()
    assert case.first_answered_at is None


def test_a_reply_goes_out_on_every_channel_in_the_agents_words():
    agent, case = make_agent(), make_case()

    send_reply(case, "Please check the number.", now=NOW, actor=agent, context=WORDS)

    sent = Notification.objects.for_thread(case.reference)
    assert {row.channel for row in sent} == {"email", "sms"}
    assert {row.context["reply"] for row in sent} == {"Please check the number."}
    assert timeline(case) == ["opened", "assigned", "reply"]


def test_two_equal_replies_are_two_messages():
    agent, case = make_agent(), make_case()

    for _time in range(2):
        send_reply(case, "Please wait.", now=NOW, actor=agent, context=WORDS)

    assert Notification.objects.filter(channel="email").count() == 2


@pytest.mark.parametrize("body", ["", "   ", "\n\t"])
def test_an_empty_message_is_refused_and_nothing_is_stored(body: str):
    agent, case = make_agent(), make_case()

    for write in (
        lambda: add_note(case, body, now=NOW, actor=agent),
        lambda: send_reply(case, body, now=NOW, actor=agent, context=WORDS),
    ):
        with pytest.raises(ValidationError) as refusal:
            write()
        assert refusal.value.code == "required"

    assert not case.messages.exists()
    assert timeline(case) == ["opened"]


def test_the_same_event_on_the_same_occasion_is_told_once():
    case = make_case()

    for _time in range(3):
        tell_customer(case, "case-opened", context=WORDS, now=NOW)

    assert Notification.objects.count() == 2


def test_hearing_that_a_case_is_open_is_no_answer_yet():
    case = make_case()

    tell_customer(case, "case-opened", context=WORDS, now=NOW)

    case.refresh_from_db()
    assert case.first_answered_at is None


def test_somebody_who_cannot_be_reached_is_not_counted_as_answered():
    case = make_case(customer=make_customer(email="", phone=""))

    queued = tell_customer(case, "solution", context=WORDS, now=NOW)

    case.refresh_from_db()
    assert queued == []
    assert case.first_answered_at is None


def test_a_failure_after_the_reply_leaves_neither_message_nor_mail(monkeypatch):
    agent, case = make_agent(), make_case()

    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(messages_of_case, "notify", breaks)
    with pytest.raises(RuntimeError), transaction.atomic():
        send_reply(case, "We are on it.", now=NOW, actor=agent, context=WORDS)

    assert not Message.objects.exists()
    assert timeline(case) == ["opened"]
    assert not Unfound.objects.exists()


def test_what_happened_is_dated_by_the_given_moment():
    case = make_case(now=NOW - DAY)

    change_status(case, "open", now=NOW)

    assert list(case.events.order_by("pk").values_list("happened_at", flat=True)) == [
        NOW - DAY,
        NOW,
    ]
    assert CaseEvent.objects.count() == 2
