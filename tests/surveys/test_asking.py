"""Who is asked how it went: once a case, some time after its end, by one channel, seldom."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.timetable import TIMETABLE
from support.cases.locked import lock_payment, take_up_again
from support.cases.merging.services import merge_cases
from support.cases.models import Case, Status
from support.notifications.models import Notification, Suppression
from support.notifications.showing import as_it_would_leave
from support.surveys.asking import AT_ONCE, ask_due
from support.surveys.models import Survey, SurveyRules
from support.surveys.tasks import ask
from tests.factories import NOW, make_agent, make_case, make_customer
from tests.portal.world import make_cause, make_message
from tests.surveys.world import DAY, ended_case

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def asked() -> list[tuple[str, str, str]]:
    rows = Notification.objects.filter(event="survey").order_by("sequence")
    return [(row.thread, row.channel, row.state) for row in rows]


def left_out(case: Case) -> str:
    return Survey.objects.get(case=case).left_out


def test_a_day_after_the_end_and_once_by_one_channel():
    case = ended_case()

    assert ask_due(NOW + DAY - MINUTE) == 0
    assert ask_due(NOW + DAY) == 1
    assert ask_due(NOW + DAY + MINUTE) == 0

    assert asked() == [(case.reference, "email", "queued")]
    assert Survey.objects.get().asked_at == NOW + DAY


def test_a_lead_says_how_long_after_and_whether_at_all():
    ended_case()
    rules = SurveyRules.objects.create(pk=1, is_on=False, delay_hours=2)

    assert ask_due(NOW + timedelta(hours=3)) == 0
    rules.is_on = True
    rules.save()
    assert ask_due(NOW + timedelta(hours=1)) == 0
    assert ask_due(NOW + timedelta(hours=2)) == 1


def test_what_ended_long_before_is_not_asked_about_any_more():
    ended_case()

    assert ask_due(NOW + 5 * DAY) == 0
    assert not Survey.objects.exists()


def test_the_mail_has_a_link_for_each_answer_and_the_sms_one():
    mail, sms = ended_case(), ended_case(customer=make_customer(email=""))
    ask_due(NOW + DAY)

    letter = as_it_would_leave(Notification.objects.get(thread=mail.reference, event="survey"))
    text = as_it_would_leave(Notification.objects.get(thread=sms.reference, event="survey"))

    for stars in range(1, 6):
        assert f"/survey/?stars={stars}" in letter.text
        assert letter.html.count(f"/survey/?stars={stars}") == 1
    assert "/s/unsubscribe/" in letter.text
    assert text.text.count("/survey/") == 1


def test_in_chinese_it_is_asked_in_chinese():
    ended_case(customer=make_customer(locale="zh-CN"))

    ask_due(NOW + DAY)

    row = Notification.objects.get(event="survey")
    assert row.language == "zh-hans"
    assert "5 分，非常满意" in as_it_would_leave(row).text


def test_who_wants_sms_only_is_asked_by_sms():
    case = ended_case(customer=make_customer(wants_email=False))

    ask_due(NOW + DAY)

    assert asked() == [(case.reference, "sms", "queued")]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("silent cause", "silent"),
        ("silent since", "silent"),
        ("duplicate", "not_an_end"),
        ("untold", "untold"),
        ("told of an older end", "untold"),
        ("not sent", "untold"),
        ("few", "unwanted"),
        ("nobody reached", "unreached"),
        ("suppressed", "unreached"),
    ],
)
def test_who_is_not_asked_and_why(kind, why):
    overrides = {
        "silent cause": lambda: {"cause": make_cause(disclosure="silent")},
        "silent since": lambda: {"silent_since": NOW},
        "duplicate": lambda: {"ending": "duplicate"},
        "few": lambda: {"customer": make_customer(only_essential=True)},
        "nobody reached": lambda: {"unreached_since": NOW},
        "suppressed": lambda: {"customer": make_customer(phone="")},
    }.get(kind, dict)()
    case = ended_case(
        is_told=kind not in ("untold", "told of an older end", "not sent"), **overrides
    )
    if kind == "told of an older end":
        make_message(case, -60, event="case-resolved")
    if kind == "not sent":
        make_message(case, 0, event="case-resolved", state="cancelled", sent_at=None)
    if kind == "suppressed":
        Suppression.objects.create(
            channel="email", address=case.customer.email, why="bounced", created_at=NOW
        )

    assert ask_due(NOW + DAY) == 0

    assert left_out(case) == why
    assert asked() == []


def test_what_was_merged_is_not_asked_about():
    kept = ended_case(resolved_at=NOW - 30 * DAY)
    merged = make_case(customer=kept.customer, payment=None)
    Case.objects.filter(pk=kept.pk).update(status=Status.OPEN, resolved_at=None, ending="")
    kept.refresh_from_db()
    merge_cases(kept, merged, now=NOW, actor=make_agent())

    assert ask_due(NOW + DAY) == 0
    assert not Survey.objects.exists()


def test_a_customer_is_asked_once_in_thirty_days_whatever_ends():
    customer = make_customer()
    first, second = ended_case(customer=customer), ended_case(customer=customer)
    ask_due(NOW + DAY)
    later = ended_case(customer=customer, resolved_at=NOW + 28 * DAY, is_told=False)
    make_message(later, 28 * 24 * 60, event="case-resolved")
    much_later = ended_case(customer=customer, resolved_at=NOW + 31 * DAY, is_told=False)
    make_message(much_later, 31 * 24 * 60, event="case-resolved")

    ask_due(NOW + 29 * DAY)
    ask_due(NOW + 32 * DAY)

    assert [left_out(case) for case in (first, second, later, much_later)] == [
        "", "lately", "lately", "",
    ]  # fmt: skip


def test_a_case_that_is_taken_up_again_takes_back_what_has_not_left():
    case = ended_case()
    ask_due(NOW + DAY)
    lock_payment(case.payment_id)

    take_up_again(Case.objects.get(pk=case.pk), now=NOW + 2 * DAY, actor=None, note="Back.")

    assert asked() == [(case.reference, "email", "cancelled")]


def test_the_timetable_asks_and_twice_at_once_asks_once(monkeypatch):
    ended_case()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY)

    ask()
    ask()

    assert len(asked()) == 1
    assert "support.surveys.tasks.ask" in {row["task"] for row in TIMETABLE.values()}


def test_a_round_asks_the_database_no_more_for_cases_that_are_not_due():
    counts = []
    for _more in range(2):
        for _number in range(3):
            ended_case(resolved_at=NOW + DAY)
            ended_case(resolved_at=NOW - 20 * DAY)
        with CaptureQueriesContext(connection) as queries:
            ask_due(NOW + DAY)
        counts.append(len(queries))

    assert counts == [5, 5]


def test_those_who_are_not_asked_cost_nothing_each_and_sets_are_bounded():
    counts = []
    for number in (1, 5):
        for _each in range(number):
            ended_case(ending="duplicate")
        with CaptureQueriesContext(connection) as queries:
            ask_due(NOW + DAY)
        counts.append(len(queries))

    assert counts[0] == counts[1] == 8
    assert AT_ONCE <= 100
