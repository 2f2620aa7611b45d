"""A payment's fate told in any order, with right, equal, missing and future times.

What the case comes to never depends on the order of arrival. What the customer was told on the way
can: of a failure that we hear of after the money was credited nobody is told any more.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.cases.models import Case
from support.customers.contacts import Contact
from support.intake.services import Event, receive_news
from support.notifications.models import Notification
from support.payments.ladder.rungs import UNDER_WAY
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.payments.services import is_contradicted
from tests.factories import NOW
from tests.sampling import examples
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FATE = ["sent", "failed", "credited", "returned"]
CODES = {"failed": "AC04", "returned": "AC01"}
_numbers = count(1)


@dataclass(frozen=True)
class Told:
    status: str
    at: datetime | None


@dataclass(frozen=True)
class End:
    """What a payment comes to: its status, whether a case is open, why, and the last words."""

    status: str
    code: str
    is_open: bool
    cause: str
    last: str


@contextmanager
def nothing_kept() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def end_of(told: Sequence[Told]) -> End:
    """Hear it in this order, and forget it again. There is one case at most, and no double."""
    with nothing_kept():
        for number, one in enumerate(told):
            receive_news(Event(f"evt-{next(_numbers)}"), news(one), now=NOW + number * HOUR / 60)
        payment = Payment.objects.get()
        cases = list(Case.objects.select_related("cause"))
        messages = Notification.objects.filter(channel="email").order_by("created_at", "sequence")
        assert len(cases) <= 1
        for state in ("case-opened", "case-resolved"):
            times = messages.filter(event=state, dedupe_key__contains=state).count()
            assert times <= 2, "told anew only where a return has reopened the case"
        # While the money is under way, a case is open only if its trouble was heard of before.
        is_settled = payment.status not in UNDER_WAY
        is_open = is_settled and any(not case.is_done for case in cases)
        # Told of one moment, arrived and failed leave all that follows to people.
        is_for_machines = is_open and not is_contradicted(payment)
        cause = cases[0].cause if is_for_machines else None
        return End(
            payment.status,
            payment.failure_code,
            is_open,
            cause.slug if cause else "",
            str(messages.last().event) if is_for_machines else "",
        )


def news(told: Told) -> PaymentNews:
    code = CODES.get(told.status, "")
    return PaymentNews(
        reference="PAY-1", status=told.status, status_said=told.status, occurred_at=told.at,
        direction="payout", amount="1200.00", currency="CNY", method="bank_transfer",
        channel="demo-cn-instant", created_at="2026-11-18T15:15:00+08:00",
        failure_scheme="iso20022" if code else "", failure_code=code,
        counterparty_name="Mock Birch", counterparty_account="TESTACCT00090001",
        contact=Contact("Mock Birch", "birch@example.org", "+8614000000001", "zh-Hans"),
    )  # fmt: skip


def at(hour: int) -> datetime:
    return NOW - 4 * HOUR + hour * HOUR


@pytest.mark.parametrize("fate", [FATE[:2], FATE[:3], FATE], ids=lambda fate: fate[-1])
def test_right_times_come_to_the_same_end_in_every_order(tree: TreeVersion, fate: list[str]):
    told = [Told(status, at(hour)) for hour, status in enumerate(fate)]

    ends = {end_of([*order, order[0]]) for order in permutations(told)}

    (end,) = ends
    assert end.status == fate[-1]
    assert end.is_open is (fate[-1] != "credited")
    assert end.code == CODES.get(fate[-1], "")


times = st.sampled_from([None, at(0), at(1), at(2), NOW + 24 * HOUR])


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    told=st.lists(st.sampled_from(FATE), min_size=2, max_size=4, unique=True).flatmap(
        lambda statuses: st.tuples(*(st.builds(Told, st.just(one), times) for one in statuses))
    ),
    data=st.data(),
)
def test_any_times_come_to_the_same_end_in_any_order(
    tree: TreeVersion, told: tuple[Told, ...], data: st.DataObject
):
    other = data.draw(st.permutations(told))
    doubled = data.draw(st.sampled_from(told))

    assert end_of([*told, doubled]) == end_of([doubled, *other])


def test_a_return_reopens_the_case_that_the_credit_had_closed(tree: TreeVersion):
    for hour, status in enumerate(FATE):
        receive_news(Event(f"evt-{status}"), news(Told(status, at(hour))), now=NOW)

    case = Case.objects.get()
    kinds = list(case.events.order_by("pk").values_list("kind", flat=True))
    assert not case.is_done
    assert kinds.count("reopened") == 1
    assert kinds.index("resolved") < kinds.index("reopened")
    words = Payment.objects.get().statuses.values_list("status", "occurred_at")
    assert list(words) == [(status, at(hour)) for hour, status in enumerate(FATE)]


def test_a_time_that_is_still_to_come_is_shown_as_not_read(tree: TreeVersion):
    receive_news(Event("evt-1"), news(Told("failed", NOW + HOUR)), now=NOW)

    payment = Payment.objects.get()
    assert payment.statuses.get().occurred_at is None
    assert [unread["field"] for unread in payment.unread] == ["occurred_at"]


def test_sent_resolves_nothing(tree: TreeVersion):
    receive_news(Event("evt-1"), news(Told("failed", at(0))), now=NOW)
    answer = receive_news(Event("evt-2"), news(Told("sent", at(1))), now=NOW)

    case = Case.objects.get()
    assert answer["case"] == case.reference
    assert not case.is_done
    assert case.status == "waiting_bank"
    assert not Notification.objects.filter(event="case-resolved").exists()


def test_two_systems_that_disagree_leave_the_case_to_people(tree: TreeVersion):
    receive_news(Event("evt-1"), news(Told("credited", at(0))), now=NOW)

    answer = receive_news(Event("evt-1", source="bank"), news(Told("failed", at(1))), now=NOW)

    case = Case.objects.get()
    assert answer == {
        "case": case.reference, "walk": None, "outcome": None, "waiting_at": None,
        "automatic": False,
    }  # fmt: skip
    assert not Notification.objects.exists()
    assert "disagree" in case.events.get(kind="payment").note


def test_the_credit_that_contradicts_a_failure_closes_nothing(tree: TreeVersion):
    receive_news(Event("evt-1"), news(Told("failed", at(0))), now=NOW)

    receive_news(Event("evt-1", source="bank"), news(Told("credited", at(1))), now=NOW)

    assert not Case.objects.get().is_done
    assert not Notification.objects.filter(event="case-resolved").exists()
