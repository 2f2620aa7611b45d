"""From a queued row to a message that arrived."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.delivery.claiming import claim_batch
from support.notifications.delivery.draining import drain, send_batch, sweep_outbox
from support.notifications.delivery.handover import begin
from support.notifications.delivery.lapsed_leases import free_lapsed
from support.notifications.delivery.preparing import words_of
from support.notifications.models import Channel, Notification, Provider, Reason, State
from support.notifications.transports import (
    TRANSPORTS,
    Outgoing,
    Transport,
    TransportError,
)
from tests.notifications.making import let_time_pass, make_customer, make_notification, send
from tests.notifications.reading import read_mail
from tests.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db
NAP = timedelta(seconds=0.5)


def test_a_mail_arrives_with_both_parts_its_id_its_thread_and_a_word_to_machines(
    sink: Sink,
) -> None:
    message = make_notification(make_customer(locale="zh-CN", name="李伟"))

    send(message)

    (mail,) = sink.messages
    assert mail["To"] == "li@example.test"
    assert mail["From"] == "Casewalk <support@casewalk.example>"
    assert mail["Subject"].strip().startswith("[CW-4T7KQ2MZ] ")
    assert mail["Message-ID"] == f"<{message.pk}@casewalk.example>"
    assert mail["References"] == mail["In-Reply-To"] == "<CW-4T7KQ2MZ@casewalk.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    parts = [part.get_content_type() for part in mail.iter_parts()]
    assert parts == ["text/plain", "text/html"]
    assert all("Li Wei" in part.get_content() for part in mail.iter_parts())
    message.refresh_from_db()
    assert message.state == State.SENT
    assert message.provider_id == message.message_id
    assert message.subject == mail["Subject"].strip()
    for part in (message.text, message.html):
        assert "Li Wei" in part
        assert "有新进展" in part


def test_a_reply_of_an_agent_is_not_marked_as_written_by_a_machine(sink: Sink) -> None:
    send(make_notification(event="agent-reply"))

    assert sink.messages[0]["Auto-Submitted"] is None
    plain = sink.messages[0].get_body(("plain",))
    assert "It should arrive tomorrow." in plain.get_content()


def test_delivering_twice_sends_once(sink: Sink) -> None:
    message = make_notification()

    send(message)
    send(message)

    assert len(sink.messages) == 1


def test_what_every_delivery_waits_for_is_planned_once(sink: Sink) -> None:
    for number in range(2):
        address = f"planned{number}@example.test"
        make_notification(make_customer(email=address), dedupe_key=address)

    drain("email")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT statement) FROM pg_prepared_statements"
            " WHERE statement LIKE '%SET handed_at =%'"
        )
        assert cursor.fetchone() == (2,)  # the first one, and one after which another follows


@pytest.mark.django_db(transaction=True)
def test_a_batch_costs_the_same_queries_whatever_its_size(sink: Sink) -> None:
    def cost(count: int) -> int:
        for number in range(count):
            address = f"c{count}-{number}@example.test"
            make_notification(make_customer(email=address), dedupe_key=address)
        with CaptureQueriesContext(connection) as queries:
            drain("email")
        return len(queries)

    cost(1)

    assert cost(9) == cost(4)  # its own statement is prepared and not counted here
    assert len(sink.messages) == 14


def test_a_cancelled_message_stays_here(sink: Sink) -> None:
    message = make_notification(state=State.CANCELLED)

    send(message)
    sweep_outbox()

    assert sink.messages == []


def test_the_sweep_sends_what_nobody_was_woken_for(sink: Sink) -> None:
    customer = make_customer()
    for number in range(5):
        make_notification(customer, dedupe_key=f"k{number}", thread=f"CW-{number}")

    tried = sweep_outbox(budget_seconds=2)

    assert tried == 5
    assert list(sink.times_received().values()) == [1] * 5
    assert sweep_outbox(budget_seconds=0.1) == 0


def test_a_sweep_stops_when_its_time_is_over(sink: Sink) -> None:
    make_notification()

    assert sweep_outbox(budget_seconds=0) == 0
    assert sink.messages == []


def die_with(channel: str, *, handed_over: bool) -> None:
    """Leave a message as a worker does that is killed while it holds it."""
    (message,) = claim_batch(channel, timezone.now()).notifications
    if handed_over:
        assert begin(message, words_of(message), timezone.now())
    Notification.objects.update(claimed_by="a dead worker")
    let_time_pass(hours=0.02)


def test_what_a_dead_worker_had_not_handed_over_goes_out_as_if_nothing_had_been(
    sink: Sink,
) -> None:
    message = make_notification()
    die_with("email", handed_over=False)

    sweep_outbox(budget_seconds=1)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.doubts) == (State.SENT, 1, 0)
    assert len(sink.messages) == 1


def test_before_the_lease_has_lapsed_nobody_takes_over(sink: Sink) -> None:
    make_notification()
    claim_batch("email", timezone.now())
    Notification.objects.update(claimed_by="a slow worker")

    sweep_outbox(budget_seconds=0.1)

    assert sink.messages == []


def test_a_mail_that_a_dead_worker_had_handed_over_goes_out_again_at_once(sink: Sink) -> None:
    message = make_notification()
    die_with("email", handed_over=True)

    sweep_outbox(budget_seconds=1)

    message.refresh_from_db()
    assert (message.state, message.doubts) == (State.SENT, 1)
    assert [(row.ok, row.uncertain) for row in message.attempt_rows.all()] == [
        (False, True),
        (True, False),
    ]
    assert len(sink.messages) == 1


def test_a_mail_that_kills_every_worker_is_left_to_a_person(sink: Sink) -> None:
    message = make_notification()
    for _try in range(2):
        die_with("email", handed_over=True)
        free_lapsed(timezone.now())

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.NEEDS_PERSON, Reason.UNCERTAIN)


class Asked(Transport):
    """A provider that can be asked what became of a message."""

    told: ClassVar[str | None] = None

    def look_up(self, pk: str, address: str, handed_at: datetime) -> str | None:
        assert address == "+8613800000001"
        return self.told


@pytest.mark.parametrize(
    ("told", "state", "reason"),
    [
        ("SM-1", State.SENT, ""),
        ("", State.QUEUED, Reason.TECHNICAL),
        (None, State.NEEDS_PERSON, Reason.UNCERTAIN),
    ],
)
def test_for_an_sms_in_doubt_the_provider_is_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, told: str | None, state: State, reason: str
) -> None:
    monkeypatch.setitem(TRANSPORTS[Channel.SMS], "asked", Asked)
    monkeypatch.setattr(Asked, "told", told)
    settings.SMS_URL = "asked://provider.test"
    message = make_notification(channel="sms")
    die_with("sms", handed_over=True)

    free_lapsed(timezone.now())
    message.refresh_from_db()
    assert message.state == State.CLAIMED
    free_lapsed(timezone.now() + timedelta(seconds=61))

    message.refresh_from_db()
    assert (message.state, message.reason) == (state, reason)
    assert message.provider_id == (told or "")


def test_of_a_provider_that_cannot_be_asked_an_sms_in_doubt_is_left_to_a_person(
    outbox: Path,
) -> None:
    message = make_notification(channel="sms")
    die_with("sms", handed_over=True)

    free_lapsed(timezone.now())

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.NEEDS_PERSON, Reason.UNCERTAIN)
    assert not list(outbox.rglob("*.txt"))


def test_after_a_lost_answer_a_provider_that_can_be_asked_is_asked_a_minute_later(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(self: Transport, outgoing: Outgoing) -> str:
        raise TransportError(Reason.UNCERTAIN, permanent=False, uncertain=True, words="hung up")

    monkeypatch.setitem(TRANSPORTS[Channel.SMS], "asked", Asked)
    monkeypatch.setattr(Asked, "told", "SM-1")
    monkeypatch.setattr(Asked, "send", lose)
    settings.SMS_URL = "asked://other-provider.test"
    message = send(make_notification(channel="sms"))

    assert message.state == State.CLAIMED
    free_lapsed(timezone.now() + timedelta(seconds=59))
    message.refresh_from_db()
    assert message.state == State.CLAIMED
    free_lapsed(timezone.now() + timedelta(seconds=61))

    message.refresh_from_db()
    assert (message.state, message.provider_id) == (State.SENT, "SM-1")
    assert [row.words for row in message.attempt_rows.all()] == ["hung up", ""]


def test_what_nobody_accepted_in_time_is_given_up(sink: Sink) -> None:
    message = make_notification()
    let_time_pass(hours=25)

    sweep_outbox(budget_seconds=0.1)

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.FAILED, Reason.EXPIRED)
    assert sink.messages == []


def test_after_three_faults_in_a_row_the_rest_of_a_batch_is_put_back(settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:9/"
    for number in range(6):
        address = f"c{number}@example.test"
        make_notification(make_customer(email=address), dedupe_key=address)

    send_batch(claim_batch("email", timezone.now()))

    assert sorted(Notification.objects.values_list("attempts", flat=True)) == [0, 0, 0, 1, 1, 1]
    assert not Notification.objects.exclude(state=State.QUEUED).exists()
    assert Provider.objects.get(name__contains="127.0.0.1").failures == 3


def test_an_event_that_no_longer_is_does_not_stop_the_others(outbox: Path) -> None:
    gone = make_notification(make_customer(email="a@example.test"))
    Notification.objects.update(event="party")
    kept = make_notification(make_customer(email="b@example.test"), dedupe_key="kept")

    send(kept)

    gone.refresh_from_db()
    assert (gone.state, gone.reason) == (State.FAILED, Reason.UNWORDED)
    assert kept.state == State.SENT


def test_a_drain_calls_for_help_once_when_there_is_more(outbox: Path) -> None:
    called: list[str] = []
    for number in range(45):
        address = f"c{number}@example.test"
        make_notification(make_customer(email=address), dedupe_key=address)

    tried = drain("email", on_more=lambda: called.append("help"))

    assert (tried, called) == (45, ["help"])
    assert drain("email", on_more=lambda: called.append("help")) == 0
    assert called == ["help"]


def test_a_drain_whose_time_is_over_hands_on(outbox: Path) -> None:
    called: list[str] = []
    make_notification()

    assert drain("email", budget_seconds=0, on_more=lambda: called.append("on")) == 0
    assert called == ["on"]


def test_without_an_address_that_mail_can_reach_it_fails_at_once(sink: Sink) -> None:
    message = make_notification(make_customer(email="not an address"))

    send(message)

    message.refresh_from_db()
    assert (message.state, message.reason, message.attempts) == (State.FAILED, "no_address", 1)


def test_without_providers_messages_become_files(outbox: Path) -> None:
    mail = make_notification(dedupe_key="mail")
    sms = make_notification(dedupe_key="sms", channel="sms")

    sweep_outbox(budget_seconds=1)

    day = outbox / f"{mail.created_at:%Y-%m-%d}"
    assert {path.name for path in day.iterdir()} == {f"{mail.pk}.eml", f"{sms.pk}.sms.txt"}
    stored = read_mail((day / f"{mail.pk}.eml").read_bytes())
    assert stored["Message-ID"] == mail.message_id
    text = (day / f"{sms.pk}.sms.txt").read_text()
    assert text.startswith("To: +8613800000001\n\n【Casewalk】Casewalk CW-4T7KQ2MZ: ")
    assert sorted(Notification.objects.values_list("state", flat=True)) == ["sent", "sent"]


def test_a_second_delivery_of_a_file_leaves_one_file(outbox: Path) -> None:
    message = make_notification()
    send(message)
    Notification.objects.update(state=State.QUEUED)

    send(message)

    assert len(list(outbox.rglob("*.eml"))) == 1
    assert [path for path in outbox.rglob("*") if path.is_file()] == list(outbox.rglob("*.eml"))


def test_a_drain_that_lingers_stays_for_what_it_put_off(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("support.notifications.delivery.settling.delay_after", lambda *_: NAP)
    answers = iter(["451 later"])
    sink.on_recipient = lambda _address: next(answers, None)
    message = make_notification()

    tried = drain("email", budget_seconds=10, lingers=True)

    message.refresh_from_db()
    assert (tried, message.state) == (2, State.SENT)


def test_other_drains_leave_what_they_put_off_to_the_sweep(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("support.notifications.delivery.settling.delay_after", lambda *_: NAP)
    sink.on_recipient = lambda _address: "451 later"
    make_notification()

    assert drain("email", budget_seconds=10) == 1
