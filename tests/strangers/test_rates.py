"""How often the API may be asked; and a broker that can't count."""

import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from config.strangers import rates
from tests.api.asking import V1, client_for, errors
from tests.ending import ends
from tests.factories import make_agent, payment_event
from tests.intake.signing import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A minute of this test's own, with 20 seconds to go: nobody counted in it before."""
    minute = time.time_ns() % 10**7
    clock = SimpleNamespace(time=lambda: minute * 60 + 40, monotonic=time.monotonic)
    monkeypatch.setattr(rates, "time", clock)
    settings.API_RATES = {"agents": 3, "strangers": 2, "events": 4, "tokens": 1}


def statuses(ask: Any, times: int) -> list[int]:
    return [ask().status_code for _ in range(times)]


def test_everybody_known_has_their_own_count(settings: Any):
    amy, bo = client_for(make_agent()), client_for(make_agent())

    assert statuses(lambda: amy.get(f"{V1}causes/"), 4) == [200, 200, 200, 429]
    assert statuses(lambda: bo.get(f"{V1}causes/"), 1) == [200]


def test_the_refusal_has_the_form_of_the_api_and_says_how_long_to_wait():
    api = client_for(make_agent())
    for _ in range(4):
        answer = api.get(f"{V1}causes/")

    assert errors(answer) == [("throttled", None)]
    assert answer["Retry-After"] == "20"


def test_processes_count_together():
    amy = make_agent()
    first, second = client_for(amy), client_for(amy)
    first.get(f"{V1}causes/")
    second.get(f"{V1}causes/")

    found = caches["counts"].get(f"rate-agents-user-{amy.pk}-{rates.time.time() // 60}")

    assert found == 2  # in the broker, where every process looks


def test_wrong_tokens_are_counted_by_address():
    def guess(address: str = "192.0.2.1") -> Any:
        headers = {"Authorization": "Token nonsense"}
        return Client().get(f"{V1}causes/", headers=headers, REMOTE_ADDR=address)

    assert statuses(guess, 3) == [401, 401, 429]
    assert guess("192.0.2.2").status_code == 401


def test_signed_events_have_a_rate_of_their_own(tree: Any):
    assert statuses(lambda: send(payment_event()), 5) == [202, 202, 202, 202, 429]


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[Any]:
    """Have requests counted by another broker."""

    def count_at(address: str) -> None:
        counts = {**settings.CACHES["counts"], "LOCATION": address}
        settings.CACHES = {**settings.CACHES, "counts": counts}

    yield count_at
    rates._Pause.until = 0


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "unix:///nowhere.sock"])
def test_without_the_broker_nobody_is_refused(elsewhere: Any, address: str):
    elsewhere(address)
    api = client_for(make_agent())

    assert statuses(lambda: api.get(f"{V1}causes/"), 10) == [200] * 10


def test_a_broker_that_does_not_answer_is_asked_once_and_nobody_waits(elsewhere: Any):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        silent.settimeout(0.2)
        elsewhere(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        api = client_for(make_agent())

        with ends():  # ten that waited as for a queue would take minutes
            assert statuses(lambda: api.get(f"{V1}causes/"), 10) == [200] * 10

        silent.accept()[0].close()
        with pytest.raises(TimeoutError):
            silent.accept()
