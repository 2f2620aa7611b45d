"""`POST cases/` with a payment: linked by any of its names, opened once."""

from typing import Any

import pytest

from support.cases.models import Case
from support.payments.models import PaymentReference
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent, make_payment

pytestmark = pytest.mark.django_db
CASES = f"{V1}cases/"


@pytest.fixture
def api() -> Any:
    return client_for(make_agent("script"))


def test_a_payment_goes_by_what_its_bank_calls_it(api: Any):
    payment = make_payment(reference="PAY-9")
    PaymentReference.objects.create(payment=payment, kind="trace_number", value="091000019")

    answer = api.post(CASES, {"subject": "Late", "payment": "091000019"}, format="json")

    assert answer.status_code == 201
    assert answer.json()["payment"]["reference"] == "PAY-9"
    again = api.post(CASES, {"subject": "Late", "payment": "PAY-9"}, format="json")
    assert (again.status_code, again.json()["reference"]) == (200, answer.json()["reference"])


def test_a_name_of_several_payments_is_refused(api: Any):
    for _ in range(2):
        PaymentReference.objects.create(payment=make_payment(), kind="arn", value="SHARED-1")

    answer = api.post(CASES, {"subject": "Late", "payment": "SHARED-1"}, format="json")

    assert (answer.status_code, errors(answer)) == (400, [("ambiguous", "payment")])


@pytest.mark.parametrize("name", ["nowhere", "N/A", "a\0b", 5, ["PAY-9"]])
def test_what_names_no_payment_is_refused_in_the_one_format(api: Any, name: Any):
    answer = api.post(CASES, {"subject": "Late", "payment": name}, format="json")

    assert answer.status_code == 400
    assert errors(answer)[0][1] == "payment"
    assert not Case.objects.exists()


def test_what_the_customer_said_is_written_down_once(api: Any):
    make_payment(reference="PAY-9")
    body = {"subject": "Late", "payment": "PAY-9", "body": "Where is it?", "medium": "chat"}

    answers = [api.post(CASES, body, format="json") for _ in range(2)]

    said = Case.objects.get().messages.get()
    assert (said.kind, said.medium, said.body) == ("incoming", "chat", "Where is it?")
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[1].json()["messages"][0]["medium"] == "chat"


def test_an_idempotency_key_repeats_the_answer(api: Any):
    make_payment(reference="PAY-9")
    body = {"subject": "Late", "payment": "PAY-9"}

    answers = [
        api.post(CASES, body, format="json", headers={"Idempotency-Key": "k-1"}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1
