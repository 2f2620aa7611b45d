"""What came from outside and is kept whole to be read again, which no table, dump or backup shows.

The key is made of SECRET_KEY; of SECRET_KEY_FALLBACKS, what was sealed before is opened. Each
purpose has a key of its own.

What is kept only to tell the same again is kept as a keyed digest: what was masked in it could be
guessed from a plain one and the rest.
"""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def seal(body: bytes, purpose: str) -> bytes:
    return _keys(purpose).encrypt(body)


def open_sealed(kept: bytes, purpose: str) -> bytes | None:
    """Return a body as it came; None if its key is gone."""
    try:
        return _keys(purpose).decrypt(kept)
    except InvalidToken:
        return None


def digests_of(said: bytes, purpose: str) -> list[str]:
    """Return 64 characters that stand for what was said: the first is to be kept.

    By the others it may be kept: by those of each former key, and by the plain one of before there
    were keys.
    """
    keyed = (salted_hmac(purpose, said, secret=key, algorithm="sha256") for key in _secrets())
    return [*(made.hexdigest() for made in keyed), hashlib.sha256(said).hexdigest()]


def _keys(purpose: str) -> MultiFernet:
    return MultiFernet([_key(secret, purpose) for secret in _secrets()])


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _key(secret: str, purpose: str) -> Fernet:
    material = f"{purpose}\0{secret}".encode()
    return Fernet(urlsafe_b64encode(hashlib.sha256(material).digest()))
