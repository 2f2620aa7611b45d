from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from troubleshooting.checks.reading.bank_days import is_calendar

LONGEST_MINUTES = 60_000  # 1,000 hours
_MINUTES = [MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)]


def check_calendar(name: str) -> None:
    """Raise ValidationError for a calendar that nobody knows."""
    if not is_calendar(name):
        message = gettext("“%(value)s” is not a holiday calendar.") % {"value": name}
        raise ValidationError(message, code="unknown_calendar")


def check_zone(name: str) -> None:
    """Raise ValidationError for a time zone that nobody knows."""
    if name not in available_timezones():
        message = gettext("“%(value)s” is not a time zone.") % {"value": name}
        raise ValidationError(message, code="unknown_zone")


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


class BusinessHours(models.Model):
    """When a market works: what clocks of cases count. Without a row, as `cases.clocks` has it."""

    market = models.CharField(
        _("market"), max_length=10, choices=settings.LANGUAGES, unique=True
    )  # fmt: skip
    time_zone = models.CharField(
        _("time zone"), max_length=40, validators=[check_zone],
        help_text=_("As in Europe/London"),
    )  # fmt: skip
    calendar = models.CharField(
        _("calendar"), max_length=20, validators=[check_calendar],
        help_text=_("A country's code such as CN, or a financial calendar such as ECB"),
    )  # fmt: skip
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))

    class Meta:
        ordering = ["market"]
        verbose_name = _("business hours")
        verbose_name_plural = _("business hours")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="business_hours_end_after_they_begin",
                violation_error_message=_("It closes before it opens."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.market} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


class ClockRule(models.Model):
    """What is promised for a priority in business minutes, and what is done when it is not kept.

    Without a row of the market that of every market holds, and without that `cases.clocks`.
    """

    market = models.CharField(
        _("market"), max_length=10, choices=settings.LANGUAGES, blank=True,
        help_text=_("Empty: every market without a rule of its own"),
    )  # fmt: skip
    priority = models.CharField(_("priority"), max_length=10)
    first_answer = models.PositiveIntegerField(_("first answer"), validators=_MINUTES)
    next_answer = models.PositiveIntegerField(_("next answer"), validators=_MINUTES)
    solution = models.PositiveIntegerField(_("solution"), validators=_MINUTES)
    warn_before = models.PositiveIntegerField(
        _("warn before"), default=30, validators=[MaxValueValidator(LONGEST_MINUTES)],
        help_text=_("Minutes before a clock runs out; 0: never"),
    )  # fmt: skip
    raises = models.BooleanField(
        _("raise"), default=False, help_text=_("A late case gets the next higher priority")
    )
    gives_back = models.BooleanField(
        _("give back"), default=False, help_text=_("A late case goes back to its team")
    )

    tells = models.BooleanField(
        _("tell"), default=False, db_default=False,
        help_text=_("Who leads the team reads of a late case on their page"),
    )  # fmt: skip

    class Meta:
        ordering = ["market", "priority"]
        verbose_name = _("clock rule")
        verbose_name_plural = _("clock rules")
        constraints = [
            models.UniqueConstraint(fields=["market", "priority"], name="clock_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.market} {self.priority}"
