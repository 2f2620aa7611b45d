"""What came from outside and is kept whole to be read again, which no table, dump or backup shows.

The key is made of SECRET_KEY; of SECRET_KEY_FALLBACKS, what was sealed before is opened.
"""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_BEGIN = b"gAAAA"  # of everything that Fernet seals


def seal(body: bytes) -> bytes:
    return _keys().encrypt(body)


def open_sealed(kept: bytes) -> bytes | None:
    """Return a body as it came; None if its key is gone. One from before stands as it came."""
    if not kept.startswith(_BEGIN):
        return kept
    try:
        return _keys().decrypt(kept)
    except InvalidToken:
        return None


def _keys() -> MultiFernet:
    return MultiFernet(map(_key, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]))


def _key(secret: str) -> Fernet:
    # Named for what was sealed first: with another name that could not be opened any more.
    return Fernet(urlsafe_b64encode(hashlib.sha256(b"refused events\0" + secret.encode()).digest()))
