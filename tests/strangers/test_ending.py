"""Tokens and sessions end with a password and with a deactivation."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from knox.models import AuthToken

from tests.api.asking import V1, client_for
from tests.factories import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def bo() -> Any:
    return make_agent("bo", password="long-enough-words")


@pytest.fixture
def let_in(bo: Any) -> tuple[Any, Client]:
    browser = Client()
    browser.force_login(bo, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client_for(bo), browser


def answers(let_in: tuple[Any, Client]) -> list[int]:
    api, browser = let_in
    return [api.get(f"{V1}cases/").status_code, browser.get("/").status_code]


def test_they_end_with_a_changed_password(bo: Any, let_in: Any):
    assert answers(let_in) == [200, 200]

    bo.set_password("other-long-enough-words")
    bo.save()

    assert answers(let_in) == [401, 302]


def test_they_end_with_a_password_that_is_taken_away(bo: Any, let_in: Any):
    bo.set_unusable_password()
    bo.save(update_fields=["password"])

    assert answers(let_in) == [401, 302]


def test_they_end_with_a_deactivation_and_stay_ended(bo: Any, let_in: Any):
    other = make_agent("amy")
    kept = client_for(other)
    bo.is_active = False
    bo.save()
    assert answers(let_in) == [401, 302]

    bo.is_active = True
    bo.save()

    assert answers(let_in) == [401, 302]
    assert kept.get(f"{V1}cases/").status_code == 200


def test_in_the_admin_as_well(let_in: Any, bo: Any, admin_client: Client):
    admin_client.post(
        f"/admin/auth/user/{bo.pk}/password/",
        {"password1": "other-words-1", "password2": "other-words-1", "usable_password": "true"},
    )

    assert answers(let_in) == [401, 302]


def test_nothing_else_that_is_stored_of_somebody_ends_them(bo: Any, let_in: Any):
    bo.first_name = "Bo"
    bo.save()
    bo.save(update_fields=["last_login"])
    # Django hashes a password anew at a sign-in when it has become slow enough to guess.
    bo.password = make_password("long-enough-words", salt="another")
    bo.save(update_fields=["password"])

    assert AuthToken.objects.filter(user=bo).count() == 1
