import pytest


@pytest.fixture(autouse=True)
def loopback_allowed(settings):
    """Let tests have receivers here; nobody else may without saying so."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def nothing_inside(settings):
    settings.WEBHOOK_NETWORKS = []
