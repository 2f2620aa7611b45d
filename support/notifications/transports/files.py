"""Messages as files under OUTBOX_DIR: `files:`, which settings accept with DEBUG only."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from support.notifications.transports.base import Outgoing, Transport
from support.notifications.transports.composing import compose_email


class Files(Transport):
    """Writes each message whole or not at all, and a second time over the first."""

    may_have_left = False


class EmailFiles(Files):
    """For e-mail, with all its headers."""

    def send(self, outgoing: Outgoing) -> str:
        return _write(outgoing, ".eml", compose_email(outgoing).message().as_bytes())


class SmsFiles(Files):
    """The same for SMS, as plain text."""

    def send(self, outgoing: Outgoing) -> str:
        content = f"To: {outgoing.address}\n\n{outgoing.rendered.text}\n"
        return _write(outgoing, ".sms.txt", content.encode())


def _write(outgoing: Outgoing, ending: str, content: bytes) -> str:
    # The day it was queued: by the day of sending, midnight would make a second file.
    folder = Path(settings.OUTBOX_DIR) / f"{outgoing.created_at:%Y-%m-%d}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{outgoing.pk}{ending}"
    with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
    return path.name
