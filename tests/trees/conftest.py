from typing import Any

import pytest

# What makes them needs the settings, which are read after this file.


@pytest.fixture
def li(db: None) -> Any:
    from tests.trees.drafts import make_author

    return make_author("li")


@pytest.fixture
def mary(db: None) -> Any:
    from tests.trees.drafts import make_author

    return make_author("mary")


@pytest.fixture
def draft(db: None) -> Any:
    from tests.trees.drafts import make_draft

    return make_draft()
