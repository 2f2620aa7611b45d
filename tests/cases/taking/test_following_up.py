"""Nothing is waited for without end: reminders, the end as "no answer", and closing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from support.cases.locked import lock_case
from support.cases.models import Case, WaitingRules
from support.cases.services import change_status, record_words, resolve_case
from support.cases.taking.following_up import close_resolved, closes_on, follow_up
from support.cases.taking.snoozing import snooze_case, wake_due
from support.cases.telling.message_words import message_context
from support.cases.telling.messages_of_case import tell_customer
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_case, make_customer
from tests.notifications.making import make_notification
from tests.portal.world import address_of, case_of, make_cause

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def ask(case: Case, **columns: object) -> None:
    """Let a question of ours have left; the customer of these rows does not matter."""
    columns = {"event": "agent-reply", "state": "sent", "sent_at": NOW, "created_at": NOW} | columns
    make_notification(thread=case.reference, **columns)


def waiting(*, asked: bool = True, **columns: object) -> Case:
    case = change_status(make_case(), "waiting_customer", now=NOW)
    if asked:
        ask(case)
    Case.objects.filter(pk=case.pk).update(**{"status": "waiting_customer"} | columns)
    follow_up(NOW)
    case.refresh_from_db()
    return case


def told(case: Case, event: str) -> int:
    return Notification.objects.filter(thread=case.reference, event=event, channel="email").count()


def told_so(case: Case) -> None:
    Notification.objects.filter(thread=case.reference).update(state="sent", sent_at=NOW)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_customer_who_does_not_answer_is_reminded_and_then_the_case_ends():
    case = waiting()
    assert case.follow_up_at == utc("2026-11-23 09:00")  # the third working day

    assert follow_up(case.follow_up_at - timedelta(seconds=1)) == 0
    assert follow_up(case.follow_up_at) == 1
    case.refresh_from_db()
    assert (case.status, case.follow_ups, told(case, "reminder")) == ("waiting_customer", 1, 1)
    assert case.follow_up_at == utc("2026-11-30 09:00")  # five more

    at = case.follow_up_at
    assert follow_up(at) == 0  # the reminder has not left yet
    told_so(case)
    assert follow_up(at + HOUR) == 1
    case.refresh_from_db()
    assert (case.status, case.ending) == ("resolved", "no_answer")
    assert told(case, "case-resolved") == 1
    kinds = list(case.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["opened", "status", "reminded", "resolved"]
    assert follow_up(NOW + 90 * DAY) == 0


def test_a_lead_says_how_often_and_how_long():
    WaitingRules.objects.create(
        pk=1, remind_after_days=1, reminders=2, end_after_days=1, close_after_days=2
    )
    case = waiting()

    for _time in range(3):
        assert follow_up(case.follow_up_at) == 1
        told_so(case)
        case.refresh_from_db()
    assert (told(case, "reminder"), case.ending) == (2, "no_answer")
    assert case.resolved_at == utc("2026-11-23 09:00")

    assert close_resolved(case.resolved_at + 2 * DAY) == 0
    assert close_resolved(case.resolved_at + 2 * DAY + timedelta(seconds=1)) == 1


@pytest.mark.parametrize(
    "columns",
    [{"silent_since": NOW}, {"unreached_since": NOW}, {"contact_email": "", "contact_phone": ""}],
)
def test_whom_no_message_reaches_is_a_persons(columns):
    case = waiting(**columns)

    assert follow_up(case.follow_up_at) == 1

    case.refresh_from_db()
    assert (case.status, told(case, "reminder")) == ("open", 0)
    assert "has not answered" in case.events.get(kind="status", values__after="open").note


def asked_by_nothing() -> Case:
    return waiting(asked=False)


def asked_in_vain() -> Case:
    case = waiting(asked=False)
    ask(case, state="failed", reason="refused", sent_at=None)
    return case


def told_of_its_opening() -> Case:
    case = waiting(asked=False)
    ask(case, event="case-opened")
    return case


def answered_before_it_was_put_to_wait() -> Case:
    case = make_case()
    ask(case)
    record_words(case, "It was 42.", medium="phone", now=NOW + HOUR)
    case = change_status(case, "waiting_customer", now=NOW + 2 * HOUR)
    follow_up(NOW + 2 * HOUR)
    case.refresh_from_db()
    return case


@pytest.mark.parametrize(
    "make",
    [asked_by_nothing, asked_in_vain, told_of_its_opening, answered_before_it_was_put_to_wait],
)
def test_nobody_is_reminded_of_what_they_were_not_asked(make):
    case = make()

    assert follow_up(case.follow_up_at) == 1

    case.refresh_from_db()
    assert (case.status, case.follow_ups, told(case, "reminder")) == ("open", 0, 0)
    assert "asked nothing" in case.events.filter(kind="status").latest("pk").note


def test_a_question_that_waits_to_leave_is_waited_for():
    case = waiting()
    ask(case, state="queued", sent_at=None)

    assert follow_up(case.follow_up_at) == 0

    case.refresh_from_db()
    assert (case.status, told(case, "reminder")) == ("waiting_customer", 0)


@pytest.mark.parametrize(("on", "reminders"), [("time", 0), ("bank", 0), ("customer", 1)])
def test_whom_an_agent_left_alone_until_a_time_is_not_reminded_before(on, reminders):
    """They have said, perhaps, that they travel until then."""
    case, until = waiting(), NOW + 30 * DAY
    at = case.follow_up_at
    snooze_case(case, until=until, on=on, now=NOW, actor=make_agent())

    follow_up(at)

    assert told(case, "reminder") == reminders
    if not reminders:
        wake_due(until)
        assert follow_up(until) == 0  # waited for anew
        case.refresh_from_db()
        assert case.follow_up_at > until + DAY


def test_asking_them_again_waits_anew():
    case = waiting()
    change_status(case, "open", now=NOW)
    again = change_status(case, "waiting_customer", now=NOW + 2 * DAY)

    assert (again.follow_up_at, again.follow_ups) == (None, 0)
    follow_up(NOW + 2 * DAY)
    again.refresh_from_db()
    assert again.follow_up_at == utc("2026-11-25 09:00")


def test_one_case_that_fails_keeps_no_other_from_its_turn(monkeypatch):
    first, second = waiting(), waiting()
    from support.cases.taking import following_up

    remind = following_up._remind

    def breaks(case, rules, now):
        if case == first:
            raise RuntimeError("no disk")
        remind(case, rules, now)

    monkeypatch.setattr(following_up, "_remind", breaks)

    assert follow_up(first.follow_up_at) == 1
    assert (told(first, "reminder"), told(second, "reminder")) == (0, 1)
    at = first.follow_up_at
    first.refresh_from_db()
    assert first.follow_up_at == at + HOUR  # many that fail are not the first for ever


def test_many_that_begin_to_wait_cost_what_one_costs(django_assert_max_num_queries):
    chinese = make_customer(locale="zh-Hans")
    for number in range(6):
        make_case(
            payment=None, status="waiting_customer", **{"customer": chinese} if number % 2 else {}
        )

    with django_assert_max_num_queries(8):
        follow_up(NOW)

    moments = set(Case.objects.values_list("follow_up_at", flat=True))
    assert moments == {utc("2026-11-23 09:00"), utc("2026-11-23 01:00")}


# Closing


def test_a_resolved_case_is_closed_after_its_time_and_told_to_nobody():
    case = resolve_case(make_case(), now=NOW, ending="withdrawn", actor=make_agent())
    sent = Notification.objects.count()

    assert close_resolved(NOW + 14 * DAY) == 0
    assert close_resolved(NOW + 15 * DAY) == 1

    case.refresh_from_db()
    assert (case.status, case.ending, case.resolved_at) == ("closed", "withdrawn", NOW)
    assert case.events.latest("pk").values == {"before": "resolved", "after": "closed"}
    assert Notification.objects.count() == sent


def test_many_are_closed_in_as_many_statements_as_one(django_assert_num_queries):
    for _number in range(5):
        make_case(payment=None, status="resolved", resolved_at=NOW)

    # The mark of the rules and they, the savepoint (2), the cases, their closing and their lines.
    with django_assert_num_queries(7):
        assert close_resolved(NOW + 20 * DAY) == 5


def words_of(case: Case, event: str) -> str:
    row = Notification.objects.filter(thread=case.reference, event=event, channel="email").last()
    return row.context["what_to_do"]


def test_the_message_that_asks_the_page_and_the_reminder_say_by_when_the_case_closes(
    client, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: NOW + HOUR)
    case = case_of(status="waiting_customer", cause=make_cause())
    tell_customer(lock_case(case), "solution", now=NOW)
    told_so(case)
    case.refresh_from_db()

    # Reminded on Monday the 23rd, closed on the 30th as soon as the market opens.
    assert "not heard from you by 29 November 2026, the case will be closed" in words_of(
        case, "solution"
    )
    assert "如到2026年11月29日仍未收到" in client.get(address_of(case), {"lang": "zh-hans"}).text

    follow_up(NOW)
    case.refresh_from_db()
    follow_up(case.follow_up_at)

    assert "not heard from you by 29 November 2026" in words_of(case, "reminder")


@pytest.mark.parametrize(
    "columns",
    [
        {"unreached_since": NOW},
        {"contact_email": "", "contact_phone": ""},
        {"status": "open"},
        {"status": "waiting_bank"},
        {"wakes_on": "time", "wakes_at": NOW + DAY},
    ],
)
def test_a_case_that_does_not_close_by_itself_names_no_day(columns):
    case = waiting(**columns)

    assert closes_on(case, NOW) is None
    said = message_context(case, "solution", now=NOW)["what_to_do"]
    assert "not heard from you by" not in said


def test_a_page_names_no_day_where_nothing_was_asked_and_none_that_is_past():
    assert closes_on(waiting(asked=False), NOW) is None

    case = waiting()
    last = closes_on(case, NOW)
    assert last == date(2026, 11, 29)
    assert closes_on(case, NOW + 13 * DAY) is None


def test_other_rules_name_another_day_at_once():
    case = waiting()
    assert closes_on(case, NOW) == date(2026, 11, 29)

    WaitingRules.objects.create(
        pk=1, remind_after_days=3, reminders=1, end_after_days=1, close_after_days=2
    )

    assert closes_on(case, NOW) == date(2026, 11, 23)
