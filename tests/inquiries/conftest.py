"""A mail server of the bank's, and mail that is read in this process."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from support.mailbox import sandbox
from support.mailbox.reading.mail import read_mail
from tests.notifications.smtp_sink import Sink


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no Python for every mail."""
    monkeypatch.setattr(sandbox, "read", read_mail)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    from support.notifications.transports import ways_of  # the settings' environment comes later

    server = Sink()
    server.start()
    settings.EMAIL_URL = server.url
    yield server
    ways_of("email")[0].transport.close()
    server.stop()
