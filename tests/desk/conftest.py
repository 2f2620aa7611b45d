from typing import Any

import pytest


@pytest.fixture
def agent(db: None) -> Any:
    from tests.factories import make_agent  # needs the settings, which come later than this file

    return make_agent("amy", first_name="Amy", last_name="Adler")


@pytest.fixture
def desk(agent: Any, client: Any) -> Any:
    """A browser at which an agent is signed in."""
    from tests.factories import sign_in

    return sign_in(client, agent)


@pytest.fixture
def few_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search be the one of a young house, however many cases this process made already.

    Where there were many, it asks the newest alone first, which is a statement more.
    """
    monkeypatch.setattr("support.cases.search.finding.NEAR", 1 << 40)
