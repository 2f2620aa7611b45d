"""What an agent chose for themselves, and where they are."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.customers.models import Language
from support.retention.kinds import Kind, Table, register
from troubleshooting.trees.models import TreePresence


class AgentPreference(models.Model):
    """One agent's own settings."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="preference",
        verbose_name=_("agent"),
    )
    language = models.CharField(_("language"), max_length=10, choices=Language)
    time_zone = models.CharField(
        _("time zone"), max_length=40, blank=True, default="", db_default="",
        help_text=_("Empty: as the browser says"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("agent's preference")
        verbose_name_plural = _("agents' preferences")

    def __str__(self) -> str:
        return f"{self.user_id} {self.language}"


class CasePresence(models.Model):
    """Who has a case open, and what they do there; it says so for a moment and locks nothing."""

    class Doing(models.TextChoices):
        READS = "reads", pgettext_lazy("presence", "is viewing this case")
        TYPES = "types", pgettext_lazy("presence", "is typing")
        UNSENT = "unsent", pgettext_lazy("presence", "has a draft")

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    doing = models.CharField(_("doing"), max_length=10, choices=Doing, default=Doing.READS)
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("presence at a case")
        verbose_name_plural = _("presences at cases")
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="case_presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="case_presence_seen")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_id} {self.doing}"


register(Kind(
    "presences", _("Who was at a case or in a tree"),
    _("It says so for a moment only; nobody is asked later where they were."),
    usual=1, least=1, most=7,
    tables=(
        Table(CasePresence.objects.all, "seen_at"), Table(TreePresence.objects.all, "seen_at"),
    ),
))  # fmt: skip
