"""Who is mailed the figures of a week or month that is over."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportMail(models.Model):
    """That somebody wants figures by mail; `told_until` is the last day of what they were told."""

    class Every(models.TextChoices):
        WEEK = "week", _("Every week")
        MONTH = "month", _("Every month")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="report_mail",
        verbose_name=_("agent"),
    )  # fmt: skip
    every = models.CharField(_("how often"), max_length=5, choices=Every)
    told_until = models.DateField(_("told until"))

    class Meta:
        verbose_name = _("mail of figures")
        verbose_name_plural = _("mails of figures")

    def __str__(self) -> str:
        return f"{self.user_id} {self.every}"
