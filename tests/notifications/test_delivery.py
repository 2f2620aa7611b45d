"""From a queued row to a message that arrived."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from support.notifications.delivery import deliver_notification, sweep_outbox
from support.notifications.models import Notification, Reason, State
from support.notifications.tasks import deliver, sweep
from tests.notifications.making import let_time_pass, make_customer, make_notification
from tests.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db


def test_a_mail_arrives_with_both_parts_its_id_its_thread_and_a_word_to_machines(
    sink: Sink,
) -> None:
    message = make_notification(make_customer(locale="zh-CN", name="李伟"))

    deliver_notification(str(message.pk))

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
    assert "Li Wei，您好" in message.text
    assert "Li Wei，您好" in message.html


def test_a_reply_of_an_agent_is_not_marked_as_written_by_a_machine(sink: Sink) -> None:
    deliver_notification(str(make_notification(event="agent-reply").pk))

    assert sink.messages[0]["Auto-Submitted"] is None
    assert "It should arrive tomorrow." in str(sink.messages[0].get_body())


def test_delivering_twice_sends_once(sink: Sink) -> None:
    message = make_notification()

    deliver_notification(str(message.pk))
    deliver_notification(str(message.pk))

    assert len(sink.messages) == 1


def test_a_delivery_costs_two_queries(
    sink: Sink, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    message = make_notification()

    with django_assert_num_queries(2):
        deliver_notification(str(message.pk))

    assert len(sink.messages) == 1


def test_a_cancelled_message_stays_here(sink: Sink) -> None:
    message = make_notification(state=State.CANCELLED)

    deliver_notification(str(message.pk))
    sweep_outbox()

    assert sink.messages == []


def test_the_sweep_sends_what_nobody_was_woken_for(sink: Sink, settings: Settings) -> None:
    customer = make_customer()
    for number in range(5):
        make_notification(customer, dedupe_key=f"k{number}")

    tried = sweep_outbox()

    assert tried == 5
    assert list(sink.times_received().values()) == [1] * 5
    assert sweep_outbox() == 0


def test_a_sweep_stops_when_its_time_is_over(sink: Sink) -> None:
    make_notification()

    assert sweep_outbox(budget_seconds=0) == 0
    assert sink.messages == []


def test_the_message_of_a_dead_worker_goes_out_once_its_lease_has_lapsed(sink: Sink) -> None:
    message = make_notification()
    assert Notification.objects.claim(message.pk, timezone.now())

    assert sweep_outbox() == 0
    let_time_pass(hours=0.05)
    sweep_outbox()
    let_time_pass(hours=0.05)
    sweep_outbox()

    message.refresh_from_db()
    assert message.state == State.SENT
    assert [row.ok for row in message.attempt_rows.all()] == [False, True]
    assert len(sink.messages) == 1


def test_a_message_that_kills_every_worker_is_given_up_in_the_end(sink: Sink) -> None:
    message = make_notification()
    for _try in range(3):
        Notification.objects.claim(message.pk, timezone.now())
        let_time_pass(hours=10)
        sweep_outbox(budget_seconds=0)

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.FAILED, Reason.EXPIRED)


def test_without_an_address_that_mail_can_reach_it_fails_at_once(sink: Sink) -> None:
    message = make_notification(make_customer(email="not an address"))

    deliver_notification(str(message.pk))

    message.refresh_from_db()
    assert (message.state, message.reason, message.attempts) == (State.FAILED, "no_address", 1)


def test_without_providers_messages_become_files(outbox: Path) -> None:
    mail = make_notification(dedupe_key="mail")
    sms = make_notification(dedupe_key="sms", channel="sms")

    sweep()

    day = outbox / f"{mail.created_at:%Y-%m-%d}"
    assert {path.name for path in day.iterdir()} == {f"{mail.pk}.eml", f"{sms.pk}.sms.txt"}
    stored = message_from_bytes((day / f"{mail.pk}.eml").read_bytes(), policy=policy.default)
    assert stored["Message-ID"] == mail.message_id
    text = (day / f"{sms.pk}.sms.txt").read_text()
    assert text.startswith("To: +8613800000001\n\nCasewalk CW-4T7KQ2MZ: ")
    assert sorted(Notification.objects.values_list("state", flat=True)) == ["sent", "sent"]


def test_a_second_delivery_of_a_file_leaves_one_file(outbox: Path) -> None:
    message = make_notification()
    deliver(str(message.pk))
    Notification.objects.update(state=State.QUEUED)

    deliver(str(message.pk))

    assert len(list(outbox.rglob("*.eml"))) == 1
    assert [path for path in outbox.rglob("*") if path.is_file()] == list(outbox.rglob("*.eml"))
