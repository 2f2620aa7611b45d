"""How the payments on a channel did, counted by a few minutes each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from support.payments.models.channel import Channel


class ChannelTally(models.Model):
    """The payments made on a channel within five minutes: how many, how many failed, how slow.

    Written by `channels.tallying` alone, which counts it again while it may still change.
    """

    channel = models.ForeignKey(
        Channel, models.CASCADE, related_name="tallies", db_index=False
    )  # channel_tally_once begins with it
    begins_at = models.DateTimeField(_("from"))
    made = models.PositiveIntegerField(_("payments"))
    failed = models.PositiveIntegerField(_("failed"))
    answered = models.PositiveIntegerField(_("with an answer time"))
    answer_ms = models.BigIntegerField(_("answer times, added up (ms)"))

    class Meta:
        verbose_name = _("channel's tally")
        verbose_name_plural = _("channels' tallies")
        constraints = [
            models.UniqueConstraint(fields=["channel", "begins_at"], name="channel_tally_once")
        ]
        indexes = [models.Index(fields=["begins_at"], name="channel_tally_by_time")]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.begins_at:%Y-%m-%d %H:%M}"
