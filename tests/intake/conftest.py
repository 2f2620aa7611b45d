from typing import Any

import pytest
from django.conf import settings


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """Whitenoise warns when nothing was ever collected, and warnings are errors."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def tree(db: None) -> Any:
    """The article's tree in force, with causes, codes and channels."""
    from tests.reference import (
        load_reference,
    )  # needs the settings, which come later than this file

    return load_reference()
