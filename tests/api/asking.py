"""Talking to the API as an agent's program does."""

from base64 import b64encode
from typing import Any

from django.contrib.auth.models import User
from knox.models import AuthToken
from rest_framework.test import APIClient

V1 = "/api/v1/"


def client_for(user: User | None = None) -> APIClient:
    """Return a client that carries a token of the user, or nothing."""
    client = APIClient()
    if user is not None:
        _token, secret = AuthToken.objects.create(user)
        client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


def errors(answer: Any) -> list[tuple[str, str | None]]:
    """Check that an error has the one form and return code and attribute of each part."""
    content = answer.json()
    assert set(content) == {"type", "errors"}
    assert content["type"] in ("client_error", "validation_error", "server_error")
    assert content["errors"]
    for error in content["errors"]:
        assert set(error) == {"code", "detail", "attr"}
        assert error["detail"]
    return [(error["code"], error["attr"]) for error in content["errors"]]


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"}
