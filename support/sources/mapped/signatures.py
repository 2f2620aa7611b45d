"""Who sent it: the ways of signing that most payment systems without a kind of their own use."""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_bytes, token_urlsafe

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from support.sources.kinds.base import BadSignature
from support.sources.mapped.field_map import Signature
from support.sources.mapped.moments import AUTO, read_moment
from troubleshooting.checks.reading.text import Unreadable

STANDARD, HMAC_HEX, HMAC_BASE64, TOKEN = "standard", "hmac-hex", "hmac-base64", "token"
SCHEMES = (STANDARD, HMAC_HEX, HMAC_BASE64, TOKEN)
ALGORITHMS = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
# As long as Standard Webhooks gives a message.
TOLERANCE = timedelta(minutes=5)
_STANDARD_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def verify(
    signature: Signature,
    body: bytes,
    headers: Mapping[str, str],
    secrets: Sequence[str],
    *,
    now: datetime,
) -> str:
    """Return the id that the signature covers, "" where it covers none. Raises BadSignature.

    Any of the secrets will do, so that a source can change from one to the next. `headers` finds
    names whatever their capitals, as those of requests do.
    """
    if not any(secrets):
        raise BadSignature("the source has no secret yet")
    if signature.scheme == STANDARD:
        return _verify_standard(body, headers, secrets)
    given = headers.get(signature.header, "") if signature.header else ""
    if not given:
        raise BadSignature(f"the header {signature.header or 'of the signature'} is missing")
    if not given.startswith(signature.prefix):
        raise BadSignature(f"the signature does not begin with {signature.prefix}")
    given = given.removeprefix(signature.prefix).strip()
    signed = _signed(signature, body, headers, now)
    right = [
        hmac.compare_digest(_comparable(given, signature), expected)
        for secret in secrets
        for expected in _expected(signature, secret, signed)
    ]
    if not any(right):
        raise BadSignature("the signature is not that of this body with any of our secrets")
    return ""


def new_secret(scheme: str) -> str:
    """Make a secret of 256 bits, written as the scheme takes it."""
    if scheme == STANDARD:
        return f"whsec_{base64.b64encode(token_bytes(32)).decode()}"
    return token_urlsafe(32)


def _verify_standard(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> str:
    given = {name: headers.get(name, "") for name in _STANDARD_HEADERS}
    refusal: Exception | None = None
    for secret in filter(None, secrets):
        try:
            Webhook(secret).verify(body.decode(), given, json_parse=False)
        except (WebhookVerificationError, ValueError) as error:
            refusal = error
        else:
            return given["webhook-id"]
    raise BadSignature(str(refusal)) from refusal


def _signed(signature: Signature, body: bytes, headers: Mapping[str, str], now: datetime) -> bytes:
    """Return what was signed: the body, after the time where the source signs that too."""
    if not signature.timestamp_header:
        return body
    said = headers.get(signature.timestamp_header, "")
    try:
        moment = read_moment(said, AUTO, "UTC")
    except Unreadable:
        raise BadSignature(f"the header {signature.timestamp_header} holds no time") from None
    if abs(now - moment) > TOLERANCE:
        raise BadSignature("the event is older than five minutes")
    return f"{said}{signature.joint}".encode() + body


def _expected(signature: Signature, secret: str, signed: bytes) -> Iterator[bytes]:
    if not secret:
        return
    if signature.scheme == TOKEN:
        yield secret.encode()
        return
    algorithm = ALGORITHMS.get(signature.algorithm, hashlib.sha256)
    digest = hmac.new(secret.encode(), signed, algorithm)
    if signature.scheme == HMAC_BASE64:
        yield base64.b64encode(digest.digest())
    else:
        yield digest.hexdigest().encode()


def _comparable(given: str, signature: Signature) -> bytes:
    given = given.lower() if signature.scheme == HMAC_HEX else given
    return given.encode("utf-8", "replace")
