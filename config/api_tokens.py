"""The tokens that scripts come with."""

import binascii
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework import exceptions
from rest_framework.authentication import BasicAuthentication
from rest_framework.request import Request

from config.strangers.rates import refuse_flood
from support.staff.standing import roles_of, stand
from troubleshooting.marks.asking import Question, plans_kept

# With its user and their roles, which knox would leave to a second query.
_TOKEN = Question(
    lambda digest: (
        AuthToken.objects.select_related("user")
        .annotate(**roles_of("user_id"))
        .filter(digest=digest)
    )
)


class AgentToken(TokenAuthentication):
    """Tokens as knox keeps them, hashed; bytes that are no text are a wrong token."""

    def authenticate(self, request: Request) -> Any:
        try:
            return super().authenticate(request)
        except exceptions.AuthenticationFailed:
            refuse_flood(request._request)  # noqa: SLF001
            raise

    def authenticate_credentials(self, token: bytes) -> Any:
        try:
            digest = hash_token(token.decode())
        except (UnicodeDecodeError, TypeError, binascii.Error) as error:
            raise exceptions.AuthenticationFailed(_("Invalid token.")) from error
        with plans_kept():  # planning takes ten times as long as looking
            found = next(iter(_TOKEN.ask(digest)), None)
        if found is None or self._cleanup_token(found):
            raise exceptions.AuthenticationFailed(_("Invalid token."))
        stand(found.user, found)
        return self.validate_user(found)

    def _cleanup_token(self, auth_token: Any) -> bool:
        """Refuse a token that has expired; knox would read all of its user at every request."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class NameAndPassword(BasicAuthentication):
    """HTTP Basic; whoever has to wait is marked where our middleware sees it."""

    def authenticate_credentials(self, userid: str, password: str, request: Any = None) -> Any:
        if "\0" in userid:  # which no name has, and no database takes
            raise exceptions.AuthenticationFailed
        return super().authenticate_credentials(userid, password, request._request)  # noqa: SLF001
