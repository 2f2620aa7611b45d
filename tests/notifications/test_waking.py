"""A broker that fails costs a moment, not a request."""

from typing import Any

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from support.notifications.models import Notification, State
from support.notifications.outbox import waking
from support.notifications.outbox.waking import fall_asleep, wake
from tests.notifications.making import make_customer, make_notification
from tests.notifications.workers import Broker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def woken(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The channels for which a wake-up was published."""
    published: list[str] = []
    monkeypatch.setattr(waking, "_send", published.append)
    return published


def test_one_wake_up_that_nobody_has_heard_yet_is_enough(woken: list[str]) -> None:
    for number in range(5):
        make_notification(make_customer(email=f"c{number}@example.test"), dedupe_key=f"k{number}")

    assert woken == ["email"]
    fall_asleep("email")
    wake(["email", "sms"])
    assert woken == ["email", "email", "sms"]


def test_a_wake_up_that_was_lost_counts_no_longer_after_a_few_seconds(
    woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "UNHEARD_SECONDS", 1)
    wake(["email"])
    client = waking._client(current_app.conf.broker_url)
    assert 0 < client.ttl(waking._key("email")) <= 1
    client.delete(waking._key("email"))  # as its end would

    wake(["email"])

    assert woken == ["email", "email"]


def test_a_flushed_broker_forgets_what_nobody_has_heard(woken: list[str], broker: Broker) -> None:
    wake(["sms"])
    broker.flush()
    wake(["sms"])

    assert woken == ["sms", "sms"]


def test_after_a_failure_the_broker_is_left_alone_for_a_while(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []

    def fail(*arguments: object) -> None:
        tries.append(arguments)
        raise OperationalError("gone")

    monkeypatch.setattr(waking, "_send", fail)
    for number in range(3):
        make_notification(dedupe_key=f"k{number}", thread=f"CW-{number}")
        broker.flush()
    assert len(tries) == 1
    monkeypatch.setattr(waking.BrokerPause, "ends_at", 0.0)
    make_notification(dedupe_key="after-the-pause", thread="CW-LATER")

    assert len(tries) == 2
    assert set(Notification.objects.values_list("state", flat=True)) == {State.QUEUED}


def test_a_connection_that_outlived_its_broker_is_made_anew(
    woken: list[str], broker: Broker
) -> None:
    wake(["email"])
    broker.stop()
    broker.start()
    fall_asleep("email")

    wake(["email"])

    assert woken == ["email", "email"]
    assert waking.BrokerPause.ends_at == 0.0


def test_a_bug_is_not_taken_for_a_broker_that_is_down(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any) -> None:
        raise TypeError("a bug")

    monkeypatch.setattr(waking, "_send", fail)

    with pytest.raises(TypeError, match="a bug"):
        make_notification()
