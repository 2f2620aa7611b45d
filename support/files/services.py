"""Keeping files, and whether they may leave."""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext as _

from support.files.models import StoredFile
from support.files.scanning import NotScanned, harm_in
from support.files.sniffing import HEAD, named, sniff
from troubleshooting.discretion.masking import mask

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)
Upload: TypeAlias = "UploadedFile[bytes]"
# A mail grows by a third on its way, and most mailboxes take 20 to 25 MB.
LARGEST = 10 * 1024 * 1024
MOST_FILES = 5


class Sized(Protocol):
    @property
    def size(self) -> int | None: ...


def connect() -> None:
    post_delete.connect(_forget, sender=StoredFile, dispatch_uid="blob-goes-with-its-row")


@contextmanager
def storing(
    uploads: Iterable[Upload], *, now: datetime, uploader: "User | None" = None
) -> Iterator[list[StoredFile]]:
    """Keep files for what is done within; where that fails, no content of theirs stays.

    Each is judged by its content and keeps of its name what is harmless. Where a scanner is set and
    does not answer, it is held. Raises ValidationError, before anything is kept, for one that is
    empty, too large or of no kind that is taken.
    """
    rows = [_judged(upload, now) for upload in uploads]
    _scan(rows, now)
    written: list[StoredFile] = []
    try:
        with transaction.atomic():
            for row in rows:
                row.uploader = uploader
                row.blob.save("", row.blob.file, save=False)
                written.append(row)
                row.save()
            yield rows
    except BaseException:
        for row in written:
            row.blob.storage.delete(row.blob.name or "")
        raise


def check_kind(upload: Upload, *, now: datetime) -> None:
    """Raise ValidationError for a file that `storing` would not take."""
    _judged(upload, now)


def check_together(files: Collection[Sized]) -> None:
    """Raise ValidationError for more files than one message takes."""
    if len(files) > MOST_FILES:
        told = {"most": MOST_FILES}
        raise ValidationError(
            _("A message takes %(most)s files at most.") % told, code="too_many_files"
        )
    if sum(file.size or 0 for file in files) > LARGEST:
        raise ValidationError(
            _("Together these files are larger than 10 MB."), code="files_too_large"
        )


def check_sendable(files: Iterable[StoredFile]) -> None:
    """Raise ValidationError for a file that may not leave."""
    for row in files:
        told = {"name": row.name, "harm": row.harm}
        if row.harm:
            raise ValidationError(
                _("The scanner calls %(name)s harmful (%(harm)s). Take it away to send the rest.")
                % told,
                code="harmful",
            )
        if row.is_held:
            raise ValidationError(
                _("%(name)s has not been scanned yet, so it can't leave. Try again in a minute.")
                % told,
                code="not_scanned",
            )


def _judged(upload: Upload, now: datetime) -> StoredFile:
    """Return an unsaved row for a file that is taken. Raises ValidationError for any other."""
    told = {"name": named(mask(upload.name or "").text, "")}
    if not upload.size:
        raise ValidationError(_("%(name)s is empty.") % told, code="empty")
    if upload.size > LARGEST:
        raise ValidationError(_("%(name)s is larger than 10 MB.") % told, code="too_large")
    upload.seek(0)
    found = sniff(upload.read(HEAD), upload.chunks())
    if found is None:
        raise ValidationError(
            _(
                "%(name)s can't be taken: PDF, pictures (PNG, JPEG, GIF, WebP, HEIC) and plain "
                "text can."
            )
            % told,
            code="kind",
        )
    kind, ending = found
    name = named(mask(upload.name or "").text, ending)
    return StoredFile(blob=upload, name=name, kind=kind, size=upload.size, created_at=now)


def _scan(rows: Iterable[StoredFile], now: datetime) -> None:
    """Scan what is to be kept; what the scanner can't tell of waits for `scan_held`."""
    for row in rows if settings.CLAMD else ():
        row.blob.file.seek(0)
        try:
            row.harm = harm_in(row.blob.file.file)
        except NotScanned as error:
            logger.warning("a new file was not scanned: %s", error)
            if error.is_away:
                return
            continue
        row.scanned_at = now


def _forget(sender: Any, instance: StoredFile, **_more: Any) -> None:
    """Throw the content away once the row is gone for good."""
    blob = instance.blob
    transaction.on_commit(partial(blob.storage.delete, blob.name or ""))
