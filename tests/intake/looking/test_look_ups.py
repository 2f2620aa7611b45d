"""Payments are looked up at their source: what it says is news, and nothing waits for it."""

import json
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.dispatch import receiver
from django.test.utils import CaptureQueriesContext

from support.cases.models import Status
from support.intake.looking import rounds, settling
from support.intake.looking.asking import ask_by_clock
from support.intake.looking.rounds import look_up
from support.payments.models import PaymentReference
from support.sending import guarded
from support.sources.kinds.simulator.book import Mood
from support.sources.looking import calling
from support.sources.looking.asking import ask_look_up
from support.sources.looking.reading import read_answer
from support.sources.models import Access, LookUp, Source
from support.sources.signals import looked_up
from tests.factories import NOW, make_case, make_payment

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=2)


def ask(payment, **more):
    return ask_look_up(payment, **{"why": LookUp.Why.BY_HAND, "now": NOW, **more})


def round_at(moment):
    return look_up(budget_seconds=0.5, clock=lambda: moment)


def payment_at_bank(**more):
    return make_payment(
        source="bank", status="sent", failure_scheme="", failure_code="", failure_message="", **more
    )


def test_what_the_source_says_is_news_of_the_payment(simulator, book):
    payment = payment_at_bank(reference="PAY-1")
    case = make_case(payment=payment, status=Status.WAITING_BANK)
    book.put("PAY-1", "credited", occurred_at=NOW.isoformat(), provider_id="B-77")
    asked = ask(payment)

    assert round_at(SOON) == 1

    asked.refresh_from_db()
    payment.refresh_from_db()
    case.refresh_from_db()
    assert (asked.state, asked.status) == (LookUp.State.ANSWERED, "credited")
    assert asked.answered_at_source == NOW
    assert payment.status == "credited"
    assert case.status == Status.RESOLVED
    assert payment.references.get().value == "B-77"


def test_what_is_known_already_is_told_to_nobody_again(simulator, book):
    payment = payment_at_bank(reference="PAY-1")
    case = make_case(payment=payment, status=Status.WAITING_BANK)
    book.put("PAY-1", "sent")
    before = case.events.count(), payment.statuses.count()

    ask(payment)
    round_at(SOON)

    assert payment.look_ups.get().status == "sent"
    assert (case.events.count(), payment.statuses.count()) == before


def test_an_answer_that_tells_no_reason_keeps_the_one_that_is_known(simulator, book):
    payment = make_payment(source="bank", reference="PAY-1", status="failed", failure_code="AC04")
    case = make_case(payment=payment, status=Status.WAITING_CUSTOMER)
    before = payment.failure_scheme, payment.failure_message
    book.put("PAY-1", "failed", occurred_at=SOON.isoformat())

    ask(payment)
    round_at(SOON)
    book.put("PAY-1", "failed", occurred_at=SOON.isoformat(), provider_id="B-77")
    ask(payment, now=SOON)
    round_at(SOON)

    payment.refresh_from_db()
    case.refresh_from_db()
    assert payment.references.get().value == "B-77"
    assert (payment.failure_code, payment.failure_scheme, payment.failure_message) == (
        "AC04", *before,
    )  # fmt: skip
    assert case.status == Status.WAITING_CUSTOMER


def test_a_source_is_read_once_for_all_that_it_is_asked(simulator, book):
    for number in range(4):
        ask(payment_at_bank(reference=f"PAY-{number}"))

    with CaptureQueriesContext(connection) as queries:
        assert round_at(SOON) == 4

    read = [one["sql"] for one in queries if 'FROM "sources_source"' in one["sql"]]
    assert len(read) == 1


