"""What an agent chose for himself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from support.customers.models import Language


class AgentPreference(models.Model):
    """One agent's own settings."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="preference",
        verbose_name=_("agent"),
    )
    language = models.CharField(_("language"), max_length=10, choices=Language)

    class Meta:
        verbose_name = _("agent's preference")
        verbose_name_plural = _("agents' preferences")

    def __str__(self) -> str:
        return f"{self.user_id} {self.language}"
