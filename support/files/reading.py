"""What is in a file, wherever it lies."""

import logging

from support.files.models import StoredFile

logger = logging.getLogger(__name__)


class NotReadable(Exception):
    """The storage does not hand a file out; `is_lost` where it has none of this name."""

    def __init__(self, why: str, *, is_lost: bool) -> None:
        super().__init__(why)
        self.is_lost = is_lost


def content_of(row: StoredFile) -> bytes:
    """Return what is in a file, which is small enough for the memory. Raises NotReadable.

    Each storage has exceptions of its own: whatever it raises is a fault of the storage.
    """
    try:
        with row.blob.open() as blob:
            return bytes(blob.read())
    except FileNotFoundError as error:
        logger.exception("file %s: its content is lost", row.pk)
        raise NotReadable(type(error).__name__, is_lost=True) from error
    except Exception as error:
        logger.exception("file %s: its storage does not hand it out", row.pk)
        raise NotReadable(type(error).__name__, is_lost=False) from error
