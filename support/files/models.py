"""A file that somebody gave us."""

import uuid
from typing import Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from support.retention.kinds import Kind, Table, register


def attachments() -> Storage:
    return storages["attachments"]


def _random(_row: models.Model, _name: str) -> str:
    """Nothing of the name that somebody gave it stands in the path."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def of_nothing(self) -> Self:
        return self.filter(
            messages=None, drafts=None, notifications=None, letters=None, bank_letters=None
        )

    def held(self) -> Self:
        return self.filter(scanned_at=None)


class StoredFile(models.Model):
    """`kind` is what is in it, by its content; `harm` what the scanner calls it, "" for none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    blob = models.FileField(storage=attachments, upload_to=_random, max_length=200)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=80)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes"))
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("uploaded by"),
    )  # fmt: skip
    tried_at = models.DateTimeField(_("tried at"), null=True, help_text=_("Last, to scan it"))
    scanned_at = models.DateTimeField(_("scanned at"), null=True)
    harm = models.CharField(_("harm"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["created_at", "name"]
        indexes = [
            models.Index(fields=["created_at"], name="file_by_age"),
            models.Index(fields=["blob"], name="file_by_content"),  # whether a row names it
            models.Index(
                fields=["-created_at"], condition=models.Q(scanned_at=None), name="file_held"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_held(self) -> bool:
        """Whether it waits for the scanner."""
        return bool(settings.CLAMD) and self.scanned_at is None

    @property
    def is_cleared(self) -> bool:
        """Whether it may leave: it was scanned, or nobody is asked to, and it does no harm."""
        return not self.harm and not self.is_held


register(Kind(
    "files", _("Files that belong to nothing"),
    _("Taken out of a draft, or never sent: a day to think again."),
    usual=1, least=1, most=30, tables=(Table(StoredFile.objects.of_nothing, "created_at"),),
))  # fmt: skip
