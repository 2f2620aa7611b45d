"""An e-mail from a rendered message: the same bytes each time it goes out."""

import re
from base64 import b32encode
from dataclasses import dataclass
from email.charset import BASE64, QP, Charset
from email.header import Header
from email.message import Message
from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from support.customers.mailboxes import BadAddress, WireAddress, wire_address
from support.files.models import StoredFile
from support.files.reading import NotReadable, content_of
from support.notifications.addresses.mail_ids import (
    answered_at,
    bounce_address_of,
    reply_address_of,
    sender_of,
    thread_id_of,
)
from support.notifications.models import Reason
from support.notifications.transports.base import Outgoing, TransportError
from support.notifications.transports.signing import sign

SUBJECT_LENGTH = 250
LONGEST_HEADER = 900  # a line of a mail has 998 octets (RFC 5322)
LONGEST_WORD = 60  # of a subject on one line

# Control characters, line and paragraph ends, halves of surrogate pairs.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True)
class Mail:
    """What an SMTP server is given."""

    sender: str
    recipient: WireAddress
    content: bytes


class SteadyEmail(EmailMultiAlternatives):
    """A mail that is composed to the same bytes every time.

    Its bodies are encoded to ASCII, so that no server on the way recodes them and breaks the
    signature.
    """

    boundary = ""
    recipient: WireAddress

    def message(self) -> Message:  # type: ignore[override]
        composed: Message = super().message()
        for number, part in enumerate(composed.walk()):
            if part.is_multipart():
                part.set_boundary(f"{self.boundary}{number}")
        composed.replace_header("Subject", _subject_header(str(self.subject)))  # type: ignore[arg-type]
        if self.recipient.is_international:
            # Headers in UTF-8 are what SMTPUTF8 is for (RFC 6532).
            raw = str(self.recipient).encode().decode("ascii", "surrogateescape")
            composed.replace_header("To", raw)
        return composed


def compose_mail(outgoing: Outgoing) -> Mail:
    """Compose and sign a mail for SMTP. Raises TransportError as `compose_email` does."""
    message = compose_email(outgoing)
    content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    return Mail(bounce_address_of(outgoing.pk), message.recipient, sign(content))


def compose_email(outgoing: Outgoing) -> SteadyEmail:
    """Compose a mail for those who encode it themselves.

    Raises TransportError when no mail can be sent to the address, or these words can't be a mail.
    """
    try:
        recipient = wire_address(outgoing.address)
    except BadAddress as error:
        raise TransportError(Reason.NO_ADDRESS, permanent=True, words=str(error)) from error
    _check_words(outgoing)
    rendered = outgoing.rendered
    message = SteadyEmail(
        subject=rendered.subject,
        body=rendered.text,
        from_email=sender_of(outgoing.sender_name),
        to=[str(recipient)],
        headers=_headers(outgoing),
    )
    message.recipient = recipient
    message.boundary = _boundary(outgoing.pk)
    message.encoding = _charset(rendered.text + rendered.html)
    if reply_to := answered_at(outgoing.reply_to, outgoing.thread):
        message.reply_to = [reply_to]
    if rendered.html:
        message.attach_alternative(rendered.html, "text/html")
    for row in outgoing.files:
        message.attach(row.name, _content(row), "application/octet-stream")
    return message


def _content(row: StoredFile) -> bytes:
    """Read a file. Its kind is told by its name: as bytes no server on the way recodes it.

    That it can't be read is no fault of the provider, and tells nothing of other messages.
    """
    try:
        return content_of(row)
    except NotReadable as error:
        words = f"a file can't be read: {error}"
        raise TransportError(Reason.FILE, permanent=error.is_lost, words=words) from error


def _headers(outgoing: Outgoing) -> dict[str, str]:
    headers = {
        "Message-ID": outgoing.message_id,
        "Date": format_datetime(outgoing.created_at),
    }
    if outgoing.thread:
        thread = thread_id_of(outgoing.thread)
        headers |= {"In-Reply-To": thread, "References": thread}
    if outgoing.is_automatic:  # RFC 3834; Outlook and Exchange heed only the second
        headers |= {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if outgoing.unsubscribe_url:  # RFC 8058: with both, programs offer one click
        headers |= {
            "List-Unsubscribe": f"<{outgoing.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def _check_words(outgoing: Outgoing) -> None:
    """Refuse what would make a broken mail, or a header that we did not write."""
    rendered, link = outgoing.rendered, outgoing.unsubscribe_url
    named = (outgoing.sender_name, outgoing.reply_to)
    lines = [rendered.subject, *named, *_headers(outgoing).values()]
    if any(_has_control(line) or len(line) > LONGEST_HEADER for line in lines):
        raise _unworded("the subject or a header is not one plain line")
    if len(rendered.subject) > SUBJECT_LENGTH:
        raise _unworded("the subject is too long")
    if not link.isascii() or not set(' <>"').isdisjoint(link):
        raise _unworded("the address to unsubscribe at is not one")
    if outgoing.thread and not reply_address_of(outgoing.thread):
        raise _unworded("the reference of the case is not one")
    for text in (rendered.subject, rendered.text, rendered.html):
        if "\0" in text or not _is_unicode(text):
            raise _unworded("a text has characters that no mail can carry")


def _unworded(words: str) -> TransportError:
    return TransportError(Reason.UNWORDED, permanent=True, words=words)


def _has_control(line: str) -> bool:
    return _CONTROLS.search(line) is not None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def _subject_header(subject: str) -> Header:
    """Encode a subject (RFC 2047) that needs it, also as it looks encoded or can't be folded."""
    can_fold = all(len(word) <= LONGEST_WORD for word in subject.split(" "))
    plain = subject.isascii() and "=?" not in subject and can_fold
    return Header(subject, "us-ascii" if plain else "utf-8", header_name="Subject")


def _charset(text: str) -> Charset:
    charset = Charset("utf-8")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    charset.body_encoding = BASE64 if foreign * 6 > len(text) else QP
    return charset


def _boundary(pk: str) -> str:
    """Return a line that nobody can write into the text to cut it short."""
    digest = salted_hmac("mail-boundary", pk, algorithm="sha256").digest()
    return f"=_{b32encode(digest).decode().lower()[:26]}."
