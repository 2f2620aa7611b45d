"""The key of the form that says whether an article helped: sent once, for one version."""

from uuid import UUID, uuid4

from django.core import signing

from support.portal.writing.keys import LIFETIME

SALT = "article-helped"


def new_key(version: int) -> str:
    return signing.dumps([uuid4().hex, version], salt=SALT)


def key_in(text: str) -> tuple[UUID, int] | None:
    """Return key and version of a form of ours, None where it has aged or is none."""
    try:
        key, version = signing.loads(text, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return UUID(key), version
