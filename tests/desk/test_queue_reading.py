"""Rows of the queue are read as plain values, and say what the cases themselves would."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from support.cases.models import Case, Status
from support.desk.queue.reading import listed
from support.desk.queue.rows import rows_of
from tests.causes.test_models import make_cause
from tests.every import every
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment
from web.templatetags.web import person

pytestmark = pytest.mark.django_db


def without_zone() -> Case:
    case = make_case(customer=make_customer(name="", email="own@example.net"))
    Case.objects.filter(pk=case.pk).update(contact_zone="", contact_name="Told")
    return case


CASES: dict[str, Callable[[], Case]] = {
    "plain": make_case,
    "no payment": lambda: make_case(payment=None),
    "refund": lambda: make_case(payment=make_payment(is_refund=True)),
    "no amount": lambda: make_case(payment=make_payment(amount=None, amount_text="")),
    "an amount not stored": lambda: make_case(
        payment=make_payment(amount=None, amount_text="1.23456")
    ),
    "yen": lambda: make_case(payment=make_payment(amount=Decimal(1500), currency="JPY")),
    "no zone kept": without_zone,
    "nobody": lambda: make_case(
        customer=make_customer(name="", email="", phone=""), payment=None
    ),
    "an agent's": lambda: make_case(assignee=make_agent(first_name="安然", last_name="李")),
    "silent": lambda: make_case(silent_since=NOW, unreached_since=NOW),
    "of a silent cause": lambda: make_case(
        cause=make_cause(slug="hidden", disclosure="silent"), unreached_since=NOW
    ),
    "done": lambda: make_case(status=Status.RESOLVED, resolved_at=NOW),
}  # fmt: skip


@every("kind", CASES)
def test_a_row_says_what_its_case_does(kind):
    case = Case.objects.for_list().get(pk=CASES[kind]().pk)

    read = listed([case.pk])[case.pk]
    (row,) = rows_of([case.pk], make_agent(), NOW)

    assert (read.who, read.phone) == (str(case.contact), case.contact.phone)
    assert (read.is_done, read.is_silent) == (case.is_done, case.is_silent)
    assert (read.cause, read.team) == (case.cause, case.team)
    assert read.channel == (case.payment and case.payment.channel)
    assert row.whose == person(case.assignee)
    amount = case.payment.amount_label if case.payment else ""
    assert f"{row.amount} {row.currency}".strip() == amount.strip()
