"""Ways by which one payment's news could have moved another's messages."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

from support.cases.models import Case
from support.customers.contacts import Contact, KnownContact
from support.customers.models import Customer
from support.customers.services import record_customer
from support.intake.hearing import hear
from support.intake.late import take_up_late
from support.payments.models import Payment
from support.payments.news import PaymentNews, Reference
from support.sources import calls
from support.sources.kinds.base import NotVerifiable, Reading
from support.sources.models import Source
from tests.factories import NOW
from web import again
from web.again import TIMES, again_after_deadlock


def item(own: str, status: str, **values: Any) -> PaymentNews:
    """An item of a batch of payouts; several batches may call theirs "1"."""
    news = PaymentNews(
        reference="1",
        references=(Reference("provider_id", own),),
        status=status,
        direction="payout",
        amount="20.00",
        currency="EUR",
        contact=Contact("Ada Fern", "ada@example.com"),
        reference_may_repeat=True,
    )
    return replace(news, **values)


def tell(news: PaymentNews, number: int, source: str = "paypal") -> dict[str, Any]:
    reading = Reading(news=(news,), type="payment.updated")
    return hear(Source(slug=source), f"evt-{number}", reading, now=NOW)[0]


@pytest.mark.django_db
def test_a_reference_that_repeats_over_batches_names_a_payment_each(tree: Any):
    for number, own in enumerate(["ITEM-A", "ITEM-B", "ITEM-C"]):
        tell(item(own, "sent"), number)
    tell(item("ITEM-B", "failed", failure_code="X"), 7)
    tell(item("ITEM-C", "returned", failure_code="X"), 8)

    told = {
        payment.references.get(kind="provider_id").value: payment.status
        for payment in Payment.objects.all()
    }
    assert told == {"ITEM-A": "sent", "ITEM-B": "failed", "ITEM-C": "returned"}
    assert Case.objects.count() == 2


@pytest.mark.django_db
def test_our_own_systems_payment_is_the_item_that_comes_first(tree: Any):
    tell(item("", "created", references=(), reference_may_repeat=False), 1, source="")

    tell(item("ITEM-A", "sent"), 2)
    tell(item("ITEM-B", "sent"), 3)

    assert Payment.objects.count() == 2
    assert Payment.objects.get(reference="1").references.get().value == "ITEM-A"


@pytest.mark.django_db
@pytest.mark.parametrize(("is_signed", "address"), [(True, "b@example.org"), (False, "a@x.org")])
def test_a_contact_that_is_not_signed_corrects_nobodys(tree: Any, is_signed: bool, address: str):
    first = item("P", "failed", contact=Contact("Ada", "a@x.org"))
    tell(first, 1)

    moved = Contact("Ada", "b@example.org")
    tell(replace(first, status="returned", contact=moved, contact_is_signed=is_signed), 2)

    assert Case.objects.get().contact.email == address


@pytest.mark.django_db
def test_an_id_is_tied_to_nobody_of_whom_only_the_address_is_the_same():
    victim = Customer.objects.create(email="v@example.org")

    said = KnownContact(name="Thief", email="v@example.org", customer_id="cus_9")
    assert record_customer(said, source="acme") == victim
    later = KnownContact(name="Thief", email="thief@example.org", customer_id="cus_9")
    other = record_customer(later, source="acme")

    victim.refresh_from_db()
    assert other != victim
    assert victim.email == "v@example.org"


class Fails:
    """A deed that meets a deadlock so many times."""

    def __init__(self, times: int, code: str = "40P01") -> None:
        self.times, self.code, self.done = times, code, 0

    def __call__(self) -> str:
        self.done += 1
        if self.done > self.times:
            return "done"
        cause = Exception()
        cause.sqlstate = self.code  # type: ignore[attr-defined]
        raise OperationalError("ended") from cause


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "LONGEST_PAUSE_SECONDS", 0)
    new = SimpleNamespace(in_atomic_block=False, connection=None)
    monkeypatch.setattr(again, "connection", new)


@pytest.mark.usefixtures("no_pauses")
def test_what_a_deadlock_ended_is_done_again_and_not_for_ever():
    assert again_after_deadlock(Fails(TIMES - 1)) == "done"
    always = Fails(99)
    with pytest.raises(OperationalError):
        again_after_deadlock(always)
    assert always.done == TIMES


@pytest.mark.usefixtures("no_pauses")
def test_another_failure_is_raised_at_once():
    gone = Fails(1, "57P01")
    with pytest.raises(OperationalError):
        again_after_deadlock(gone)
    assert gone.done == 1


def test_only_so_many_threads_wait_for_a_payment_system():
    taken = [calls._free.acquire(blocking=False) for _ in range(calls.MOST_AT_ONCE)]
    try:
        with pytest.raises(NotVerifiable):
            calls.ask("GET", "http://127.0.0.1:9/")
    finally:
        for _ in taken:
            calls._free.release()


@pytest.mark.django_db
def test_a_late_case_goes_to_whom_the_payment_itself_told(tree: Any):
    at = NOW - timedelta(days=3)
    mine = Contact("Ada Fern", "ada@example.com", "+4915112345678", "en-GB")
    pending = item("P", "pending", reference_may_repeat=False, contact=mine, occurred_at=at)
    tell(pending, 1)
    Customer.objects.update(email="thief@example.org", phone="", locale="zh")

    take_up_late(NOW + timedelta(days=30))

    case = Case.objects.get()
    assert (case.contact.email, case.contact.phone) == (mine.email, mine.phone)
    assert case.contact.language == "en"
