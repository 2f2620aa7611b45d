"""SMS over Twilio: https://www.twilio.com/docs/messaging/api/message-resource."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from django.conf import settings
from django.utils import timezone

from support.notifications.addresses.callbacks import receipt_path
from support.notifications.addresses.sms_senders import sender_for
from support.notifications.models import Notification
from support.notifications.models.states import Reason
from support.notifications.transports.base import Outgoing, TransportError, technical, uncertain
from support.notifications.transports.calls import (
    Answer,
    CalledTransport,
    recipient_of,
)
from support.notifications.transports.twilio.reports import twilio_refusal

HOST = "api.twilio.com"
ENDED_BADLY = {"failed", "undelivered", "canceled"}
PAGE = "100"
# Twilio's times are of whole seconds, and its clock is not ours.
CLOCKS_APART = timedelta(seconds=5)


class TwilioSms(CalledTransport):
    """`twilio://SID:TOKEN@?from=%2B15005550006`, or `?messaging_service=MG…`.

    A host may be named after the "@".
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        parts = urlsplit(url)
        extra = dict(parse_qsl(parts.query))
        host = parts.netloc.rpartition("@")[2] or HOST
        self.sid, self.token = unquote(parts.username or ""), unquote(parts.password or "")
        self.address = (
            f"{extra.get('scheme', 'https')}://{host}/2010-04-01/Accounts/{self.sid}/Messages.json"
        )
        self.sender = extra.get("from", "")
        self.service = extra.get("messaging_service", "")

    def send(self, outgoing: Outgoing) -> str:
        path = receipt_path(outgoing.pk, timezone.now(), provider="twilio")
        form = {
            "To": recipient_of(outgoing.address),
            "Body": outgoing.rendered.text,
            "StatusCallback": f"{settings.PUBLIC_URL}{path}",
        }
        sender = sender_for(outgoing.address).sender or self.sender
        if self.service:
            form["MessagingServiceSid"] = self.service
        if sender:
            form["From"] = sender
        return check_answer(self._call("POST", self.address, data=form))

    def look_up(self, pk: str, address: str, handed_at: datetime) -> str | None:
        """Find the one message to a number that we know nothing of.

        Twilio keeps no reference of ours, but only one message at a time leaves for a number. That
        none is found proves nothing: Twilio doesn't promise that a list is complete at once.
        """
        try:
            query = urlencode({"To": recipient_of(address), "PageSize": PAGE})
            answer = self._call("GET", f"{self.address}?{query}")
        except TransportError:
            return None
        listed = answer.fields.get("messages")
        if answer.code != 200 or not isinstance(listed, list):
            return None
        since = handed_at - CLOCKS_APART
        found = {sid for one in listed if (sid := _sid_of_one_made_since(one, since))}
        stored = Notification.objects.exclude(pk=pk).filter(provider_id__in=found)
        unknown = found - set(stored.values_list("provider_id", flat=True))
        return unknown.pop() if len(unknown) == 1 else None

    def has_signed(self, url: str, form: Iterable[tuple[str, str]], signature: str) -> bool:
        """Tell whether Twilio sent us this form (its "Validating requests")."""
        if not self.token:
            return False
        expected = signature_of(self.token, url, form)
        return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))

    def _call(self, method: str, url: str, **more: Any) -> Answer:
        return self.caller.call(method, url, auth=(self.sid, self.token), **more)


def check_answer(answer: Answer) -> str:
    """Return Twilio's id of the message that it took. Raises TransportError if it didn't."""
    told = answer.fields
    if answer.code == 429:
        raise TransportError(Reason.BUSY, permanent=False, words=answer.words)
    if 200 <= answer.code < 300 and isinstance(told.get("sid"), str) and told["sid"]:
        if told.get("status") in ENDED_BADLY:
            raise _refused(told.get("error_code"), str(told.get("error_message")))
        return str(told["sid"])
    if 400 <= answer.code < 500 and isinstance(told.get("code"), int):
        raise _refused(told["code"], f"{told['code']} {told.get('message')}")
    if 400 <= answer.code < 500:
        raise technical(answer.words)
    raise uncertain(answer.words)


def signature_of(token: str, url: str, form: Iterable[tuple[str, str]]) -> str:
    """Return Twilio's signature: HMAC-SHA1 over the address and the sorted fields, each once."""
    signed = url + "".join(f"{name}{value}" for name, value in sorted(set(form)))
    digest = hmac.new(token.encode(), signed.encode("utf-8", "replace"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _refused(code: object, words: str) -> TransportError:
    refusal = twilio_refusal(code if isinstance(code, int) else None)
    return TransportError(refusal.reason, permanent=refusal.is_permanent, words=words)


def _sid_of_one_made_since(listed: object, since: datetime) -> str:
    """Return the id of a message that we had Twilio send since, "" for any other."""
    if not isinstance(listed, dict) or listed.get("direction") == "inbound":
        return ""
    try:
        made_at = parsedate_to_datetime(str(listed.get("date_created")))
    except ValueError:
        return ""
    sid = listed.get("sid")
    return sid if isinstance(sid, str) and made_at.tzinfo and made_at >= since else ""
