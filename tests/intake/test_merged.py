"""News of a payment whose case was merged: it lands in the kept case, whoever that is of."""

from datetime import timedelta

import pytest

from support.cases.merging.services import merge_cases, unmerge_case
from support.cases.models import Case
from support.cases.opening import Opening
from support.cases.services import change_status, open_case, resolve_case
from support.intake.services import Event, receive_news
from support.notifications.models import Notification
from support.payments.news import PaymentNews
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment
from tests.reference import load_reference

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def two_payments() -> tuple[Case, Case]:
    """Cases of two payments of one customer, the second merged into the first."""
    load_reference()
    customer = make_customer()
    kept, merged = (
        make_case(customer=customer, payment=make_payment(customer=customer)) for _ in "12"
    )
    merge_cases(kept, merged, now=NOW, actor=make_agent())
    return Case.objects.get(pk=kept.pk), Case.objects.get(pk=merged.pk)


def hear(case: Case, status: str, word: str = "one", code: str = "") -> str | None:
    payment = case.payment
    assert payment is not None
    news = PaymentNews(
        reference=payment.reference, direction="payout", status=status, failure_code=code,
        failure_scheme="iso20022" if code else "",
    )  # fmt: skip
    answer = receive_news(Event(word, "payment.updated"), news, now=LATER)
    found: str | None = answer["case"]
    return found


def test_news_of_the_merged_ones_payment_stands_in_the_kept_case_and_names_it():
    kept, merged = two_payments()

    assert hear(merged, "failed", code="AC06") == kept.reference

    line = kept.events.get(kind="payment")
    assert line.values["payment"] == merged.payment.reference
    assert not kept.walks.exists()
    assert Case.objects.count() == 2


def test_money_that_arrived_for_the_other_payment_resolves_nothing():
    kept, merged = two_payments()
    change_status(kept, "waiting_customer", now=NOW)

    assert hear(merged, "credited") == kept.reference

    kept.refresh_from_db()
    assert kept.status == "open"
    assert not Notification.objects.filter(event="case-resolved").exists()


def test_news_of_the_kept_ones_own_payment_does_what_it_always_does():
    kept, _merged = two_payments()

    assert hear(kept, "credited") == kept.reference

    kept.refresh_from_db()
    assert (kept.status, kept.ending) == ("resolved", "credited")


def test_new_trouble_opens_the_kept_case_again_and_anything_else_does_not():
    kept, merged = two_payments()
    resolve_case(kept, now=NOW, ending="withdrawn", tells=False, actor=make_agent())

    hear(merged, "sent", "one")
    kept.refresh_from_db()
    assert kept.status == "resolved"

    hear(merged, "returned", "two")
    kept.refresh_from_db()
    assert kept.status == "open"
    assert Case.objects.count() == 2


def test_where_another_case_of_the_kept_ones_payment_is_open_that_one_hears_it():
    kept, merged = two_payments()
    resolve_case(kept, now=NOW, ending="withdrawn", tells=False, actor=make_agent())
    other, is_new = open_case(
        kept.customer, opening=Opening("Again"), payment=kept.payment, now=NOW
    )

    assert is_new
    assert hear(merged, "returned") == other.reference


def test_a_case_opened_by_hand_for_the_merged_ones_payment_is_the_kept_one():
    kept, merged = two_payments()

    found, is_new = open_case(
        merged.customer, opening=Opening("Again"), payment=merged.payment, now=LATER
    )

    assert (found, is_new) == (kept, False)


def test_once_taken_apart_each_hears_of_its_own_payment():
    kept, merged = two_payments()
    unmerge_case(merged, now=NOW, actor=make_agent())

    assert hear(merged, "sent", "one") == merged.reference
    assert hear(kept, "sent", "two") == kept.reference


def test_a_taken_over_payment_is_the_kept_ones_own():
    load_reference()
    customer = make_customer()
    of_payment = make_case(customer=customer, payment=make_payment(customer=customer))
    letter = make_case(customer=customer, payment=None)
    merge_cases(letter, of_payment, now=NOW, actor=make_agent())

    assert hear(of_payment, "credited") == letter.reference

    letter.refresh_from_db()
    assert letter.ending == "credited"
