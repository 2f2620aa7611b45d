"""PayPal on this machine for every test that has it verify."""

from collections.abc import Iterator

import pytest

from support.sources.kinds.paypal import verifying
from tests.sources.paypal_server import PayPalServer, paypal_server


@pytest.fixture(scope="package")
def paypal_machine() -> Iterator[PayPalServer]:
    with paypal_server() as server:
        yield server


@pytest.fixture
def paypal(paypal_machine: PayPalServer, monkeypatch: pytest.MonkeyPatch) -> PayPalServer:
    monkeypatch.setattr(verifying, "APIS", {"api-m.paypal.com": paypal_machine.url})
    monkeypatch.setattr(verifying, "_tokens", {})
    paypal_machine.asked.clear()
    paypal_machine.fails_with = 0
    paypal_machine.forgets_tokens = False
    return paypal_machine
