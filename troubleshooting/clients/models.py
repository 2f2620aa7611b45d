"""Apps, browsers and programs of servers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ClientProgram(models.Model):
    """A program that payments are made with, and the oldest version that can pay.

    `words` are what it calls itself, in small letters, alone or in a user agent. Of several
    programs that a user agent names, the one with the lowest `place` counts: Edge also calls
    itself Chrome.
    """

    class Kind(models.TextChoices):
        APP = "app", _("app")
        BROWSER = "browser", _("browser")
        SERVER = "server", _("server program")

    name = models.CharField(_("name"), max_length=50, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    words = ArrayField(models.CharField(max_length=40), verbose_name=_("what it calls itself"))
    oldest = models.PositiveIntegerField(
        _("oldest version that can pay"), null=True, blank=True, help_text=_("Empty: none can")
    )
    place = models.PositiveIntegerField(_("place"), default=100)

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["place", "name"]

    def __str__(self) -> str:
        return self.name
