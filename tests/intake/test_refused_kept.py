"""What a door refused: kept for 30 days, never a stranger's words, let in once it can be read."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.cases.models import Case
from support.intake.events import taking
from support.intake.models import PaymentEvent, RefusedEvent
from support.intake.refusals import refused
from support.intake.refusals.letting_in import replay_refused
from support.intake.refusals.refused import keep_refused
from support.lead.retention.purging import purge
from support.payments.models import Payment
from tests.factories import NOW, payment_event
from tests.intake.signing import post, send, signed
from tests.sources.door import make_source
from tests.sources.door import post as post_to
from tests.sources.samples import WISE
from tests.sources.signing import signer_of, tampered
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db


def make_refused(body: bytes = b'{"payment": {"reference": "PAY-1"}}', **values: object) -> int:
    made = {"source": "casewalk", "event_id": "evt_1", "status": 400, "code": "required",
            "sentence": "The event names no payment.", "size": len(body)}  # fmt: skip
    event = keep_refused(RefusedEvent(**made | values), body, is_known=True, now=NOW)
    assert event is not None
    return RefusedEvent.objects.get().pk


def test_an_event_that_names_no_payment_is_kept_with_its_words(tree: TreeVersion):
    event = payment_event(reference="")

    send(event, "evt_1")

    kept = RefusedEvent.objects.get()
    assert (kept.source, kept.event_id, kept.status, kept.code) == (
        "casewalk", "evt_1", 400, "required",
    )  # fmt: skip
    assert kept.sentence == "The event names no payment."
    assert json.loads(kept.text) == event
    assert kept.size == len(kept.body)
    assert (kept.times, kept.let_in_at) == (1, None)


def test_what_is_no_json_is_kept_as_it_came(tree: TreeVersion):
    send(b'{"type": \x00', "evt_1")

    kept = RefusedEvent.objects.get()
    assert (kept.status, kept.code, kept.text) == (400, "parse_error", '{"type": \x00')


def test_of_a_stranger_only_size_and_digest_are_kept(tree: TreeVersion):
    body = json.dumps(payment_event()).encode()
    headers = signed(body, "evt_1") | {"webhook-signature": "v1,AAAA"}

    for _time in range(3):
        assert post(body, headers).status_code == 401

    kept = RefusedEvent.objects.get()
    assert (kept.status, kept.code, kept.times) == (401, "bad_signature", 3)
    assert (kept.body, kept.text, kept.event_id, kept.size) == (None, "", "", len(body))
    assert len(kept.digest) == 64


def test_of_what_is_too_large_only_the_size_is_kept(tree: TreeVersion):
    post(b"x" * 100_000, {"webhook-id": "evt_1"})

    kept = RefusedEvent.objects.get()
    assert (kept.status, kept.code, kept.size, kept.body) == (413, "too_large", 100_000, None)


def test_a_conflict_is_kept(tree: TreeVersion):
    send(payment_event(), "evt_1")
    send(payment_event(reference="PAY-OTHER"), "evt_1")

    kept = RefusedEvent.objects.get()
    assert (kept.status, kept.code) == (409, "event_conflict")
    assert "PAY-OTHER" in kept.text


def test_what_was_taken_is_not_among_the_refused(tree: TreeVersion):
    send(payment_event())

    assert not RefusedEvent.objects.exists()


def test_a_flood_does_not_fill_the_disk(monkeypatch):
    monkeypatch.setattr(refused, "MOST_AN_HOUR", 3)
    for number in range(5):
        post(b"x%d" % number)
    assert RefusedEvent.objects.count() == 3

    other = RefusedEvent(source="casewalk", status=400, code="parse_error", sentence="x", size=1)
    later = RefusedEvent(source="casewalk", status=401, code="bad_signature", sentence="x", size=1)
    keep_refused(other, b"1", is_known=True, now=NOW)
    keep_refused(later, b"2", is_known=False, now=NOW + timedelta(days=9))

    assert RefusedEvent.objects.count() == 4  # the flood is still within its hour
    assert RefusedEvent.objects.filter(code="parse_error").exists()


def test_keeping_costs_few_statements_and_a_repetition_one(django_assert_num_queries):
    def keep() -> None:
        event = RefusedEvent(source="s", status=400, code="c", sentence="x", size=1)
        keep_refused(event, b"body", is_known=True, now=NOW)

    with django_assert_num_queries(3):
        keep()
    with django_assert_num_queries(1):
        keep()


def test_a_refused_event_is_let_in_once_it_can_be_read(tree: TreeVersion):
    body = json.dumps(payment_event(reference="PAY-1")).encode()
    pk = make_refused(body)

    answer = replay_refused(pk, now=NOW)

    assert answer["case"] == Case.objects.get().reference
    assert Payment.objects.get().reference == "PAY-1"
    assert PaymentEvent.objects.get().event_id == "evt_1"
    assert not RefusedEvent.objects.waiting().exists()
    with pytest.raises(ValidationError, match="let in already"):
        replay_refused(pk, now=NOW)
    assert Case.objects.count() == 1


def test_a_conflict_is_let_in_under_an_id_of_its_own(tree: TreeVersion):
    first = send(payment_event(), "evt_1").json()
    send(payment_event(), "evt_1")

    answer = replay_refused(RefusedEvent.objects.get().pk, now=NOW)

    assert answer["case"] not in (None, first["case"])
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "parse_error"),
        (b"\xff", "parse_error"),
        (b"{}", "no_reference"),
        (b"7", "no_reference"),
    ],
)
def test_what_still_cannot_be_read_stays(body: bytes, code: str):
    pk = make_refused(body)

    with pytest.raises(ValidationError) as refusal:
        replay_refused(pk, now=NOW)

    assert refusal.value.code == code
    assert RefusedEvent.objects.waiting().count() == 1


def test_what_a_source_sends_and_the_door_refuses_is_kept_under_its_name():
    make_source("wise")

    post_to(signer_of("wise").post(b"{"), "wise")
    post_to(tampered(signer_of("wise").post(WISE)), "wise")

    unread, stranger = RefusedEvent.objects.order_by("status")
    assert (unread.source, unread.status, unread.text) == ("wise", 400, "{")
    assert (stranger.source, stranger.status, stranger.body) == ("wise", 401, None)


def test_a_sources_event_is_let_in_by_its_kind(tree: TreeVersion):
    make_source("wise")
    pk = make_refused(signer_of("wise").post(WISE).body, source="wise")

    answer = replay_refused(pk, now=NOW)

    assert answer["case"] == Case.objects.get().reference
    assert Payment.objects.get().source == "wise"


def test_a_source_that_is_not_heard_any_more_is_not_let_in():
    make_source("wise", is_active=False)

    with pytest.raises(ValidationError, match="not heard any more"):
        replay_refused(make_refused(b"{}", source="wise"), now=NOW)


def test_nothing_of_a_stranger_can_be_let_in():
    post(b"{}")

    with pytest.raises(ValidationError, match="Nothing of this event was kept"):
        replay_refused(RefusedEvent.objects.get().pk, now=NOW)


def test_a_failure_inside_leaves_it_where_it_was(tree: TreeVersion, monkeypatch):
    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    pk = make_refused(json.dumps(payment_event()).encode())
    monkeypatch.setattr(taking, "receive_news", breaks)

    with pytest.raises(RuntimeError):
        replay_refused(pk, now=NOW)

    assert RefusedEvent.objects.waiting().count() == 1


def test_what_was_refused_goes_after_thirty_days():
    make_refused()

    assert purge(NOW + timedelta(days=29)).counts["refused"] == 0
    assert purge(NOW + timedelta(days=31)).counts["refused"] == 1
