"""SMS over an HTTP gateway that speaks Kannel's `sendsms` form."""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.conf import settings
from django.utils import timezone

from support.notifications.addresses.callbacks import receipt_path
from support.notifications.addresses.sms_senders import sender_for
from support.notifications.models.states import Reason
from support.notifications.transports.base import Outgoing, TransportError, technical, uncertain
from support.notifications.transports.calls import (
    Answer,
    CalledTransport,
    recipient_of,
)
from support.notifications.words.segments import is_gsm

EVERY_RECEIPT = "31"  # dlr-mask: delivered, failed, buffered, accepted, rejected
ACCEPTED = ("0:", "3:")  # "0: Accepted for delivery", "3: Queued for later delivery"
TRY_LATER = {429, 503}
# What Kannel fills in: the network's words, escaped, and the number of the receipt.
FILLED_IN = "words=%A&state=%d"


class SmsGateway(CalledTransport):
    """One gateway, named by an address like `http://user:password@host:13013/cgi-bin/sendsms?from=X`."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        parts = urlsplit(url)
        self.address = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
        self.sign_in = {
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
        }
        self.extra = dict(parse_qsl(parts.query))

    def send(self, outgoing: Outgoing) -> str:
        form = urlencode(self._form(outgoing), quote_via=quote)
        check_answer(self.caller.call("GET", f"{self.address}?{form}"))
        return outgoing.pk  # Kannel has no id of its own; its receipts carry ours

    def _form(self, outgoing: Outgoing) -> dict[str, str]:
        text = outgoing.rendered.text
        path = receipt_path(outgoing.pk, timezone.now())
        form = {
            **self.extra,
            **self.sign_in,
            "to": recipient_of(outgoing.address),
            "coding": "0" if is_gsm(text) else "2",
            "charset": "UTF-8",
            "text": text,
            "dlr-mask": EVERY_RECEIPT,
            "dlr-url": f"{settings.PUBLIC_URL}{path}?{FILLED_IN}",
        }
        if sender := sender_for(outgoing.address).sender:
            form["from"] = sender
        return form


def check_answer(answer: Answer) -> None:
    """Raise TransportError unless the gateway says that it took the message."""
    if answer.code in TRY_LATER:
        raise TransportError(Reason.BUSY, permanent=False, words=answer.words)
    if "authorization failed" in answer.text.lower() or answer.code == 401:
        raise technical(answer.words)
    if 400 <= answer.code < 500:
        raise TransportError(Reason.REFUSED, permanent=True, words=answer.words)
    if not (200 <= answer.code < 300 and answer.text.strip().startswith(ACCEPTED)):
        raise uncertain(answer.words)
