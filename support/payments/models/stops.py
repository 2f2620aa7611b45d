"""Planned stops of channels, announced ahead."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support.customers.models import Language
from support.payments.models.channel import Channel, ChannelState
from troubleshooting.marks.reading import kept


class PlannedStopQuerySet(models.QuerySet["PlannedStop"]):
    def holding(self) -> Self:
        return self.filter(cancelled_at=None)

    def ahead(self, now: datetime) -> Self:
        """Those that are under way or still to come, the next first."""
        return self.holding().filter(ends_at__gt=now).order_by("begins_at", "pk")


class PlannedStop(models.Model):
    """From when until when a channel stands still, as planned, and why.

    `begun_at` and `over_at` are when the board was told so, by `channels.stops` and once each;
    `said` is what was said then, None where a person had said otherwise by then. Customers read
    of one that `is_public`.
    """

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="stops")
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    why_en = models.CharField(_("why (English)"), max_length=200)
    why_zh = models.CharField(_("why (Chinese)"), max_length=200)
    is_public = models.BooleanField(_("customers may read it"), default=True, db_default=True)
    planned_at = models.DateTimeField(_("entered at"))
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField(null=True, blank=True, editable=False)
    said = models.OneToOneField(
        ChannelState, models.SET_NULL, null=True, blank=True, editable=False, related_name="stop"
    )
    over_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = PlannedStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned stop")
        verbose_name_plural = _("planned stops")
        ordering = ["-begins_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="planned_stop_has_a_length"
            )
        ]
        indexes = [models.Index(fields=["channel", "ends_at"], name="planned_stop_of_channel")]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.begins_at:%Y-%m-%d %H:%M}"

    @property
    def why(self) -> str:
        return self.why_zh if get_language() == Language.CHINESE else self.why_en

    def is_under_way(self, now: datetime) -> bool:
        return self.cancelled_at is None and self.begins_at <= now < self.ends_at


def stop_until(channel_id: int | None, moment: datetime) -> datetime | None:
    """Return until when a channel stands still as planned at a moment, None where it does not."""
    spans = _stops().get(channel_id or 0, ())
    return next((ends for begins, ends in spans if begins <= moment < ends), None)


@kept
def _stops() -> dict[int, list[tuple[datetime, datetime]]]:
    """Return the planned stops of every channel; none of them overlap."""
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    rows = PlannedStop.objects.holding().values_list("channel_id", "begins_at", "ends_at")
    for channel, begins, ends in rows:
        found.setdefault(channel, []).append((begins, ends))
    return found
