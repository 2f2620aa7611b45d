"""SMS over an HTTP gateway that speaks Kannel's `sendsms` form."""

import logging
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from django.conf import settings

from support.notifications.models import Reason
from support.notifications.receipts import receipt_path
from support.notifications.segments import is_gsm
from support.notifications.transports.base import Outgoing, TransportError

# httpx logs every address it asks, and ours holds password, number and text.
logging.getLogger("httpx").setLevel(logging.WARNING)

TIMEOUT_SECONDS = 15.0
EVERY_RECEIPT = "31"  # dlr-mask: delivered, failed, buffered, accepted, rejected
ACCEPTED = ("0:", "3:")  # "0: Accepted for delivery", "3: Queued for later delivery"
TRY_LATER = {429, 503}
CERTAINLY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class SmsGateway:
    """One gateway, named by an address like `http://user:password@host:13013/cgi-bin/sendsms?from=X`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.address = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
        self.sign_in = {
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
        }
        self.extra = dict(parse_qsl(parts.query))
        # No connection is kept: one that the gateway just closed would look like an uncertain send.
        limits = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.Client(timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)

    def send(self, outgoing: Outgoing) -> str:
        try:
            answer = self.client.get(self.address, params=self._form(outgoing))
        except CERTAINLY_NOT_SENT as error:
            raise TransportError(
                Reason.TECHNICAL, permanent=False, words=type(error).__name__
            ) from error
        except httpx.HTTPError as error:
            raise _uncertain(type(error).__name__) from error
        check_answer(answer.status_code, answer.text)
        return outgoing.pk  # Kannel has no id of its own; its receipts carry ours

    def _form(self, outgoing: Outgoing) -> dict[str, str]:
        text = outgoing.rendered.text
        return {
            **self.extra,
            **self.sign_in,
            "to": outgoing.address,
            "coding": "0" if is_gsm(text) else "2",
            "charset": "UTF-8",
            "text": text,
            "dlr-mask": EVERY_RECEIPT,
            "dlr-url": f"{settings.PUBLIC_URL}{receipt_path(outgoing.pk)}?state=%d",
        }


def check_answer(code: int, body: str) -> None:
    """Raise TransportError unless the gateway says that it took the message."""
    words = f"{code} {body}"
    if code in TRY_LATER:
        raise TransportError(Reason.BUSY, permanent=False, words=words)
    if "authorization failed" in body.lower() or code == 401:
        # Our set-up is wrong, not the message: it goes out once that is mended.
        raise TransportError(Reason.TECHNICAL, permanent=False, words=words)
    if 400 <= code < 500:
        raise TransportError(Reason.REFUSED, permanent=True, words=words)
    if not (200 <= code < 300 and body.strip().startswith(ACCEPTED)):
        raise _uncertain(words)


def _uncertain(words: str) -> TransportError:
    return TransportError(Reason.UNCERTAIN, permanent=False, uncertain=True, words=words)
