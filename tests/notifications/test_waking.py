"""A broker that fails costs a moment, not a request."""

import pytest
from kombu.exceptions import OperationalError
from pytest_django.fixtures import Settings

from support.notifications import waking
from support.notifications.models import Notification, State
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def broker_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking.BrokerPause, "ends_at", 0.0)


def test_after_a_failure_the_broker_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries: list[object] = []

    def fail(*_arguments: object, **_options: object) -> None:
        tries.append(_arguments)
        raise OperationalError("gone")

    monkeypatch.setattr(waking.deliver, "apply_async", fail)

    for number in range(3):
        make_notification(dedupe_key=f"k{number}")
    assert len(tries) == 1
    monkeypatch.setattr(waking.BrokerPause, "ends_at", 0.0)
    make_notification(dedupe_key="after-the-pause")

    assert len(tries) == 2
    assert set(Notification.objects.values_list("state", flat=True)) == {State.QUEUED}


def test_a_bug_is_not_taken_for_a_broker_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise TypeError("a bug")

    monkeypatch.setattr(waking.deliver, "apply_async", fail)

    with pytest.raises(TypeError, match="a bug"):
        make_notification()


def test_a_committed_message_is_delivered_by_the_task_it_wakes(
    settings: Settings, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_URL, settings.OUTBOX_DIR = "", tmp_path
    monkeypatch.setattr(
        waking.deliver, "apply_async", lambda pks, **_options: waking.deliver.apply(pks)
    )

    message = make_notification()

    message.refresh_from_db()
    assert message.state == State.SENT
