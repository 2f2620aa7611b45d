"""Wordings that admins put in the place of the files."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.customers.models import Language
from support.notifications.models.states import Channel


class WordingQuerySet(models.QuerySet["Wording"]):
    def in_use(self) -> Self:
        return self.filter(is_current=True)

    def history(self, event: str, language: str, channel: str) -> Self:
        """Every version of one wording, newest first."""
        return self.filter(event=event, language=language, channel=channel).order_by("-version")


class Wording(models.Model):
    """One version of the words of one event, in one language, over one channel.

    Plain text with named placeholders like `{reference}`. Versions are never changed or deleted;
    at most one is in use, and where none is, the file is.
    """

    event = models.CharField(_("event"), max_length=40)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    version = models.PositiveIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    note = models.CharField(_("why"), max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"))
    is_current = models.BooleanField(_("in use"), default=False)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "language", "channel", "version"], name="wording_version_once"
            ),
            models.UniqueConstraint(
                fields=["event", "language", "channel"],
                condition=Q(is_current=True),
                name="wording_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.language} {self.channel} {self.version}"
