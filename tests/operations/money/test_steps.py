"""Money is sent again by two people and the source's own word, and by nothing else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from support.cases.models import Case, CaseEvent, Status
from support.intake.services import Event, receive_news
from support.operations.money.asking import (
    Wanted,
    ask_step,
    confirm_step,
    note_payee_check,
    withdraw_step,
)
from support.operations.money.models import Deed, MoneyStep, State, Why
from support.operations.money.sending import send_orders
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.sources.kinds.simulator.book import Mood
from support.sources.models import Access
from tests.factories import NOW, make_agent, make_case, make_payment
from tests.operations.money.steps import AGAIN, asked, confirmed, failed_case, look

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def test_two_people_and_the_sources_word_send_a_payment_again(simulator, book, now):
    case = failed_case(book)
    first = case.payment
    step = asked(case, now)
    assert (step.state, step.looked_status) == (State.LOOKED_UP, "failed")

    step = confirm_step(step, actor=make_agent("bea"), now=now)
    assert book.ordered() == []  # nothing leaves within the press
    assert send_orders() == 1

    step.refresh_from_db()
    case.refresh_from_db()
    assert step.state == State.DONE
    assert book.ordered() == [step.key]
    assert case.payment == step.attempt
    assert (case.payment.amount, case.payment.instead_of) == (first.amount, first)
    assert case.status == Status.WAITING_BANK
    told = case.events.filter(kind=CaseEvent.Kind.MONEY).order_by("pk")
    assert [line.values["step"] for line in told] == ["asked", "looked_up", "confirmed", "done"]


def test_later_news_of_the_new_attempt_is_read_on_the_same_case(simulator, book, now):
    case = failed_case(book)
    confirmed(case, now)
    send_orders()
    (key,) = book.ordered()
    book.put(key, "credited")

    look(now + timedelta(minutes=5))

    case.refresh_from_db()
    assert (case.payment.reference, case.payment.status) == (key, "credited")
    assert case.status == Status.RESOLVED
    assert Payment.objects.count() == 2


def test_late_news_of_the_first_attempt_is_left_to_people(simulator, book, now):
    case = failed_case(book)
    first = case.payment
    confirmed(case, now)
    send_orders()

    news = PaymentNews(first.reference, status="credited", occurred_at=now + timedelta(seconds=5))
    receive_news(Event("late", source="bank"), news, now=now + timedelta(minutes=1))

    case.refresh_from_db()
    assert case.status == Status.OPEN
    assert case.payment != first
    assert "earlier attempt" in case.events.order_by("-pk").exclude(note="")[0].note


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("sent", Why.NOT_FINAL),
        ("delivered", Why.NOT_FINAL),
        ("credited", Why.NOT_FINAL),
        ("held", Why.NOT_FINAL),
        ("unknown", Why.UNSURE),
        ("gone fishing", Why.UNSURE),
    ],
)
def test_what_may_still_be_under_way_is_never_sent_again(simulator, book, now, status, why):
    step = asked(failed_case(book, status), now)

    assert (step.state, step.why) == (State.REFUSED, why)
    with pytest.raises(ValidationError):
        confirm_step(step, actor=make_agent("bea"), now=now)


def test_what_the_source_does_not_know_or_say_is_never_sent_again(simulator, book, now):
    missing, silent = failed_case(book), failed_case(book)
    book.payments.pop(missing.payment.reference)
    unknown = asked(missing, now)
    book.mood = Mood.BROKEN
    waits = asked(silent, now, by="cy")

    assert (unknown.state, unknown.why) == (State.REFUSED, Why.MISSING)
    assert waits.state == State.ASKED
    look(now + timedelta(hours=25))
    waits.refresh_from_db()
    assert (waits.state, waits.why) == (State.REFUSED, Why.NO_ANSWER)


@pytest.mark.parametrize("status", ["sent", "unknown", "pending", "credited", ""])
def test_by_our_own_record_it_must_be_over_as_well(simulator, book, now, status):
    case = failed_case(book)
    Payment.objects.update(status=status)

    with pytest.raises(ValidationError, match="may still be on its way"):
        ask_step(case, AGAIN, actor=make_agent(), now=now)


def test_who_asked_cannot_confirm(simulator, book, now):
    step = asked(failed_case(book), now)

    with pytest.raises(ValidationError, match="another person"):
        confirm_step(step, actor=step.asked_by, now=now)


def test_an_old_word_of_the_source_is_asked_for_again(simulator, book, now):
    case = failed_case(book)
    step, later = asked(case, now), now + timedelta(minutes=20)
    book.put(case.payment.reference, "credited")

    step = confirm_step(step, actor=make_agent("bea"), now=later)
    assert step.state == State.ASKED
    look(later + timedelta(seconds=1))

    step.refresh_from_db()
    assert (step.state, step.why) == (State.REFUSED, Why.NOT_FINAL)
    assert book.ordered() == []


def test_a_name_that_is_not_the_accounts_keeps_it_until_the_details_are_corrected(
    simulator, book, now
):
    case = failed_case(book)
    note_payee_check(case, "no_match", actor=make_agent(), now=now)

    with pytest.raises(ValidationError, match="correct the details"):
        ask_step(case, AGAIN, actor=make_agent(), now=now)
    corrected = Wanted(Deed.SEND_AGAIN, is_corrected=True)
    assert asked(case, now, corrected).state == State.LOOKED_UP


def test_a_payee_check_that_came_meanwhile_refuses_the_confirmation(simulator, book, now):
    step = asked(failed_case(book), now)
    Payment.objects.update(payee_check="no_match")

    with pytest.raises(ValidationError, match="correct the details"):
        confirm_step(step, actor=make_agent("bea"), now=now)


def test_an_amount_that_changed_meanwhile_refuses_the_confirmation(simulator, book, now):
    step = asked(failed_case(book), now)
    Payment.objects.update(amount=Decimal(9000))

    with pytest.raises(ValidationError, match="amount of the payment has changed"):
        confirm_step(step, actor=make_agent("bea"), now=now)


def test_a_currency_that_changed_meanwhile_refuses_the_confirmation(simulator, book, now):
    payment = make_payment(source="bank", status="sent", direction="payin", failure_code="")
    book.put(payment.reference, "sent")
    step = asked(make_case(payment=payment), now, Wanted(Deed.REFUND, Decimal(20)))
    Payment.objects.update(currency="JPY")

    with pytest.raises(ValidationError, match="amount of the payment has changed"):
        confirm_step(step, actor=make_agent("bea"), now=now)
    assert step.amount_label == "20.00 GBP"


def test_an_order_that_no_worker_took_in_time_is_asked_for_and_confirmed_anew(simulator, book, now):
    case = failed_case(book)
    step = confirmed(case, now)
    MoneyStep.objects.update(confirmed_at=now - timedelta(minutes=20))

    assert send_orders() == 0

    step.refresh_from_db()
    assert (step.state, step.confirmed_by, step.attempt) == (State.ASKED, None, None)
    assert (book.ordered(), Payment.objects.count()) == ([], 1)
    look(timezone.now())
    step.refresh_from_db()
    assert step.state == State.LOOKED_UP
    confirm_step(step, actor=make_agent("cy"), now=timezone.now())
    assert send_orders() == 1
    assert book.ordered() == [step.key]


@pytest.mark.parametrize(
    "change", [{"status": "credited"}, {"amount": Decimal(9000)}, {"currency": "JPY"}]
)
def test_an_order_is_not_given_once_something_stands_against_it(simulator, book, now, change):
    case = failed_case(book)
    step = confirmed(case, now)
    Payment.objects.filter(pk=step.payment_id).update(**change)

    assert send_orders() == 0

    step.refresh_from_db()
    assert step.state == State.ASKED
    assert book.ordered() == []


@pytest.mark.parametrize(
    "change", [{"silent_since": NOW}, {"status": "closed", "resolved_at": NOW}]
)
def test_an_order_is_not_given_for_a_case_that_goes_on_no_more(simulator, book, now, change):
    case = failed_case(book)
    confirmed(case, now)
    Case.objects.update(**change)

    assert send_orders() == 0
    assert book.ordered() == []


def test_money_of_a_customer_is_given_back_in_part(simulator, book, now):
    payment = make_payment(source="bank", status="sent", direction="payin", failure_code="")
    book.put(payment.reference, "sent")
    case = make_case(payment=payment)
    with pytest.raises(ValidationError, match="no more of it"):
        ask_step(case, Wanted(Deed.REFUND, Decimal(121)), actor=make_agent(), now=now)
    with pytest.raises(ValidationError, match="more decimals than"):
        ask_step(case, Wanted(Deed.REFUND, Decimal("20.001")), actor=make_agent(), now=now)

    step = asked(case, now, Wanted(Deed.REFUND, Decimal(20)))
    confirm_step(step, actor=make_agent("bea"), now=now)
    send_orders()

    attempt = MoneyStep.objects.get().attempt
    assert (attempt.direction, attempt.is_refund, attempt.amount) == ("payout", True, 20)


def test_a_source_without_an_address_for_orders_takes_none(simulator, book, now):
    case = failed_case(book)
    Access.objects.update(order_address="")

    with pytest.raises(ValidationError, match="takes no orders"):
        ask_step(case, AGAIN, actor=make_agent(), now=now)


def test_it_is_withdrawn_until_somebody_confirms_and_can_be_asked_for_again(simulator, book, now):
    case = failed_case(book)
    step = asked(case, now)
    withdraw_step(step, actor=step.asked_by, now=now)

    step = asked(case, now, by="cy")
    confirm_step(step, actor=make_agent("bea"), now=now)
    with pytest.raises(ValidationError, match="confirmed meanwhile"):
        withdraw_step(step, actor=step.asked_by, now=now)


def test_what_the_source_refuses_is_not_done_and_leaves_no_payment(simulator, book, now):
    case = failed_case(book)
    step = confirmed(case, now)
    book.payments.pop(case.payment.reference)

    send_orders()

    step.refresh_from_db()
    assert (step.state, step.why, step.words) == (State.REFUSED, Why.BY_SOURCE, "HTTP 404")
    assert Payment.objects.count() == 1
    case.refresh_from_db()
    assert case.payment == step.payment


def test_an_order_that_has_no_address_never_got_there(simulator, book, now):
    step = confirmed(failed_case(book), now)
    Access.objects.update(order_address="https://bank.example/{uetr}")

    send_orders()

    step.refresh_from_db()
    assert (step.state, step.why) == (State.REFUSED, Why.NEVER_CAME)
    assert (step.words, book.ordered()) == ("the payment has no uetr", [])


def test_asking_and_confirming_cost_what_they_cost(simulator, book, now, django_assert_num_queries):
    case, amy, bea = failed_case(book), make_agent("amy"), make_agent("bea")

    with django_assert_num_queries(14):
        step = ask_step(case, AGAIN, actor=amy, now=now)
    look(now)
    with django_assert_num_queries(12):
        confirm_step(step, actor=bea, now=now)