def test_who_listens_hears_of_every_end_once(simulator, book):
    known, unknown, nowhere = (
        payment_at_bank(reference="PAY-1"),
        payment_at_bank(reference="PAY-2"),
        make_payment(source="elsewhere"),
    )
    book.put("PAY-1", "credited")
    heard = []

    @receiver(looked_up)
    def hear(sender, look_up, now, **_more):
        heard.append((look_up.payment_id, look_up.state))

    for payment in (known, unknown, nowhere):
        ask(payment)
    round_at(SOON)
    round_at(SOON)

    assert sorted(heard) == [
        (known.pk, "answered"), (unknown.pk, "missing"), (nowhere.pk, "failed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        (Mood.BROKEN, "HTTP 500"),
        (Mood.HUGE, "the answer is too long"),
        (Mood.LEADS_INSIDE, "HTTP 302"),
        (Mood.HANGS, "ReadTimeout"),
    ],
)
def test_a_source_that_gives_no_answer_is_asked_again_later(
    simulator, book, monkeypatch, mood, words
):
    monkeypatch.setattr(calling, "CALL_SECONDS", 0.3)
    payment = payment_at_bank(reference="PAY-1")
    book.put("PAY-1", "credited")
    asked, book.mood = ask(payment), mood

    begun = time.monotonic()
    round_at(SOON)

    assert time.monotonic() - begun < 5
    asked.refresh_from_db()
    assert asked.state == LookUp.State.ASKED
    assert asked.words.startswith(words)
    assert (asked.attempts, asked.finished_at) == (1, None)
    assert [one["path"] for one in book.asked] == ["/payments/PAY-1"]  # a redirect leads nowhere
    book.mood = Mood.WELL
    round_at(SOON + timedelta(hours=1))
    asked.refresh_from_db()
    assert asked.status == "credited"


def test_a_source_broken_for_an_hour_is_left_alone_between(simulator, book):
    payments = [payment_at_bank(reference=f"PAY-{number}") for number in range(4)]
    for payment in payments:
        ask(payment)
    book.mood = Mood.BROKEN

    for minute in range(60):
        round_at(NOW + timedelta(minutes=minute))

    assert 4 <= len(book.asked) < 60
    assert LookUp.objects.filter(state=LookUp.State.ASKED).count() == 4
    assert Access.objects.get().failures >= 5


def test_after_a_day_without_an_answer_it_is_over_and_never_not_known_there(simulator, book):
    asked, book.mood = ask(payment_at_bank()), Mood.BROKEN

    round_at(NOW + timedelta(hours=25))

    asked.refresh_from_db()
    assert (asked.state, asked.words) == (LookUp.State.FAILED, "HTTP 500")


def test_no_address_inside_our_network_is_asked(simulator, book, settings):
    settings.WEBHOOK_NETWORKS = []
    asked = ask(payment_at_bank())

    round_at(SOON)

    asked.refresh_from_db()
    assert asked.words == "address inside our own network"
    assert book.asked == []


