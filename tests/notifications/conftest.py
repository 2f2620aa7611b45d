"""Servers of this folder's own: an SMTP sink and a broker that may be stopped."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from config.celery import app
from tests.notifications.smtp_sink import Sink
from tests.notifications.workers import Broker


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """An SMTP server that this process delivers to."""
    # Not above: pytest reads this file before the settings' environment is there.
    from support.notifications.transports import ways_of

    server = Sink()
    server.start()
    settings.EMAIL_URL = server.url
    settings.EMAIL_TIMEOUT = 5
    yield server
    ways_of("email")[0].transport.close()
    server.stop()


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Path:
    """A folder for messages, with no provider set up."""
    settings.EMAIL_URL = settings.SMS_URL = "files:"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return tmp_path / "outbox"


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    """A running broker that this process wakes workers over."""
    from support.notifications.outbox.waking import BrokerPause

    folder = Path(tempfile.mkdtemp(prefix="casewalk-broker-", dir="/tmp"))
    own = Broker(folder)
    own.start()
    before = app.conf.broker_url
    _point_at(own.url)
    monkeypatch.setattr(BrokerPause, "ends_at", 0.0)
    yield own
    own.stop()
    _point_at(before)
    shutil.rmtree(folder, ignore_errors=True)


def _point_at(url: str) -> None:
    app.conf.broker_url = url
    app._after_fork()  # forget the kept connections
