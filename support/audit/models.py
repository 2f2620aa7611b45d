"""What was done, kept by the database against every change."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryQuerySet(models.QuerySet["Entry"]):
    def for_list(self) -> Self:
        """The newest first, with who did it."""
        return self.select_related("actor").order_by("-pk")


class Entry(models.Model):
    """One deed. `actor_name` outlives the person's account; `values` tells what kind by kind."""

    class Kind(models.TextChoices):
        FILE_TAKEN = "file_taken", _("File downloaded")
        EXPORT_BEGUN = "export_begun", _("Export begun")
        EXPORT_ENDED = "export_ended", _("Export ended")
        WEBHOOK_MADE = "webhook_made", _("Webhook added")
        WEBHOOK_CHANGED = "webhook_changed", _("Webhook changed")
        WEBHOOK_SECRET = "webhook_secret", _("Webhook's secrets changed")
        WEBHOOK_REPLAYED = "webhook_replayed", _("Events sent again")
        WEBHOOK_ENDED = "webhook_ended", _("Webhook switched off: it failed too long")
        SOURCE_ACCESS = "source_access", _("How a source is reached changed")
        CUSTOMER_TOLD = "customer_told", _("Customer’s data handed out")
        CUSTOMER_ERASED = "customer_erased", _("Customer erased")
        ACCOUNT_CLOSED = "account_closed", pgettext_lazy("log", "Account closed")
        ACCOUNT_OPENED = "account_opened", pgettext_lazy("log", "Account opened again")
        ACCOUNT_DELETED = "account_deleted", pgettext_lazy("log", "Account deleted")
        RETENTION_CHANGED = "retention_changed", _("How long data is kept changed")
        PURGED = "purged", _("Old data deleted")

    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("who"),
    )  # fmt: skip
    actor_name = models.CharField(_("name"), max_length=150, blank=True)
    values = models.JSONField(_("values"), default=dict)
    happened_at = models.DateTimeField(_("happened at"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        indexes = [
            models.Index(fields=["kind", "-id"], name="audit_by_kind"),
            # Whether somebody took a file already today.
            models.Index(
                KT("values__file"), condition=models.Q(kind="file_taken"), name="audit_by_file"
            ),
        ]
        triggers = [
            # Only who did it may be forgotten, when a user is deleted.
            pgtrigger.ReadOnly(name="audit_unchanged", exclude=["actor"]),
            pgtrigger.Protect(name="audit_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.actor_name}"
