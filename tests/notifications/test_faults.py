"""What happens to messages when workers die, brokers vanish and providers hang up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from support.notifications.models import Notification, State
from support.notifications.services import queue_message
from support.notifications.tasks import drain, sweep
from support.sending.backoff import delay_after
from tests.ending import ends
from tests.faults import commits, crowds, outliving
from tests.faults.outbox import make_customers, tell
from tests.faults.stage import Stage
from tests.faults.storm import Plan, storm
from tests.faults.verdicts import fullest_second
from tests.notifications.making import CONTEXT, let_time_pass, make_customer, make_notification
from tests.notifications.smtp_sink import Sink
from tests.notifications.workers import Broker, kill, running_worker, test_database_url, wait_until
from tests.sampling import IS_WHOLE

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 500 if IS_WHOLE else 200


def queue_many(count: int) -> None:
    for number, customer in enumerate(make_customers(count, phones=False)):
        tell(customer, number, event="solution")


def sent() -> int:
    return Notification.objects.filter(state=State.SENT).count()


def held() -> int:
    return Notification.objects.filter(state=State.CLAIMED).count()


def test_killing_the_worker_in_the_middle_of_many_messages_loses_none_and_repeats_at_most_one(
    broker: Broker, sink: Sink, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    environment = {"REDIS_URL": broker.url, "EMAIL_URL": sink.url}
    queue_many(MANY)

    with running_worker(log, **environment) as worker:
        wait_until(lambda: len(sink.messages) >= MANY * 0.3, log=log)
        kill(worker)
    in_the_middle, left_behind = len(sink.messages), held()
    with running_worker(log, **environment):
        drain.delay("email")
        wait_until(lambda: sent() == MANY - left_behind, log=log)
        let_time_pass()  # the dead worker's leases lapse
        sweep.delay()
        wait_until(lambda: sent() == MANY, log=log)

    received = sink.times_received()
    assert MANY * 0.3 <= in_the_middle < MANY
    assert left_behind <= 20
    assert len(received) == MANY
    assert sum(received.values()) <= MANY + 1


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
        sweep.delay()
        wait_until(lambda: sent() == 61, log=log)

    assert sorted(sink.times_received().values()) == [1] * 61


@pytest.mark.parametrize("fault", ["stop", "freeze"])
def test_a_commit_succeeds_quickly_without_a_broker(
    broker: Broker, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    customer = make_customer()
    make_notification(customer, dedupe_key="while-it-was-there")
    getattr(broker, fault)()

    with ends(), transaction.atomic():
        message = queue_message(
            customer, "solution", channel="email", dedupe_key="first", context=CONTEXT
        )
    with ends(), transaction.atomic():
        queue_message(customer, "solution", channel="email", dedupe_key="second", context=CONTEXT)
    if fault == "freeze":
        broker.thaw()

    assert Notification.objects.due(message.created_at).filter(pk=message.pk).exists()
    assert "No wake-up for ['email']" in caplog.text


@pytest.fixture
def stage(broker: Broker, tmp_path: Path) -> Iterator[Stage]:
    """The fault script's world in small, on this test's database."""
    environment = {"DATABASE_URL": test_database_url(), "REDIS_URL": broker.url}
    small = Stage(tmp_path, None, broker, environment)
    if not IS_WHOLE:
        small.workers = 1  # starting one takes longer than what it has to do here
    with small.sinks():
        yield small


def test_a_small_storm_loses_nothing_and_sends_no_sms_twice(stage: Stage) -> None:
    plan = Plan(
        messages=150, worker_kills=0, broker_kills=1, database_kills=0, seed="small", hangs=False
    )

    verdicts = storm(stage, plan)

    assert [verdict for verdict in verdicts if not verdict.holds] == []
    assert stage.mail.count > 80


def test_a_worker_outlives_a_broker_that_dies_under_its_task_and_one_that_refuses(
    stage: Stage,
) -> None:
    befalls = ("broker killed and back", "broker's memory full")

    verdicts = outliving.outlive(stage, mails=20, only=befalls)

    assert [verdict for verdict in verdicts if not verdict.holds] == []
    assert len(verdicts) == 8


def test_changes_that_are_rolled_back_are_never_told(stage: Stage) -> None:
    verdicts = commits.rollback(stage, cases=20)

    assert [verdict for verdict in verdicts if not verdict.holds] == []


def test_nobody_hears_an_older_state_after_a_newer_one(stage: Stage) -> None:
    verdicts = crowds.order(stage, customers=8, changes=6)

    assert [verdict for verdict in verdicts if not verdict.holds] == []


def test_a_thousand_that_failed_at_once_are_due_again_over_a_minute() -> None:
    delays = [delay_after(1).total_seconds() for _number in range(1000)]

    assert fullest_second(delays) <= 50
    assert max(delays) - min(delays) > 50