def test_a_name_that_leads_inside_the_second_time_is_not_asked_twice(
    simulator, book, settings, monkeypatch
):
    """The address that was judged is the one that is called (DNS rebinding)."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    port = simulator.look_up_address.split(":")[2].split("/")[0]
    Access.objects.update(look_up_address=f"http://bank.example:{port}/payments/{{reference}}")
    answers = iter(["127.0.0.1", "127.0.0.2"])
    looked = []

    resolve = guarded.socket.getaddrinfo

    def found(host, port_, *rest, **more):
        if host != "bank.example":
            return resolve(host, port_, *rest, **more)
        looked.append(host)
        return [(2, 1, 6, "", (next(answers), port_))]

    monkeypatch.setattr(guarded.socket, "getaddrinfo", found)
    book.put("PAY-1", "sent")
    asked = ask(payment_at_bank(reference="PAY-1"))

    round_at(SOON)

    asked.refresh_from_db()
    assert (asked.status, looked) == ("sent", ["bank.example"])


def test_an_answer_about_another_payment_is_none(simulator, book):
    payment = payment_at_bank(reference="PAY-1")
    entry = book.put("PAY-1", "credited")
    entry.reference = "PAY-2"
    asked = ask(payment)

    round_at(SOON)

    asked.refresh_from_db()
    payment.refresh_from_db()
    assert (asked.state, payment.status) == (LookUp.State.ASKED, "sent")
    assert asked.words == "the answer tells of another payment"


def test_two_workers_share_what_is_due(simulator):
    asked = [ask(payment_at_bank()) for _one in range(3)]

    first, second = rounds.claim(SOON), rounds.claim(SOON)

    assert (len(first), second) == (len(asked), [])


def test_what_a_dead_worker_held_is_asked_by_the_next(simulator, book):
    payment = payment_at_bank(reference="PAY-1")
    book.put("PAY-1", "sent")
    asked = ask(payment)
    rounds.claim(NOW)
    LookUp.objects.update(claimed_by="somebody else")

    assert round_at(NOW + timedelta(seconds=10)) == 0
    assert round_at(NOW + timedelta(minutes=1)) == 1

    asked.refresh_from_db()
    assert asked.state == LookUp.State.ANSWERED


def test_asked_twice_while_it_waits_it_is_one_question():
    payment = make_payment()

    first = ask(payment)
    LookUp.objects.update(not_before=NOW + timedelta(hours=1))
    second = ask(payment)

    assert (first.pk, second.not_before) == (second.pk, NOW + timedelta(hours=1))
    assert LookUp.objects.get().not_before == NOW


def test_a_waiting_case_is_asked_for_once_at_first_and_once_when_due(simulator):
    case = make_case(
        payment=payment_at_bank(), status=Status.WAITING_BANK, bank_due_at=NOW + timedelta(days=2)
    )
    make_case(payment=make_payment(source="elsewhere"), status=Status.WAITING_BANK)

    def asked_at(moment):
        count = ask_by_clock(moment)
        LookUp.objects.update(state=LookUp.State.ANSWERED)
        return count

    days = [asked_at(NOW + timedelta(days=number)) for number in range(5)]

    assert days == [1, 0, 1, 0, 0]
    assert list(LookUp.objects.order_by("pk").values_list("why", "bank_due_at")) == [
        ("before_wait", case.bank_due_at), ("due", case.bank_due_at),
    ]  # fmt: skip


def test_an_answer_that_cannot_be_stored_keeps_nobody_elses(simulator, book, monkeypatch, caplog):
    payments = [payment_at_bank(reference=f"PAY-{number}") for number in (1, 2)]
    for payment in payments:
        ask(payment)
        book.put(payment.reference, "delivered")
    real = settling.receive_news

    def receive(event, news, *, now):
        if news.reference == "PAY-1":
            raise RuntimeError
        return real(event, news, now=now)

    monkeypatch.setattr(settling, "receive_news", receive)

    round_at(SOON)

    assert list(LookUp.objects.order_by("pk").values_list("state", flat=True)) == [
        "asked", "answered",
    ]  # fmt: skip
    assert "could not be stored" in caplog.text


@pytest.mark.parametrize("at_fault", ["news", "listener"])
def test_an_answer_that_can_never_be_stored_ends_with_its_reason(
    simulator, book, monkeypatch, caplog, at_fault
):
    payment = payment_at_bank(reference="PAY-1")
    asked = ask(payment)
    book.put("PAY-1", "delivered")

    def fail(*_given, **_more):
        raise RuntimeError

    if at_fault == "news":
        monkeypatch.setattr(settling, "receive_news", fail)
        heard = []
        looked_up.connect(lambda look_up, **_more: heard.append(look_up.state), weak=False,
                          dispatch_uid="hears")  # fmt: skip
    else:
        looked_up.connect(fail, weak=False, dispatch_uid="hears")
    try:
        rounds_made = [round_at(SOON + timedelta(hours=number)) for number in range(10)]
    finally:
        looked_up.disconnect(dispatch_uid="hears")

    asked.refresh_from_db()
    payment.refresh_from_db()
    assert rounds_made == [1] * settling.TRIES + [0] * (10 - settling.TRIES)
    assert (asked.state, asked.words) == (LookUp.State.FAILED, "the answer could not be stored")
    assert (asked.attempts, payment.status) == (settling.TRIES, "sent")
    assert caplog.text.count("could not be stored") == settling.TRIES
    if at_fault == "news":
        assert heard == ["failed"]


def test_asking_for_many_costs_the_same(simulator, django_assert_num_queries):
    for _one in range(20):
        make_case(payment=payment_at_bank(), status=Status.WAITING_BANK, bank_due_at=NOW)

    with django_assert_num_queries(4):
        assert ask_by_clock(NOW) == 20


STRIPE = {
    "id": "po_1", "object": "payout", "amount": 1100, "arrival_date": 1763424000,
    "created": 1763337600, "currency": "gbp", "status": "failed", "type": "bank_account",
    "failure_code": "account_closed", "failure_message": "The bank account has been closed",
    "metadata": {},
}  # fmt: skip
ADYEN = {
    "id": "48POO45", "direction": "outgoing", "category": "bank", "type": "bankTransfer",
    "status": "returned", "reason": "counterpartyAccountClosed", "reference": "PAY-1",
    "amount": {"currency": "EUR", "value": 1100}, "creationDate": "2026-11-17T10:00:00+01:00",
    "updatedAt": "2026-11-18T09:00:00+01:00",
}  # fmt: skip
WISE = {
    "id": 468956, "targetAccount": 8692237, "status": "bounced_back", "reference": "good times",
    "created": "2026-11-17 10:00:00", "sourceCurrency": "EUR", "sourceValue": 11.0,
    "targetCurrency": "GBP", "targetValue": 9.6, "customerTransactionId": "b7d1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "answer", "provider_id", "status", "code"),
    [
        ("stripe", STRIPE, "po_1", "failed", "account_closed"),
        ("adyen", ADYEN, "48POO45", "returned", "counterpartyAccountClosed"),
        ("wise", WISE, "468956", "returned", ""),
    ],
)
def test_providers_answers_are_read_as_their_events_are(kind, answer, provider_id, status, code):
    payment = make_payment(source=kind, reference="PAY-1", status="sent")
    PaymentReference.objects.create(payment=payment, kind="provider_id", value=provider_id)
    source = Source(slug=kind, kind=kind)

    news = read_answer(json.dumps(answer).encode(), source, payment, NOW)

    assert (news.reference, news.status, news.failure_code) == ("PAY-1", status, code)
    assert news.occurred_at is not None


def test_any_answer_is_read_by_the_field_map():
    payment = make_payment(source="own", reference="PAY-1", status="sent")
    fields = {"reference": "data.ref", "status": "data.state", "payee_check": "data.vop"}
    source = Source(slug="own", kind="mapped", field_map={"fields": fields})
    body = json.dumps({"data": {"ref": "PAY-1", "state": "RJCT", "vop": "RVNM"}}).encode()

    news = read_answer(body, source, payment, NOW)

    assert (news.status, news.payee_check) == ("rejected", "no_match")


def test_a_later_state_is_never_taken_back_by_an_answer_without_a_time():
    payment = make_payment(source="wise", reference="PAY-1", status="credited")
    PaymentReference.objects.create(payment=payment, kind="provider_id", value="468956")
    body = json.dumps(WISE | {"status": "outgoing_payment_sent"}).encode()

    news = read_answer(body, Source(slug="wise", kind="wise"), payment, NOW)

    assert (news.status, news.occurred_at) == ("sent", None)


def test_an_address_takes_the_names_of_the_payment_and_nothing_else_of_it():
    payment = make_payment(reference="A/B ?c")
    PaymentReference.objects.create(payment=payment, kind="uetr", value="u-1")
    template = "https://bank.example/{uetr}/{reference}"

    assert calling.address_for(template, payment) == "https://bank.example/u-1/A%2FB%20%3Fc"
    with pytest.raises(calling.Unnamed):
        calling.address_for("https://bank.example/{arn}", payment)


@pytest.mark.parametrize("secret", ["Bearer s3cret ", "Bearer s3cret\n", " Bearer s3cret"])
def test_a_secret_that_is_no_header_is_told_to_nobody(simulator, book, secret):
    Access.objects.update(secret=secret)
    book.put("PAY-1", "credited")
    ask(payment_at_bank(reference="PAY-1"))

    round_at(SOON)

    assert LookUp.objects.get().words == "LocalProtocolError"
