"""What most payment systems sign with. All comparisons take the same time, right or wrong."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_public_key,
    load_pem_public_key,
)
from cryptography.x509 import load_pem_x509_certificate

from support.sources.kinds.base import BadSignature, Headers

TOLERANCE = timedelta(minutes=5)
LONGEST_HEADER = 4096


def header_of(headers: Headers, name: str) -> str:
    """Return a header that has to be there. Raises BadSignature."""
    value = headers.get(name) or ""
    if not value:
        raise BadSignature(f"{name} is missing")
    if len(value) > LONGEST_HEADER:
        raise BadSignature(f"{name} is longer than {LONGEST_HEADER} characters")
    return value.strip()


def digest_of(body: bytes) -> str:
    """Name a message by what it says, where the source gives it no name that is signed."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def check_time(seconds: str, now: datetime) -> None:
    """Raises BadSignature for a time that is none, or more than five minutes from now."""
    is_number = seconds.isascii() and seconds.isdecimal() and len(seconds) <= 12
    if not is_number or abs(int(seconds) - now.timestamp()) > TOLERANCE.total_seconds():
        raise BadSignature("the message is too old, or dated ahead")


def hmac_hex(secret: bytes, content: bytes) -> str:
    return hmac.new(secret, content, hashlib.sha256).hexdigest()


def hmac_base64(secret: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()


def is_among(given: str, wanted: Iterable[str]) -> bool:
    """Say whether a signature is one of those that would be right."""
    as_bytes = given.encode("utf-8", "replace")
    return any(hmac.compare_digest(as_bytes, right.encode()) for right in wanted)


def check_hmac(
    given: Sequence[str],
    content: bytes,
    secrets: Sequence[str],
    sign: Callable[[bytes, bytes], str] = hmac_hex,
) -> None:
    """Raises BadSignature unless one of the secrets has made one of the signatures given."""
    if not secrets:
        raise BadSignature("the source has no secret here")
    wanted = [sign(secret.encode(), content) for secret in secrets]
    if not any(is_among(one, wanted) for one in given):
        raise BadSignature("the signature is wrong")


def check_rsa(given: str, contents: Sequence[bytes], keys: Sequence[str]) -> None:
    """Check a signature RSA PKCS #1 v1.5 with SHA-256, in base64, of one of the contents.

    Raises BadSignature unless one of the public keys fits.
    """
    if not keys:
        raise BadSignature("the source has no public key here")
    try:
        signature = base64.b64decode(given, validate=True)
    except ValueError as error:
        raise BadSignature("the signature is not base64") from error
    readable, refusal = [], None
    for key in keys:
        try:
            readable.append(public_key(key))
        except BadSignature as error:  # does not stand in the way of another key
            refusal = error
    if refusal is not None and not readable:
        raise refusal
    if not any(_has_signed(key, signature, text) for key in readable for text in contents):
        raise BadSignature("the signature is wrong")


def _has_signed(key: RSAPublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=128)
def public_key(written: str) -> RSAPublicKey:
    """Read a key as providers hand it out: PEM, a certificate, or the bare base64 within a PEM.

    Raises BadSignature for what is no RSA key.
    """
    try:
        key = _loaded(written.strip())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadSignature("the source's public key cannot be read") from error
    if not isinstance(key, RSAPublicKey):
        raise BadSignature("the source's public key is not an RSA key")
    return key


def _loaded(written: str) -> object:
    if "BEGIN CERTIFICATE" in written:
        return load_pem_x509_certificate(written.encode()).public_key()
    if "BEGIN" in written:
        return load_pem_public_key(written.encode())
    return load_der_public_key(base64.b64decode("".join(written.split()), validate=True))
