"""A mail that came in, from its arrival to what was read of it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.files.sealing import open_sealed

PURPOSE = "incoming mail"  # of the seal


class IncomingMailQuerySet(models.QuerySet["IncomingMail"]):
    def waiting(self, now: datetime) -> Self:
        """Those to be read now, whom nobody holds: what answers us comes first.

        What failed once comes after all others.
        """
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        waits = self.filter(free, state=IncomingMail.State.WAITING)
        return waits.order_by("attempts", "-is_answer", "received_at", "pk")

    def quarantined(self) -> Self:
        return self.filter(state=IncomingMail.State.QUARANTINED).order_by("-received_at", "-pk")


class IncomingMail(models.Model):
    """One mail, however often and by whatever way it came: `digest` says whether it is the same.

    `recipient` is the envelope's, "" where nobody told it. What came is kept under seal, for it may
    hold what nobody may keep, and all of it is thrown away after a set time.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a mail", "Waiting")
        READ = "read", pgettext_lazy("state of a mail", "Read")
        QUARANTINED = "quarantined", pgettext_lazy("state of a mail", "Quarantined")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    recipient = models.CharField(_("recipient"), max_length=320, blank=True)
    sealed = models.BinaryField(editable=False)
    is_answer = models.BooleanField(_("answers a mail of ours"), default=False, db_default=False)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)

    objects = IncomingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        indexes = [
            # The next to be read.
            models.Index(
                fields=["attempts", "-is_answer", "received_at"],
                condition=Q(state="waiting"),
                name="mail_to_read",
            ),
            # The nightly purge.
            models.Index(fields=["received_at"], name="mail_by_age"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def raw(self) -> bytes | None:
        """The mail as it came; None if the key of its seal is gone."""
        return open_sealed(bytes(self.sealed), PURPOSE)
