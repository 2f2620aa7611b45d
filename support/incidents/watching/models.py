"""How far the ladder was counted, and what each series remembers."""

from dataclasses import asdict
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from support.incidents.detection.habit import Habit, Hour
from support.incidents.detection.series import Series

DIGITS = 4


class Watch(models.Model):
    """The one watch that is kept: `next` is the first minute since 1970 that was not counted.

    `after` is a row of the ladder before which none is counted any more.
    """

    began = models.BigIntegerField()
    next = models.BigIntegerField()
    after = models.BigIntegerField()

    class Meta:
        verbose_name = _("watch over channels")
        verbose_name_plural = _("watch over channels")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="incident_watch_is_one")
        ]

    def __str__(self) -> str:
        return str(self.next)


class WatchedSeries(models.Model):
    """The trouble of one channel with one cause in one scheme; "" where either is not known.

    `is_rising` says that it has to be looked at in each minute, with news or without.
    """

    channel = models.ForeignKey("payments.Channel", models.CASCADE, related_name="+")
    scheme = models.CharField(max_length=50, blank=True)
    cause = models.CharField(max_length=100, blank=True)
    is_rising = models.BooleanField(default=False)
    seen = models.BigIntegerField(default=0)
    memory = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("watched series")
        verbose_name_plural = _("watched series")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "scheme", "cause"], name="incident_series_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.scheme} {self.cause}"

    @property
    def series(self) -> Series:
        kept = dict(self.memory)
        hour, habit = Hour(**kept.pop("hour")), Habit(**kept.pop("habit"))
        return Series(**kept, hour=hour, habit=habit)

    def remember(self, series: Series) -> None:
        self.is_rising = series.score > 0 or series.alarmed is not None
        self.seen = series.seen
        self.memory = _rounded({**asdict(series), "rates": None})


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return value
