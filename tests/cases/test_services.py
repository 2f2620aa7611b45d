"""Everything that can happen to a case, one service after the other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support.cases.models import Case, Status
from support.cases.opening import Opening
from support.cases.services import change_status, open_case, resolve_case
from support.guidance.proof import reopen_case
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


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


# Resolving and reopening


def test_resolving_tells_the_customer_on_every_channel_once():
    agent, case = make_agent(), make_case()

    case = resolve_case(case, now=NOW, ending="cannot_be_done", actor=agent, note="Released")

    assert (case.status, case.resolved_at, case.due_at) == ("resolved", NOW, None)
    sent = Notification.objects.for_thread(case.reference)
    assert {(row.event, row.channel) for row in sent} == {
        ("case-resolved", "email"),
        ("case-resolved", "sms"),
    }
    assert timeline(case) == ["opened", "resolved"]


def test_resolving_twice_is_refused_and_tells_nobody_again():
    case = resolve_case(make_case(), now=NOW, ending="cannot_be_done")

    with pytest.raises(ValidationError) as refusal:
        resolve_case(case, now=NOW + HOUR, ending="cannot_be_done")

    assert refusal.value.code == "resolved"
    assert Notification.objects.count() == 2
    assert timeline(case) == ["opened", "resolved"]


def test_a_reopened_case_starts_its_clock_anew_and_is_resolved_aloud_again():
    case = resolve_case(make_case(), now=NOW, ending="cannot_be_done")

    case = reopen_case(case, now=NOW + 7 * DAY, note="Still nothing")
    assert (case.status, case.resolved_at) == ("open", None)
    assert case.solution_due_at == utc("2026-11-27 10:00")
    assert case.due_at == case.solution_due_at

    resolve_case(case, now=NOW + 8 * DAY, ending="cannot_be_done")
    assert timeline(case) == ["opened", "resolved", "reopened", "resolved"]
    assert Notification.objects.filter(event="case-resolved", channel="email").count() == 2


def test_a_reopened_case_forgets_what_was_promised_before():
    case = change_status(make_case(), "waiting_bank", now=NOW)
    case = resolve_case(case, now=NOW + DAY, ending="cannot_be_done")

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
