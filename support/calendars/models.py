from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from troubleshooting.checks.reading.bank_days import is_calendar


def check_calendar(name: str) -> None:
    """Raise ValidationError for a calendar that nobody knows."""
    if not is_calendar(name):
        message = gettext("“%(value)s” is not a holiday calendar.") % {"value": name}
        raise ValidationError(message, code="unknown_calendar")


class CalendarDay(models.Model):
    """A day on which banks do otherwise than the holiday library says."""

    calendar = models.CharField(
        _("calendar"),
        max_length=20,
        validators=[check_calendar],
        help_text=_("A country's code such as CN, or a financial calendar such as ECB"),
    )
    day = models.DateField(_("day"))
    is_worked = models.BooleanField(
        _("banks work"), default=False, help_text=_("Not ticked: a bank holiday")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["calendar", "day"]
        verbose_name = _("exceptional bank day")
        verbose_name_plural = _("exceptional bank days")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.day:%Y-%m-%d}"


class CalendarYear(models.Model):
    """A year of a calendar whose exceptional days somebody has entered completely."""

    calendar = models.CharField(_("calendar"), max_length=20, validators=[check_calendar])
    year = models.PositiveSmallIntegerField(_("year"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("settled by"),
    )  # fmt: skip

    class Meta:
        ordering = ["calendar", "year"]
        verbose_name = _("settled year")
        verbose_name_plural = _("settled years")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "year"], name="calendar_year_once")
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.year}"
