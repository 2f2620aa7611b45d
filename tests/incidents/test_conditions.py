"""Conditions mean the same of one payment and of all that are stored."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from support.incidents.conditions import NUMBERS, OF_NUMBERS, OF_TEXTS, TEXTS, checked
from support.incidents.known import holding, open_cases_of
from tests.factories import NOW, make_case, make_channel, make_payment
from tests.incidents.world import make_incident

pytestmark = pytest.mark.django_db
VALUES = {"failure_code": "ac04", "currency": "GBP", "failure_message": "account", "amount": "120"}
ALL = [
    {"fact": fact, "op": op, "value": value}
    for fact in (*TEXTS, *NUMBERS)
    for op in (OF_NUMBERS if fact in NUMBERS else OF_TEXTS)
    for value in (VALUES.get(fact, "100" if fact in NUMBERS else "failed"), "7")
]


def test_one_payment_and_all_that_are_stored_are_judged_alike():
    channel = make_channel()
    incident = make_incident(channel)
    made = [
        {}, {"status": "pending", "failure_code": "", "failure_message": ""},
        {"amount": None, "bank_latency_ms": None, "account_age_days": 7},
        {"amount": Decimal("119.99"), "currency": "EUR", "bank_latency_ms": 100},
        {"status": "credited"}, {"failure_message": "No ACCOUNT"},
    ]  # fmt: skip
    cases = [make_case(payment=make_payment(channel=channel, **values)) for values in made]

    for row in checked(ALL[:10]) + [one for some in ALL[10:] for one in checked([some])]:
        incident.conditions = [row]
        incident.save()
        (known,) = holding()
        one_by_one = {case.pk for case in cases if known.is_about(case.payment, NOW)}
        assert set(open_cases_of(known).values_list("pk", flat=True)) == one_by_one, row


@pytest.mark.parametrize(
    "row",
    [
        {"fact": "password", "op": "is", "value": "1"},
        {"fact": "amount", "op": "has", "value": "1"},
        {"fact": "amount", "op": "is", "value": "NaN"},
        {"fact": "amount", "op": "is", "value": "1e99"},
        {"fact": "amount", "op": "at_least", "value": "1e-99999"},
        {"fact": "status", "op": "at_least", "value": "failed"},
        {"fact": "status", "op": "is", "value": " "},
        {"fact": "status", "op": "is", "value": "x" * 101},
        "status",
    ],
    ids=["fact", "op", "nan", "huge", "tiny", "text", "empty", "long", "no-row"],
)
def test_what_cannot_be_meant_is_refused(row):
    with pytest.raises(ValidationError):
        checked([row])


def test_only_so_many_conditions_are_taken():
    with pytest.raises(ValidationError):
        checked([{"fact": "status", "op": "is", "value": "failed"}] * 11)
