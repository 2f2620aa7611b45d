from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def loopback_allowed(settings: Any) -> None:
    """Let tests have sources here; nobody else may without saying so."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def book() -> Any:
    from support.sources.kinds.simulator.book import Book

    return Book()


@pytest.fixture
def test_of_channel(book: Any, db: None) -> Iterator[Any]:
    """A channel of pounds up to 100, which the simulator tests."""
    from decimal import Decimal

    from support.payments.models import ChannelTest
    from support.sources.kinds.simulator.server import simulating
    from support.sources.models import Access, Source
    from tests.factories import NOW, make_channel

    channel = make_channel(code="bank", min_amount=Decimal(5), max_amount=Decimal(100))
    with simulating(book) as address:
        Source.objects.create(slug="simulator", name="Bank", kind="simulator", secrets=["x"])
        asked = f"{address}/payments/{{reference}}"
        Access.objects.create(name="simulator", secret="Bearer test", look_up_address=asked)
        yield ChannelTest.objects.create(
            channel=channel, source="simulator", address=f"{address}/tests", next_at=NOW
        )


@pytest.fixture
def desk(client: Any, db: None) -> Any:
    """A browser at which somebody is signed in who may do everything."""
    from tests.factories import make_agent, sign_in

    return sign_in(client, make_agent("lena", is_superuser=True))
