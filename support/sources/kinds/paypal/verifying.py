"""Having PayPal say whether an event is theirs: the call verify-webhook-signature.

Its own way of verifying, without the certificate that stands at an address in the message.
https://developer.paypal.com/api/rest/webhooks/rest/
"""

import json
import time
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from support.sources.calls import Answer, ask
from support.sources.kinds.base import BadSignature, Headers, NotVerifiable
from support.sources.kinds.signing import header_of

# Where each of PayPal's two worlds is asked; no other host ever is.
APIS = {
    "api-m.paypal.com": "https://api-m.paypal.com",
    "api-m.sandbox.paypal.com": "https://api-m.sandbox.paypal.com",
}
_CERTIFICATE_HOSTS = (*APIS, "api.paypal.com", "api.sandbox.paypal.com")
_NAMES = {
    "auth_algo": "PayPal-Auth-Algo",
    "cert_url": "PayPal-Cert-Url",
    "transmission_id": "PayPal-Transmission-Id",
    "transmission_sig": "PayPal-Transmission-Sig",
    "transmission_time": "PayPal-Transmission-Time",
}
_SECONDS_TO_SPARE = 60


@dataclass(frozen=True)
class Credentials:
    """A secret such as https://CLIENT-ID:CLIENT-SECRET@api-m.paypal.com/WEBHOOK-ID, read."""

    api: str
    client_id: str
    client_secret: str
    webhook_id: str


def credentials_of(secret: str) -> Credentials:
    """Raises BadSignature for a secret that can't be read, or of another host."""
    try:
        parts = urlsplit(secret.strip())
        found = Credentials(
            APIS.get(parts.hostname or "", ""),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            parts.path.strip("/"),
        )
    except ValueError as error:
        raise BadSignature("the source's secret cannot be read") from error
    if not all((found.api, found.client_id, found.client_secret, found.webhook_id)):
        raise BadSignature("the source's secret lacks one of its parts")
    return found


def signature_in(headers: Headers) -> dict[str, str]:
    """Return what the headers say of a signature. Raises BadSignature for what is none."""
    found = {name: header_of(headers, header) for name, header in _NAMES.items()}
    try:
        address = urlsplit(found["cert_url"])
    except ValueError as error:
        raise BadSignature("the certificate's address cannot be read") from error
    if address.scheme != "https" or address.netloc not in _CERTIFICATE_HOSTS:
        raise BadSignature("the certificate is not at one of PayPal's addresses")
    return found


def is_theirs(signature: dict[str, str], body: bytes, credentials: Credentials) -> bool:
    """Ask PayPal. The body goes along byte by byte: written anew it might be another.

    Raises NotVerifiable where PayPal says neither yes nor no, BadSignature where the credentials
    are wrong.
    """
    about = json.dumps(signature | {"webhook_id": credentials.webhook_id})
    content = about[:-1].encode() + b', "webhook_event": ' + body + b"}"
    answer = _asked(credentials, content, afresh=False)
    if answer.code == 401:  # the token has ended before its time
        answer = _asked(credentials, content, afresh=True)
    if answer.code == 400:  # the headers are not of the form that PayPal's are
        return False
    if answer.code != 200:
        raise NotVerifiable(f"PayPal answers {answer.code}")
    return _object(answer).get("verification_status") == "SUCCESS"


def _asked(credentials: Credentials, content: bytes, *, afresh: bool) -> Answer:
    return ask(
        "POST",
        f"{credentials.api}/v1/notifications/verify-webhook-signature",
        content=content,
        headers={
            "Authorization": f"Bearer {_token(credentials, afresh=afresh)}",
            "Content-Type": "application/json",
        },
    )


# A token serves for hours; each process asks for its own.
_tokens: dict[Credentials, tuple[str, float]] = {}


def _token(credentials: Credentials, *, afresh: bool) -> str:
    token, ends_at = _tokens.get(credentials, ("", 0.0))
    if token and not afresh and time.monotonic() < ends_at:
        return token
    answer = ask(
        "POST",
        f"{credentials.api}/v1/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(credentials.client_id, credentials.client_secret),
    )
    if answer.code in (400, 401, 403):
        raise BadSignature("PayPal refuses the source's credentials")
    found = _object(answer)
    given, seconds = found.get("access_token"), found.get("expires_in")
    if answer.code != 200 or not isinstance(given, str):
        raise NotVerifiable(f"PayPal answers {answer.code}")
    lasts = seconds if isinstance(seconds, int) else 0
    _tokens[credentials] = (given, time.monotonic() + lasts - _SECONDS_TO_SPARE)
    return given


def _object(answer: Answer) -> dict[str, object]:
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
