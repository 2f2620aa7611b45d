"""Mail by a provider's webhook, as django-anymail authenticates it."""

from typing import Any

from anymail.signals import AnymailInboundEvent, inbound
from django.utils import timezone

from support.mailbox.services import receive

RECEIVER = "mailbox-inbound"


def connect() -> None:
    """Listen to django-anymail; called once, when the app is ready."""
    inbound.connect(take, dispatch_uid=RECEIVER)


def take(event: AnymailInboundEvent, **_sender: Any) -> None:
    recipient = event.message.envelope_recipient or ""
    receive(event.message.as_bytes(), recipient, timezone.now())
