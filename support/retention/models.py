"""What a lead entered in the place of a kind's usual days."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Retention(models.Model):
    """For how many days one kind is kept. Without a row its usual days hold."""

    kind = models.CharField(_("kind"), max_length=20, unique=True)
    days = models.PositiveSmallIntegerField(_("days"))

    class Meta:
        verbose_name = _("retention")
        verbose_name_plural = _("retention")

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"
