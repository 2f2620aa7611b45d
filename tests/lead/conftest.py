from typing import Any

import pytest


@pytest.fixture
def lead(db: None) -> Any:
    """Somebody who may change sources."""
    from django.contrib.auth.models import Permission  # needs the settings, which come later

    from tests.factories import make_agent

    person = make_agent("lena", first_name="Lena", last_name="Fern")
    person.user_permissions.add(Permission.objects.get(codename="change_source"))
    return person


@pytest.fixture
def desk(lead: Any, client: Any) -> Any:
    """A browser at which a lead is signed in."""
    from tests.factories import sign_in

    return sign_in(client, lead)
