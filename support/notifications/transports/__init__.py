"""The ways out of the house: e-mail and SMS, by a provider or, in the demo, into files."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

from support.notifications.addresses.providers import provider_urls
from support.notifications.models.states import Channel
from support.notifications.transports.aliyun.sending import AliyunSms
from support.notifications.transports.anymail import AnymailTransport
from support.notifications.transports.base import Outgoing, Transport, TransportError
from support.notifications.transports.files import EmailFiles, SmsFiles
from support.notifications.transports.kannel.sending import SmsGateway
from support.notifications.transports.smtp.sending import SmtpTransport
from support.notifications.transports.twilio.sending import TwilioSms

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

LONGEST_NAME = 40  # of Provider and Attempt


@dataclass(frozen=True)
class Way:
    """One provider of a channel, by the name under which its state and attempts are kept."""

    name: str
    transport: Transport


def ways_of(channel: str) -> list[Way]:
    """Return the providers that the settings name for a channel, the first to be tried first.

    Raises KeyError for an address whose scheme nobody speaks.
    """
    channel, urls = Channel(channel), provider_urls(channel)
    return [
        Way(name, _kept(channel, url))
        for name, url in zip(_names_of(channel, *urls), urls, strict=True)
    ]


def transport_of(channel: str, name: str) -> Transport | None:
    """Return the transport of a name, or None when the settings no longer name it."""
    return next((way.transport for way in ways_of(channel) if way.name == name), None)


@cache
def _names_of(channel: Channel, *urls: str) -> list[str]:
    """Name providers by host and port, and by their account too where that is not enough."""
    plain = [_name_of(channel, url) for url in urls]
    if len(set(plain)) == len(set(urls)) and all(len(name) <= LONGEST_NAME for name in plain):
        return plain
    return [
        f"{name[: LONGEST_NAME - 7]}~{sha256(_account_of(url).encode()).hexdigest()[:6]}"
        for name, url in zip(plain, urls, strict=True)
    ]


def _name_of(channel: Channel, url: str) -> str:
    parts = urlsplit(url)
    host = f"{parts.hostname or parts.path}:{parts.port or ''}"
    return f"{channel}-{parts.scheme}:{host}".rstrip(":")


def _account_of(url: str) -> str:
    """Return an address without its password, which may be changed and is never stored."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{parts.username}@{host}").geturl()


@cache
def _kept(channel: Channel, url: str) -> Transport:
    return TRANSPORTS[channel][urlsplit(url).scheme](url)
