"""The ways out of the house: e-mail and SMS, by a provider or, in the demo, into files."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from support.notifications.addresses.providers import provider_urls
from support.notifications.models.states import Channel
from support.notifications.transports.aliyun import AliyunSms
from support.notifications.transports.anymail import AnymailTransport
from support.notifications.transports.base import Outgoing, Transport, TransportError
from support.notifications.transports.files import EmailFiles, SmsFiles
from support.notifications.transports.sms_gateway import SmsGateway
from support.notifications.transports.smtp import SmtpTransport
from support.notifications.transports.twilio import TwilioSms

__all__ = ["Outgoing", "Transport", "TransportError", "Way", "transport_of", "ways_of"]

# The scheme of a channel's address names its transport; docs/transports.md tells how to add one.
TRANSPORTS: dict[Channel, dict[str, type[Transport]]] = {
    Channel.EMAIL: {
        "files": EmailFiles,
        "smtp": SmtpTransport,
        "smtps": SmtpTransport,
        "smtp+tls": SmtpTransport,
        "smtp+ssl": SmtpTransport,
        "submission": SmtpTransport,
        "anymail": AnymailTransport,
    },
    Channel.SMS: {
        "files": SmsFiles,
        "http": SmsGateway,
        "https": SmsGateway,
        "twilio": TwilioSms,
        "aliyun": AliyunSms,
    },
}


@dataclass(frozen=True)
class Way:
    """One provider of a channel, by the name under which its state and attempts are kept."""

    name: str
    transport: Transport


def ways_of(channel: str) -> list[Way]:
    """Return the providers that the settings name for a channel, the first to be tried first.

    Raises KeyError for an address whose scheme nobody speaks.
    """
    return [_kept(Channel(channel), url) for url in provider_urls(channel)]


def transport_of(channel: str, name: str) -> Transport | None:
    """Return the transport of a name, or None when the settings no longer name it."""
    return next((way.transport for way in ways_of(channel) if way.name == name), None)


@cache
def _kept(channel: Channel, url: str) -> Way:
    parts = urlsplit(url)
    name = f"{parts.scheme}:{parts.hostname or parts.path}".rstrip(":")
    return Way(f"{channel}-{name}"[:40], TRANSPORTS[channel][parts.scheme](url))
