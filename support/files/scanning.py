"""Asking a clamd whether a file does harm."""

import logging
import time
from datetime import datetime
from io import BytesIO
from typing import IO, Any, BinaryIO, cast
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket, CommunicationError
from django.conf import settings
from django.db.models import F

from support.files.models import StoredFile
from support.files.reading import NotReadable, content_of

logger = logging.getLogger(__name__)
SECONDS = 5  # an agent waits for it
SECONDS_OF_HELD = 20  # nobody does
SECONDS_OF_NOTHING = 1
ENOUGH_SECONDS = 40  # the next call goes on
PORT = 3310
AT_ONCE = 100


class NotScanned(Exception):
    """Nobody can tell yet. `is_away` where the scanner itself is."""

    def __init__(self, why: str, *, is_away: bool) -> None:
        super().__init__(why)
        self.is_away = is_away


def harm_in(content: IO[Any], *, seconds: int = SECONDS) -> str:
    """Return what the scanner calls a file, "" for a harmless one. Raises NotScanned."""
    try:
        found = _clamd(seconds).instream(cast("BinaryIO", content))
    except (CommunicationError, OSError) as error:
        # It hangs up on a file that it can't cope with, too.
        raise NotScanned(type(error).__name__, is_away=not _is_there()) from error
    except ClamdError as error:
        raise NotScanned(type(error).__name__, is_away=False) from error
    answer, name = next(iter(found.values()), ("ERROR", None))
    if answer == "FOUND":
        return (name or "?")[:200]
    if answer != "OK":
        raise NotScanned(str(answer), is_away=False)
    return ""


def scan_held(now: datetime) -> int:
    """Scan what is held, what was never tried first; return how many. A second call goes on.

    What can't be scanned holds up nothing: it is tried again once the rest was. It stops where the
    scanner is away.
    """
    done, ends_at = 0, time.monotonic() + ENOUGH_SECONDS
    held = StoredFile.objects.held().order_by(F("tried_at").asc(nulls_first=True), "-created_at")
    for row in held[:AT_ONCE] if settings.CLAMD else ():
        changes: dict[str, Any] = {"tried_at": now}
        try:
            harm = harm_in(BytesIO(content_of(row)), seconds=SECONDS_OF_HELD)
            changes |= {"harm": harm, "scanned_at": now}
            done += 1
        except NotReadable:
            pass  # which was logged
        except NotScanned as error:
            logger.warning("file %s was not scanned: %s", row.pk, error)
            if error.is_away:
                break
        StoredFile.objects.filter(pk=row.pk).update(**changes)
        if time.monotonic() > ends_at:
            break
    return done


def _is_there() -> bool:
    """Tell whether the scanner takes a file of nothing."""
    try:
        _clamd(SECONDS_OF_NOTHING).instream(BytesIO())
    except (CommunicationError, OSError):
        return False
    except ClamdError:
        return True
    return True


def _clamd(seconds: int) -> ClamdNetworkSocket:
    address = settings.CLAMD
    if not address.startswith("tcp://"):
        return ClamdUnixSocket(address, timeout=seconds)
    url = urlsplit(address)
    return ClamdNetworkSocket(url.hostname or "", url.port or PORT, timeout=seconds)
