"""Asking a clamd whether a file does harm."""

import logging
from datetime import datetime
from typing import IO, Any, BinaryIO, cast
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket, CommunicationError
from django.conf import settings

from support.files.models import StoredFile

logger = logging.getLogger(__name__)
SECONDS = 5  # an agent waits for it
PORT = 3310
AT_ONCE = 100


class NotScanned(Exception):
    """Nobody can tell yet. `is_away` where the scanner itself is."""

    def __init__(self, why: str, *, is_away: bool) -> None:
        super().__init__(why)
        self.is_away = is_away


def harm_in(content: IO[Any]) -> str:
    """Return what the scanner calls a file, "" for a harmless one. Raises NotScanned."""
    try:
        found = _clamd(settings.CLAMD).instream(cast("BinaryIO", content))
    except (CommunicationError, OSError) as error:
        raise NotScanned(type(error).__name__, is_away=True) from error
    except ClamdError as error:
        raise NotScanned(type(error).__name__, is_away=False) from error
    answer, name = next(iter(found.values()), ("ERROR", None))
    if answer == "FOUND":
        return (name or "?")[:200]
    if answer != "OK":
        raise NotScanned(str(answer), is_away=False)
    return ""


def scan_held(now: datetime) -> int:
    """Scan what is held, the newest first; return how many. It stops where the scanner is away."""
    done, held = 0, StoredFile.objects.held().order_by("-created_at")
    for row in held[:AT_ONCE] if settings.CLAMD else ():
        try:
            with row.blob.open() as content:
                row.harm = harm_in(content.file)
        except FileNotFoundError:
            logger.exception("file %s: its content is lost", row.pk)
            continue
        except NotScanned as error:
            logger.warning("file %s was not scanned: %s", row.pk, error)
            if error.is_away:
                break
            continue
        row.scanned_at = now
        row.save(update_fields=["harm", "scanned_at"])
        done += 1
    return done


def _clamd(address: str) -> ClamdNetworkSocket:
    if not address.startswith("tcp://"):
        return ClamdUnixSocket(address, timeout=SECONDS)
    url = urlsplit(address)
    return ClamdNetworkSocket(url.hostname or "", url.port or PORT, timeout=SECONDS)
