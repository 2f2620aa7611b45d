"""What happens to messages when workers die, brokers vanish and providers hang up."""

import time
from pathlib import Path

import pytest
from django.db import transaction

from support.notifications.models import Notification, State
from support.notifications.services import queue_message
from support.notifications.tasks import sweep
from tests.notifications.making import CONTEXT, let_time_pass, make_customer, make_notification
from tests.notifications.smtp_sink import Sink
from tests.notifications.workers import Broker, kill, running_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def queue_many(count: int) -> None:
    customer = make_customer()
    for number in range(count):
        make_notification(customer, dedupe_key=f"many-{number}")


def sent() -> int:
    return Notification.objects.filter(state=State.SENT).count()


def swept_and_all_sent(count: int) -> bool:
    """Let the dead worker's lease lapse and the pause after it end, and have the outbox swept."""
    if sent() < count:
        let_time_pass()
        sweep.delay()
    return sent() == count


def test_killing_the_worker_in_the_middle_of_500_messages_loses_none_and_repeats_at_most_one(
    broker: Broker, sink: Sink, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    environment = {"REDIS_URL": broker.url, "EMAIL_URL": sink.url}
    queue_many(500)

    with running_worker(log, **environment) as worker:
        wait_until(lambda: len(sink.messages) >= 150, log=log)
        kill(worker)
    in_the_middle = len(sink.messages)
    with running_worker(log, **environment):
        wait_until(lambda: sent() >= 499, log=log)
        wait_until(lambda: swept_and_all_sent(500), log=log)

    received = sink.times_received()
    assert 150 <= in_the_middle < 500
    assert len(received) == 500
    assert sum(received.values()) <= 501


def test_stopping_flushing_and_starting_the_broker_loses_nothing(
    broker: Broker, sink: Sink, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    environment = {"REDIS_URL": broker.url, "EMAIL_URL": sink.url}
    queue_many(60)
    broker.flush()
    broker.stop()
    make_notification(dedupe_key="while-it-was-down")

    broker.start()
    with running_worker(log, **environment):
        wait_until(lambda: swept_and_all_sent(61), log=log)

    assert sorted(sink.times_received().values()) == [1] * 61


@pytest.mark.parametrize("fault", ["stop", "freeze"])
def test_a_commit_succeeds_quickly_without_a_broker(
    broker: Broker, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    customer = make_customer()
    make_notification(customer, dedupe_key="while-it-was-there")
    getattr(broker, fault)()
    started_at = time.monotonic()

    with transaction.atomic():
        message = queue_message(
            customer, "solution", channel="email", dedupe_key="first", context=CONTEXT
        )
    first_seconds = time.monotonic() - started_at
    with transaction.atomic():
        queue_message(customer, "solution", channel="email", dedupe_key="second", context=CONTEXT)
    both_seconds = time.monotonic() - started_at
    if fault == "freeze":
        broker.thaw()

    assert first_seconds < 1
    assert both_seconds - first_seconds < 0.2
    assert Notification.objects.due(message.created_at).filter(pk=message.pk).exists()
    assert str(message.pk) in caplog.text
