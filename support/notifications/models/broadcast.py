"""One message to many customers."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Broadcast(models.Model):
    """A mass message: who started it, what it tells, how far it is.

    `words` holds what all its messages share, by language: `{"en": {…}, "zh-hans": {…}}`.
    """

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("mass message", "Running")
        PAUSED = "paused", pgettext_lazy("mass message", "Paused")
        CANCELLED = "cancelled", pgettext_lazy("mass message", "Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.CharField(_("event"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    words = models.JSONField(_("words"), default=dict)
    incident = models.CharField(_("incident"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    total = models.PositiveIntegerField(_("messages"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("started by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("mass message")
        verbose_name_plural = _("mass messages")
        indexes = [models.Index(fields=["-created_at"], name="broadcast_newest")]

    def __str__(self) -> str:
        return self.title
