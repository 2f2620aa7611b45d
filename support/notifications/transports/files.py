"""Messages as files under OUTBOX_DIR, where no provider is set up."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from support.notifications.models import Channel
from support.notifications.transports.base import Outgoing
from support.notifications.transports.composing import compose_email


class FilesTransport:
    """Writes each message whole or not at all, and a second time over the first."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def send(self, outgoing: Outgoing) -> str:
        # The day it was queued: by the day of sending, midnight would make a second file.
        folder = Path(settings.OUTBOX_DIR) / f"{outgoing.created_at:%Y-%m-%d}"
        if self.channel == Channel.EMAIL:
            path = folder / f"{outgoing.pk}.eml"
            content = compose_email(outgoing).message().as_bytes()
        else:
            path = folder / f"{outgoing.pk}.sms.txt"
            content = f"To: {outgoing.address}\n\n{outgoing.rendered.text}\n".encode()
        _write(path, content)
        return path.name


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
