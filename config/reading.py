"""How the API reads what it is sent: tokens and bodies, neither trusted."""

from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework import exceptions, parsers, status

from support.intake.reading import read_json


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The request is too large.")
    default_code = "too_large"


class BoundedJSONParser(parsers.JSONParser):
    """JSON of a bounded size and depth; texts in it can be stored and sent back."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            return read_json(body.decode())
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("The request is not valid JSON.")) from error


class AgentToken(TokenAuthentication):
    """Tokens as knox keeps them, hashed; bytes that are no text are a wrong token."""

    def authenticate_credentials(self, token: bytes) -> Any:
        try:
            token.decode()
        except UnicodeDecodeError as error:
            raise exceptions.AuthenticationFailed from error
        return super().authenticate_credentials(token)
