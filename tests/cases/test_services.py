"""Everything that can happen to a case, one service after the other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support.cases import services
from support.cases.models import Case, CaseEvent, Message, Status, StatusClass
from support.cases.services import (
    Opening,
    add_note,
    assign_case,
    change_status,
    open_case,
    reopen_case,
    resolve_case,
    send_reply,
    tell_customer,
)
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_case, make_channel, make_customer, make_payment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WORDS = {"reference": "CW-00000055"}


def timeline(case: Case) -> list[str]:
    return list(case.events.order_by("pk").values_list("kind", flat=True))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Opening


def test_a_new_case_is_promised_an_answer_in_the_customers_market():
    english = make_case(customer=make_customer(locale="en-GB"))
    chinese = make_case(customer=make_customer(locale="zh-Hans"))

    assert english.first_answer_due_at == utc("2026-11-18 14:00")
    assert english.solution_due_at == utc("2026-11-20 10:00")
    assert chinese.first_answer_due_at == utc("2026-11-19 05:00")  # it is after hours there
    assert english.due_at == english.first_answer_due_at
    assert english.status == Status.NEW
    assert timeline(english) == ["opened"]


def test_an_urgent_case_is_due_sooner_than_a_low_one():
    urgent, low = make_case(priority="urgent"), make_case(priority="low")

    assert urgent.due_at == utc("2026-11-18 11:00")
    assert low.due_at == utc("2026-11-19 10:00")


def test_opening_a_case_twice_for_a_payment_returns_the_one_that_is_open():
    payment = make_payment()
    opening = Opening(subject="Where is it?")
    first, first_is_new = open_case(payment.customer, opening=opening, payment=payment, now=NOW)

    second, second_is_new = open_case(
        payment.customer, opening=opening, payment=payment, now=NOW + HOUR
    )

    assert (first_is_new, second_is_new) == (True, False)
    assert second == first
    assert timeline(first) == ["opened"]


def test_a_payment_whose_case_is_done_gets_a_new_one():
    payment = make_payment()
    done = make_case(payment=payment, status=Status.RESOLVED, resolved_at=NOW)

    again, is_new = open_case(
        payment.customer, opening=Opening("Once more"), payment=payment, now=NOW + DAY
    )

    assert is_new
    assert again != done


def test_the_database_refuses_two_open_cases_for_one_payment():
    case = make_case()

    with pytest.raises(IntegrityError, match="case_one_per_payment"), transaction.atomic():
        Case.objects.create(
            customer=case.customer,
            payment=case.payment,
            subject="Again",
            opened_at=NOW,
            first_answer_due_at=NOW,
            solution_due_at=NOW,
        )


def test_cases_without_a_payment_do_not_stand_in_each_others_way():
    customer = make_customer()

    first, second = (make_case(customer=customer, payment=None) for _time in range(2))

    assert first != second


def test_a_very_long_subject_is_cut():
    assert len(make_case(subject="x" * 500).subject) == 200


# Status and clocks


def test_a_paused_case_has_nothing_due_and_keeps_the_time_that_is_left():
    case = make_case()

    case = change_status(case, "waiting_customer", now=NOW + 2 * HOUR)

    assert case.status_class == StatusClass.PAUSED
    assert case.due_at is None
    assert case.solution_time_left == 16 * HOUR
    assert timeline(case)[-1] == "status"


def test_a_case_taken_up_again_gets_the_time_that_was_left():
    case = change_status(make_case(), "waiting_customer", now=NOW + 2 * HOUR)

    case = change_status(case, "open", now=utc("2026-11-30 09:00"))

    assert case.solution_due_at == utc("2026-12-01 16:00")  # 16 business hours
    assert case.solution_time_left is None


def test_waiting_costs_nothing_however_often_a_case_is_paused():
    case = make_case()
    moment = NOW
    for _time in range(5):
        case = change_status(case, "waiting_customer", now=moment)
        moment += 7 * DAY
        case = change_status(case, "open", now=moment)

    assert case.solution_due_at == utc("2026-12-25 10:00") + 4 * DAY  # Christmas lies between


def test_a_case_that_was_late_when_it_was_paused_gets_a_first_answers_time():
    case = make_case(solution_due_at=NOW - DAY)
    case = change_status(case, "waiting_customer", now=NOW)

    case = change_status(case, "open", now=NOW + HOUR)

    assert case.solution_due_at == NOW + 5 * HOUR


def test_waiting_for_the_bank_has_a_clock_of_its_own_and_promises_a_day():
    channel = make_channel(holidays="GB", works_weekends=False, bank_answer_days=2)
    case = make_case(payment=make_payment(channel=channel))

    case = change_status(case, "waiting_bank", now=NOW)

    assert case.bank_due_at == utc("2026-11-20 18:00")
    assert case.due_at == case.bank_due_at
    assert case.promised_at == utc("2026-11-19 23:59")


def test_going_from_one_wait_to_the_other_keeps_what_is_left():
    case = change_status(make_case(), "waiting_customer", now=NOW + 2 * HOUR)

    case = change_status(case, "waiting_bank", now=NOW + 5 * DAY)

    assert case.solution_time_left == 16 * HOUR


def test_a_case_without_payment_can_wait_for_the_bank():
    case = make_case(payment=None)

    case = change_status(case, "waiting_bank", now=NOW)

    assert case.bank_due_at is None
    assert case.due_at is None


def test_moving_to_the_status_it_has_leaves_no_trace():
    case = make_case()
    change_status(case, "open", now=NOW)

    change_status(case, "open", now=NOW + HOUR)

    assert timeline(case) == ["opened", "status"]


def test_the_timeline_says_who_moved_it_from_where_to_where():
    agent, case = make_agent(), make_case()

    change_status(case, "waiting_bank", now=NOW, actor=agent, note="Asked them")

    event = case.events.get(kind="status")
    assert (event.actor, event.note) == (agent, "Asked them")
    assert event.values == {"before": "new", "after": "waiting_bank"}


@pytest.mark.parametrize("status", ["new", "open", "waiting_customer", "waiting_bank"])
def test_a_done_case_is_not_moved_on_without_being_reopened(status: str):
    case = make_case(status=Status.RESOLVED, resolved_at=NOW)

    with pytest.raises(ValidationError, match="Reopen it first") as refusal:
        change_status(case, status, now=NOW)

    assert refusal.value.code == "resolved"
    case.refresh_from_db()
    assert case.status == Status.RESOLVED


def test_a_resolved_case_can_be_closed_and_keeps_its_time():
    case = make_case(status=Status.RESOLVED, resolved_at=NOW)

    case = change_status(case, "closed", now=NOW + DAY)

    assert (case.status, case.resolved_at) == ("closed", NOW)


@pytest.mark.parametrize(
    ("status", "resolved_at"), [("resolved", None), ("closed", None), ("open", NOW)]
)
def test_the_database_holds_status_and_time_of_resolution_together(
    status: str, resolved_at: datetime | None
):
    case = make_case()

    with pytest.raises(IntegrityError, match="case_resolved_has_time"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=status, resolved_at=resolved_at)


@pytest.mark.parametrize(("status", "wanted"), [(s, s) for s in Status.values])
def test_every_status_has_a_class_and_words_for_the_customer(status: str, wanted: str):
    case = Case(status=status)

    assert case.status_class in StatusClass
    assert case.customer_wording
    assert case.customer_wording != case.get_status_display() or status == "closed"


def test_the_promised_first_answer_falls_away_once_it_was_given():
    agent, case = make_agent(), make_case()
    assert case.due_at == case.first_answer_due_at

    send_reply(case, "We are on it.", now=NOW + HOUR, actor=agent, context=WORDS)

    case.refresh_from_db()
    assert case.first_answered_at == NOW + HOUR
    assert case.due_at == case.solution_due_at


@pytest.mark.parametrize(
    ("due_at", "late"), [(NOW - HOUR, True), (NOW, False), (NOW + HOUR, False), (None, False)]
)
def test_a_case_is_overdue_after_its_time(due_at: datetime | None, late: bool):
    case = make_case(due_at=due_at)

    assert case.is_overdue(NOW) is late
    assert list(Case.objects.overdue(NOW)) == ([case] if late else [])


# Resolving and reopening


def test_resolving_tells_the_customer_on_every_channel_once():
    agent, case = make_agent(), make_case()

    case = resolve_case(case, now=NOW, context=WORDS, actor=agent, note="Released")

    assert (case.status, case.resolved_at, case.due_at) == ("resolved", NOW, None)
    sent = Notification.objects.for_thread(case.reference)
    assert {(row.event, row.channel) for row in sent} == {
        ("case-resolved", "email"),
        ("case-resolved", "sms"),
    }
    assert timeline(case) == ["opened", "resolved"]


def test_resolving_twice_is_refused_and_tells_nobody_again():
    case = resolve_case(make_case(), now=NOW, context=WORDS)

    with pytest.raises(ValidationError) as refusal:
        resolve_case(case, now=NOW + HOUR, context=WORDS)

    assert refusal.value.code == "resolved"
    assert Notification.objects.count() == 2
    assert timeline(case) == ["opened", "resolved"]


def test_a_reopened_case_starts_its_clock_anew_and_is_resolved_aloud_again():
    case = resolve_case(make_case(), now=NOW, context=WORDS)

    case = reopen_case(case, now=NOW + 7 * DAY, note="Still nothing")
    assert (case.status, case.resolved_at) == ("open", None)
    assert case.solution_due_at == utc("2026-11-27 10:00")
    assert case.due_at == case.solution_due_at

    resolve_case(case, now=NOW + 8 * DAY, context=WORDS)
    assert timeline(case) == ["opened", "resolved", "reopened", "resolved"]
    assert Notification.objects.filter(event="case-resolved", channel="email").count() == 2


def test_a_reopened_case_forgets_what_was_promised_before():
    case = change_status(make_case(), "waiting_bank", now=NOW)
    case = resolve_case(case, now=NOW + DAY, context=WORDS)

    case = reopen_case(case, now=NOW + 30 * DAY)

    case.refresh_from_db()
    assert case.promised_at is None
    assert case.bank_due_at is None


def test_only_a_resolved_case_can_be_reopened():
    with pytest.raises(ValidationError) as refusal:
        reopen_case(make_case(), now=NOW)

    assert refusal.value.code == "not_resolved"


def test_a_case_is_not_reopened_beside_another_open_one_for_its_payment():
    payment = make_payment()
    done = make_case(payment=payment, status=Status.CLOSED, resolved_at=NOW)
    make_case(payment=payment)

    with pytest.raises(ValidationError) as refusal:
        reopen_case(done, now=NOW)

    assert refusal.value.code == "other_open"


# Assignment


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


# Conversation


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
    assert timeline(case) == ["opened", "reply"]


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

    monkeypatch.setattr(services, "notify", breaks)
    with pytest.raises(RuntimeError), transaction.atomic():
        send_reply(case, "We are on it.", now=NOW, actor=agent, context=WORDS)

    assert not Message.objects.exists()
    assert timeline(case) == ["opened"]
    case.refresh_from_db()
    assert "we are on it" not in case.search_text


def test_what_happened_is_dated_by_the_given_moment():
    case = make_case(now=NOW - DAY)

    change_status(case, "open", now=NOW)

    assert list(case.events.order_by("pk").values_list("happened_at", flat=True)) == [
        NOW - DAY,
        NOW,
    ]
    assert CaseEvent.objects.count() == 2
