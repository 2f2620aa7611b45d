"""Colleagues whom a note calls by name."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class MentionQuerySet(models.QuerySet["Mention"]):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def for_list(self, person: "User") -> Self:
        """Where somebody was called, the newest first, with the note and its case."""
        rows = self.filter(person=person).order_by("-pk")
        return rows.select_related("message__case__customer", "message__author")


class Mention(models.Model):
    """Somebody is told at their desk that a note calls them; `seen_at` once they looked."""

    message = models.ForeignKey("cases.Message", models.CASCADE, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions",
        verbose_name=_("who is called"),
    )  # fmt: skip
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="mentioned_once")]
        indexes = [
            # Counted with every page.
            models.Index(fields=["person"], name="mention_unseen", condition=Q(seen_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.person_id}"
