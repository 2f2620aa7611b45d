from copy import deepcopy
from typing import Any

import pytest


@pytest.fixture
def author(db: None) -> Any:
    """Somebody who may edit and publish every tree."""
    from tests.editor.authors import make_author  # needs the settings, read after this file

    return make_author("ann", first_name="Ann", last_name="Author")


@pytest.fixture
def editor(author: Any, client: Any) -> Any:
    """A browser at which an author is signed in."""
    from tests.factories import sign_in

    return sign_in(client, author)


@pytest.fixture
def live(db: None) -> Any:
    """The small tree, in force."""
    from tests.editor.authors import live_tree

    return live_tree()


@pytest.fixture
def api(live: Any) -> Any:
    """A script at the small tree, of somebody who may edit and publish every tree."""
    from tests.editor.scripting import author_api

    return author_api()


@pytest.fixture(scope="module")
def one_world(kept_rows: None) -> Any:
    from tests.editor.attacking import make_world

    return make_world()


@pytest.fixture
def world(one_world: Any, db: None) -> Any:
    """One tree with everything in it, made once; what a test does to it, the next doesn't see."""
    return deepcopy(one_world)
