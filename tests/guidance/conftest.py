from typing import Any

import pytest


@pytest.fixture
def tree(db: None) -> Any:
    """The article's tree in force, with causes, codes and channels."""
    from tests.reference import (
        load_reference,
    )  # needs the settings, which come later than this file

    return load_reference()
