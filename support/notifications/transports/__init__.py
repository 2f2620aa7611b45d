"""The ways out of the house: e-mail and SMS, by a provider or into files."""

from functools import cache

from django.conf import settings

from support.notifications.models import Channel
from support.notifications.transports.base import Outgoing, Transport, TransportError
from support.notifications.transports.files import FilesTransport
from support.notifications.transports.sms_gateway import SmsGateway
from support.notifications.transports.smtp import SmtpTransport

__all__ = ["Outgoing", "Transport", "TransportError", "transport_for"]


def transport_for(channel: str) -> Transport:
    """Return the transport that the settings name for a channel, kept for this process."""
    url = {Channel.EMAIL: settings.EMAIL_URL, Channel.SMS: settings.SMS_URL}[Channel(channel)]
    return _kept(Channel(channel), url)


@cache
def _kept(channel: Channel, url: str) -> Transport:
    if not url:
        return FilesTransport(channel)
    return SmtpTransport() if channel == Channel.EMAIL else SmsGateway(url)
