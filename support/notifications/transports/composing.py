"""An e-mail from a rendered message."""

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from support.notifications.identity import thread_id_of
from support.notifications.models import Reason
from support.notifications.transports.base import Outgoing, TransportError


def compose_email(outgoing: Outgoing) -> EmailMultiAlternatives:
    """Raises TransportError when the address is none that mail can be sent to."""
    try:
        validate_email(outgoing.address)
    except ValidationError as error:
        raise TransportError(Reason.NO_ADDRESS, permanent=True) from error
    message = EmailMultiAlternatives(
        subject=outgoing.rendered.subject,
        body=outgoing.rendered.text,
        to=[outgoing.address],
        headers=_headers(outgoing),
    )
    message.attach_alternative(outgoing.rendered.html, "text/html")
    return message


def _headers(outgoing: Outgoing) -> dict[str, str]:
    headers = {"Message-ID": outgoing.message_id}
    if outgoing.thread:
        thread = thread_id_of(outgoing.thread)
        headers |= {"In-Reply-To": thread, "References": thread}
    if outgoing.is_automatic:  # RFC 3834; Outlook and Exchange heed only the second
        headers |= {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    return headers
