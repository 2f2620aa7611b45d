"""What all workers know together of a provider."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from support.notifications.models.states import Channel
from support.sending.breaker import Breaker


class Provider(Breaker):
    """One way out of the house: its breaker, its rate and what it cost today.

    Its row is locked while messages are claimed for its channel, so that of all workers one at a
    time decides what is sent next. The address and the password are in the settings, not here.
    """

    name = models.CharField(_("name"), max_length=40, unique=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    tokens = models.FloatField(default=0)
    filled_at = models.DateTimeField(null=True, blank=True)
    spent_on = models.DateField(_("day of the spending"), null=True, blank=True)
    segments = models.PositiveIntegerField(_("segments that day"), default=0)
    cost = models.DecimalField(_("cost that day"), max_digits=12, decimal_places=4, default=0)

    Channel = Channel

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")

    def __str__(self) -> str:
        return self.name
