"""A source's secrets: shown to whoever made one, once; named by their beginning afterwards."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.signatures import new_secret
from support.sources.models import Source

# Of which the oldest leaves last: a source changes from one to the next, not among many.
MOST = 5
_KEY = "source-secret"


def show_once(request: HttpRequest, source: Source, secret: str) -> None:
    """Keep a new secret until its source's page was shown."""
    request.session[_KEY] = {"source": source.slug, "secret": secret}


def take_secret(request: HttpRequest, slug: str) -> str:
    """Return the secret that is to be shown with a source, which nobody is shown again."""
    kept = request.session.get(_KEY)
    if not isinstance(kept, dict) or kept.get("source") != slug:
        return ""
    del request.session[_KEY]
    return str(kept.get("secret", ""))


def name_of(secret: str) -> str:
    """Name a secret without telling anything of it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:8]


@transaction.atomic
def add_secret(source: Source, own: str = "") -> str:
    """Add a secret, one of the provider's making or a new one, and return it.

    Raises ValidationError when there are too many.
    """
    source = Source.objects.select_for_update().get(pk=source.pk)
    if len(source.secrets) >= MOST:
        raise ValidationError(_("Please remove a secret first."), code="too_many")
    secret = own.strip() or new_secret(FieldMap.of(source.field_map).signature.scheme)
    source.secrets = [*source.secrets, secret]
    source.save(update_fields=["secrets"])
    return secret


@transaction.atomic
def drop_secret(source: Source, name: str) -> None:
    """Take a secret away by its name. Raises ValidationError for the last one."""
    source = Source.objects.select_for_update().get(pk=source.pk)
    left = [secret for secret in source.secrets if name_of(secret) != name]
    if not left:
        raise ValidationError(_("A source without a secret hears nothing. Add another first."))
    source.secrets = left
    source.save(update_fields=["secrets"])
