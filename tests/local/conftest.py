"""A var/ folder of its own for each test here; what a test leaves running would show."""

from pathlib import Path

import pytest

from tests.database import copy_migrated


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Lies below a folder of mode 0700, as a project below a closed home does."""
    return (tmp_path / "var").resolve()


@pytest.fixture
def used_var(var: Path, tmp_path: Path) -> Path:
    """The same with data in it, for what is not about making a cluster: that takes a second."""
    copy_migrated(var, tmp_path)
    return var
