"""The tokens that scripts come with."""

from typing import Any

from knox.auth import TokenAuthentication
from rest_framework import exceptions


class AgentToken(TokenAuthentication):
    """Tokens as knox keeps them, hashed; bytes that are no text are a wrong token."""

    def authenticate_credentials(self, token: bytes) -> Any:
        try:
            token.decode()
        except UnicodeDecodeError as error:
            raise exceptions.AuthenticationFailed from error
        return super().authenticate_credentials(token)
