from typing import Any

import pytest


@pytest.fixture
def lead(db: None) -> Any:
    """Somebody who may change sources."""
    from django.contrib.auth.models import Permission  # needs the settings, which come later

    from tests.factories import make_agent

    person = make_agent("lou")
    person.user_permissions.add(Permission.objects.get(codename="change_source"))
    return person
