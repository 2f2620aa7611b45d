import pytest


@pytest.fixture(autouse=True)
def loopback_allowed(settings):
    """Let tests have sources here; nobody else may without saying so."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def book():
    from support.sources.kinds.simulator.book import Book

    return Book()


@pytest.fixture
def simulator(book):
    """A source that the simulator answers for, and how it is reached."""
    from support.sources.kinds.simulator.server import simulating
    from support.sources.models import Access, Source

    with simulating(book) as address:
        Source.objects.create(slug="bank", name="Bank", kind="simulator")
        yield Access.objects.create(
            name="bank",
            look_up_address=f"{address}/payments/{{reference}}",
            order_address=f"{address}/payments/{{reference}}/orders",
            secret="Bearer test",
        )
