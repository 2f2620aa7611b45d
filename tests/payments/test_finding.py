"""Which payment news speaks of: by its own reference, or by what a bank or provider calls it."""

import pytest
from django.db import connection

from support.payments.models import Payment, PaymentReference
from support.payments.news import PaymentNews, Reference, Unread
from support.payments.references.finding import references_of, whose_payment
from support.payments.services import Teller, record_news
from tests.database import rows_read
from tests.factories import NOW, make_channel, make_customer

pytestmark = pytest.mark.django_db


def find_payment(news: PaymentNews, source: str = "") -> Payment | None:
    """Find it as an event does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payments_used(%s, %s)", references_of(news, source))
        (is_used,) = cursor.fetchone()
    return whose_payment(news, source, is_used=is_used).payment


def known(reference: str, *names: tuple[str, str], amount: str = "120.00") -> Payment:
    channel, customer = make_channel(), make_customer()
    news = PaymentNews(
        reference=reference, direction="payout", amount=amount, currency="EUR", status="sent",
        references=tuple(Reference(kind, value) for kind, value in names),
    )  # fmt: skip
    teller = Teller("casewalk", NOW, customer=lambda: customer, channel=lambda: channel)
    return record_news(None, news, teller).payment


def found(*names: tuple[str, str], **more: str) -> str | None:
    references = tuple(Reference(kind, value) for kind, value in names)
    payment = find_payment(PaymentNews(references=references, **more))
    return payment and payment.reference


def test_by_what_the_bank_calls_it():
    known("PAY-1", ("uetr", "97ed4827-7b6f-4491-a06f-b548d5a7512d"), ("end_to_end_id", "E2E-1"))
    known("PAY-2", ("end_to_end_id", "E2E-2"))

    assert found(("end_to_end_id", "E2E-2"), currency="EUR", amount="120.00") == "PAY-2"
    assert found(("uetr", "97ed4827-7b6f-4491-a06f-b548d5a7512d"), amount="99") == "PAY-1"
    assert found(("trace_number", "E2E-2")) is None


def test_its_own_reference_counts_before_any_other():
    known("PAY-1", ("end_to_end_id", "E2E-1"))
    known("PAY-2")

    assert found(("end_to_end_id", "E2E-1"), reference="PAY-2") == "PAY-2"
    same = {"currency": "EUR", "amount": "120.00"}
    assert found(("end_to_end_id", "E2E-1"), reference="PAY-3", **same) == "PAY-1"
    assert found(("end_to_end_id", "E2E-1"), reference="PAY-3", amount="119.00") is None
    assert found(("end_to_end_id", "E2E-1"), reference="PAY-3") is None


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        ({"currency": "EUR", "amount": "120.00"}, True),
        ({"currency": "eur", "amount": "119.20"}, False),
        ({"currency": "eur", "amount": "119.20", "status": "returned"}, True),  # less fees
        ({"currency": "eur", "amount": "12.00", "status": "returned"}, False),
        ({"currency": "EUR", "amount": "120.01"}, False),
        ({"currency": "USD", "amount": "120.00"}, False),
        ({}, True),
    ],
)
def test_a_name_that_others_may_use_too_is_believed_where_the_money_agrees(
    said: dict[str, str], is_found: bool
):
    known("PAY-1", ("end_to_end_id", "E2E-1"))

    assert (found(("end_to_end_id", "E2E-1"), **said) is not None) is is_found


def test_what_two_payments_are_called_names_neither():
    known("PAY-1", ("end_to_end_id", "SALARY"))
    known("PAY-2", ("end_to_end_id", "SALARY"))

    assert found(("end_to_end_id", "SALARY")) is None


@pytest.mark.parametrize("value", ["NOTPROVIDED", "notprovided", "  ", "NONREF"])
def test_what_stands_for_no_name_is_none(value: str):
    known("PAY-1", ("end_to_end_id", value))

    assert not Payment.objects.get().references.exists()
    assert found(("end_to_end_id", value)) is None


def test_a_reference_that_comes_later_is_kept_once():
    payment = known("PAY-1")
    for _time in range(2):
        news = PaymentNews(reference="PAY-1", references=(Reference("arn", "123"),))
        teller = Teller("bank", NOW, customer=make_customer, channel=make_channel)
        record_news(find_payment(news), news, teller)

    names = PaymentReference.objects.filter(payment=payment)
    assert [(row.kind, row.value) for row in names] == [("arn", "123")]


def test_news_without_amounts_changes_none():
    known("PAY-1")
    news = PaymentNews(reference="PAY-1", status="returned", failure_code="AC04")
    teller = Teller("bank", NOW, customer=make_customer, channel=make_channel)

    record_news(find_payment(news), news, teller)

    payment = Payment.objects.get()
    assert (payment.amount_text, payment.currency, payment.direction) == ("120.00", "EUR", "payout")
    assert (payment.status, payment.failure_code) == ("returned", "AC04")


def test_what_one_source_could_not_say_is_not_forgotten_when_another_speaks():
    known("PAY-1")
    Payment.objects.update(unread=[{"field": "age", "value": "-1", "is_cut": False}])
    news = PaymentNews(
        reference="PAY-1", status="returned", occurred_at=NOW, unread=(Unread("BookgDt", "?"),)
    )

    for source, fields in (("bank", ["age", "BookgDt"]), ("casewalk", ["BookgDt"])):
        teller = Teller(source, NOW, customer=make_customer, channel=make_channel)
        record_news(find_payment(news), news, teller)
        assert [one["field"] for one in Payment.objects.get().unread] == fields


def test_two_systems_may_call_two_payments_the_same():
    first = known("1001")
    for source, amount, expected in (("b", "55.00", "1001~b"), ("b", "55.00", "1001~b"),
                                     ("c", "120.00", "1001")):  # fmt: skip
        news = PaymentNews(reference="1001", amount=amount, currency="EUR", status="failed")
        teller = Teller(source, NOW, customer=make_customer, channel=make_channel)
        payment = record_news(find_payment(news, source), news, teller).payment
        assert payment.reference == expected
        assert (payment.pk == first.pk) is (expected == "1001")


@pytest.mark.parametrize("kind", ["provider_id", "clave_rastreo"])
def test_an_id_of_a_provider_is_one_payment_of_that_provider_alone(kind: str):
    known("PAY-1", (kind, "77"))
    told = PaymentNews(references=(Reference(kind, "77"),), amount="55", currency="USD")

    assert find_payment(told, "shop-b") is None
    assert find_payment(told, "casewalk") is not None


def test_a_name_that_is_another_payments_reference_makes_one_of_its_own():
    known("INV-1")
    news = PaymentNews(references=(Reference("end_to_end_id", "INV-1"),), status="failed")
    teller = Teller("casewalk", NOW, customer=make_customer, channel=make_channel)

    payment = record_news(find_payment(news, "casewalk"), news, teller).payment

    assert payment.reference == "INV-1~casewalk"


def test_a_payment_that_nobody_told_of_yet_is_missed_without_reading_the_others():
    whose = {"channel": make_channel(), "customer": make_customer()}
    Payment.objects.bulk_create(
        Payment(reference=f"PAY-{number}", **whose) for number in range(500)
    )
    with connection.cursor() as cursor:  # of a table nobody has analysed, plans are guesses
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("DISCARD PLANS")  # those of a connection that saw the table empty
    before = rows_read("payments_payment")

    assert find_payment(PaymentNews(reference="PAY-new")) is None

    assert rows_read("payments_payment") == before
