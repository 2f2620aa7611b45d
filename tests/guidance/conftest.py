from typing import Any

import pytest


@pytest.fixture
def desk(tree: Any) -> Any:
    """An agent whose case waits at its first question."""
    from tests.guidance.desk import Desk

    return Desk()
