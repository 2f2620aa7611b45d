"""Tokens and sessions end with a changed password and with a deactivation, for good."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken


def end_what_was_let_in(instance: User, update_fields: Any = None, **_signal: object) -> None:
    """End a user's tokens before a changed password or a deactivation is stored.

    Django ends the sessions of a changed password by itself; those of somebody deactivated it only
    passes over, so that they would be alive again with them. A password that is hashed anew, as
    at a sign-in after an upgrade of Django, is no other password.
    """
    if instance.pk is None:
        return
    if update_fields is not None and not {"password", "is_active"} & set(update_fields):
        return
    before = User.objects.filter(pk=instance.pk).values("password", "is_active").first()
    if before is None:
        return
    is_set = instance._password is not None or not instance.has_usable_password()  # type: ignore[attr-defined]  # noqa: SLF001
    is_deactivated = before["is_active"] and not instance.is_active
    if is_deactivated or (is_set and before["password"] != instance.password):
        AuthToken.objects.filter(user=instance).delete()
    if is_deactivated:
        _end_sessions(instance)


def _end_sessions(user: User) -> None:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
