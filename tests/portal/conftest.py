"""Customers' pages as they are an hour after their cases were opened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Stop the clock."""
    from tests.factories import NOW

    moment = NOW + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.fixture
def read(client: Client) -> Callable[..., str]:
    """Open a case's page as its customer does and return its HTML."""
    from tests.portal.world import address_of

    def read_page(case: Any, **query: str) -> str:
        response = client.get(address_of(case), query)
        assert response.status_code == 200
        return response.content.decode()

    return read_page


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the time pass of which the page knows."""

    def pass_by(**time: int) -> None:
        moment = timezone.now() + timedelta(**time)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return pass_by
