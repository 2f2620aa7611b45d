"""A var/ folder of its own for each test here; what a test leaves running would show."""

from pathlib import Path

import pytest


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Lies below a folder of mode 0700, as a project below a closed home does."""
    return (tmp_path / "var").resolve()
