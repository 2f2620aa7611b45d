"""One try to hand a message to its provider."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from support.notifications.addresses.masking import WORDS_LENGTH
from support.notifications.models.notification import Notification


class Attempt(models.Model):
    """What a provider said, in its own words, and when.

    `uncertain` says that the message may have gone out all the same.
    """

    notification = models.ForeignKey(
        Notification, models.CASCADE, related_name="attempt_rows", verbose_name=_("notification")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    provider = models.CharField(_("provider"), max_length=40, blank=True)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"))
    ok = models.BooleanField(_("accepted"))
    permanent = models.BooleanField(_("permanent"), default=False)
    uncertain = models.BooleanField(_("uncertain"), default=False)
    words = models.CharField(_("provider's words"), max_length=WORDS_LENGTH, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["ended_at"], name="attempt_by_ended_at")]
        triggers = [
            pgtrigger.Protect(
                name="attempts_only_grow", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.number}"
