"""An outage of one channel, and the payments that it stops."""

from copy import copy
from datetime import datetime, timedelta
from typing import Any

from support.cases.models import Case
from support.customers.models import Customer
from support.guidance.services import start_walk
from support.guidance.waiting.outage import walk_linked_anew
from support.incidents import recovery, telling
from support.incidents.linking import link_earlier
from support.incidents.models import Incident
from support.incidents.services import Scope, open_incident
from support.incidents.updating import Said, add_update
from support.intake.looking.rounds import look_up
from support.payments.models import Channel, Payment
from support.sources.kinds.simulator.book import Book
from tests.factories import NOW, make_case, make_payment
from tests.guidance.desk import SILENT_PAYMENT

MINUTE = timedelta(minutes=1)
BEGAN = NOW - 2 * timedelta(hours=1)


def make_incident(channel: Channel, **about: Any) -> Incident:
    values = {"began_at": BEGAN} | about
    scope = Scope("Test Bank pays out late", "测试银行出款延迟", [channel], **values)
    return open_incident(scope, actor=None, now=NOW)


def arrive(channel: Channel, **payment: Any) -> Case:
    """Let a payment in trouble of which the record says nothing open a case; its guide begins."""
    case = make_case(payment=make_payment(channel=channel, **SILENT_PAYMENT | payment))
    start_walk(case, now=NOW)
    return Case.objects.get(pk=case.pk)


def said(incident: Incident, state: str = "identified", **words: Any) -> Said:
    values = {
        "customers_en": "Test Bank pays out late. Your payment is among these.",
        "customers_zh": "测试银行付款较慢，您的款项也在其中。",
        "next_update_at": NOW + timedelta(hours=1) if state != "resolved" else None,
    }
    return Said(state, incident.updates.count(), **values | words)


def write(incident: Incident, state: str = "identified", now: datetime = NOW, **words: Any) -> None:
    add_update(incident, said(incident, state, **words), actor=None, now=now)
    catch_up(now)


def catch_up(now: datetime = NOW) -> None:
    link_earlier(now)
    telling.tell_linked(now)
    recovery.recover(now)


def arrive_at_source(channel: Channel, book: Book, now: datetime) -> list[Case]:
    """Let five payments of a simulated source open cases; it credits all of them but the last."""
    cases = [arrive(channel, source="bank", status="pending") for _number in range(5)]
    for case in cases:
        said = "pending" if case == cases[-1] else "credited"
        book.put(case.payment.reference, said, occurred_at=now.isoformat())
    return cases


def look_all_up(now: datetime) -> None:
    """Let the workers ask for all payments, and walk and tell by what their sources said."""
    catch_up(now)
    look_up(clock=lambda: now)
    walk_linked_anew(now)
    catch_up(now)


def make_many(channel: Channel, count: int, *, customers: int = 0) -> list[Case]:
    """Make so many cases of payments under way by a few statements, each of a customer of its own.

    With `customers` they share so many.
    """
    like = make_case(payment=make_payment(channel=channel, status="pending"))
    people = [
        Customer(name=f"Mock Birch {number}", email=f"many{number}@example.net", locale="en-GB")
        for number in range(1, customers or count)
    ]
    people = [like.customer, *Customer.objects.bulk_create(people)]
    payments, cases = [], []
    for number in range(1, count):
        one = copy(like.payment)
        one.pk, one.reference = None, f"MANY-{number}"
        one.customer = people[number % len(people)]
        payments.append(one)
    Payment.objects.bulk_create(payments)
    for number, payment in enumerate(payments, start=1):
        case = copy(like)
        case.pk, case.reference, case.payment = None, f"CW-{number:08}", payment
        case.customer, case.contact_email = payment.customer, payment.customer.email
        cases.append(case)
    Case.objects.bulk_create(cases)
    return [like, *cases]
