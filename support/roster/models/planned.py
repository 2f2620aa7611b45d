"""What is planned: weekly rules, single shifts, and the hours in which somebody has to be there."""

from datetime import date, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from support.calendars.models import check_calendar, check_zone
from support.staff.models import Team
from web.forms import check_years

DAYS = (
    (0, _("Mon")), (1, _("Tue")), (2, _("Wed")), (3, _("Thu")), (4, _("Fri")), (5, _("Sat")),
    (6, _("Sun")),
)  # fmt: skip

LONGEST_SHIFT = timedelta(days=7)


class Weekly(models.Model):
    """Hours that come back by the week, on the wall clock of a zone.

    They end on the next day where they end no later than they begin: 22:00 to 06:00, and 00:00 to
    00:00 for all day. `from_on` and `until_on` are days on which they begin, both included.
    """

    class Holidays(models.TextChoices):
        AS_USUAL = "usual", _("as on other days")
        OFF = "off", _("not on holidays")
        ONLY = "only", _("on holidays alone")

    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name=_("team"))
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True,
        help_text=_("Empty: every language that they write"),
    )  # fmt: skip
    zone = models.CharField(
        _("time zone"), max_length=40, validators=[check_zone], help_text=_("As in Europe/London")
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=DAYS), verbose_name=_("days"), size=7
    )
    begins_at = models.TimeField(_("begins at"))
    ends_at = models.TimeField(_("ends at"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    calendar = models.CharField(
        _("holiday calendar"), max_length=20, blank=True, validators=[check_calendar],
        help_text=_("A country's code such as CN, or a financial calendar such as ECB"),
    )  # fmt: skip
    on_holidays = models.CharField(
        _("on holidays"), max_length=5, choices=Holidays, default=Holidays.AS_USUAL
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="%(class)s_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.begins_at:%H:%M}-{self.ends_at:%H:%M} {self.zone}"

    def clean(self) -> None:
        """Raises ValidationError for holidays of no calendar."""
        check_years(self.from_on, self.until_on)
        if self.on_holidays != self.Holidays.AS_USUAL and not self.calendar:
            message = gettext("Please name the calendar whose holidays count.")
            raise ValidationError({"calendar": ValidationError(message, code="required")})

    @property
    def day_names(self) -> list[Any]:
        names = dict(DAYS)
        return [names[day] for day in sorted(self.weekdays)]

    @property
    def is_all_day(self) -> bool:
        return self.begins_at == self.ends_at == time(0)

    def is_week(self, day: date) -> bool:
        """Tell whether a day lies in one of its weeks, which begin on Monday."""
        return True


class Rule(Weekly):
    """Who works when, every week or every few weeks from `from_on` on."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("agent")
    )
    every_weeks = models.PositiveSmallIntegerField(
        _("every … weeks"), default=1, validators=[MinValueValidator(1), MaxValueValidator(52)],
        help_text=_("Counted from the week in which it begins"),
    )  # fmt: skip

    class Meta(Weekly.Meta):
        verbose_name = _("weekly shift")
        verbose_name_plural = _("weekly shifts")

    def is_week(self, day: date) -> bool:
        weeks = (day.toordinal() - 1) // 7 - (self.from_on.toordinal() - 1) // 7
        return weeks % self.every_weeks == 0


class Cover(Weekly):
    """Hours in which somebody of a team has to be on duty who writes a language."""

    class Meta(Weekly.Meta):
        verbose_name = _("hours to cover")
        verbose_name_plural = _("hours to cover")


class Shift(models.Model):
    """One shift that no rule makes."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name=_("team"))
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True,
        help_text=_("Empty: every language that they write"),
    )  # fmt: skip
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("agent")
    )
    begins_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        ordering = ["begins_at", "pk"]
        verbose_name = _("single shift")
        verbose_name_plural = _("single shifts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")),
                name="shift_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            )
        ]
        indexes = [models.Index(fields=["ends_at"], name="shift_from_now_on")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.begins_at:%Y-%m-%d %H:%M}"

    def clean(self) -> None:
        """Raises ValidationError for one that nobody can work."""
        check_years(self.begins_at, self.ends_at)
        if self.begins_at and self.ends_at and self.ends_at - self.begins_at > LONGEST_SHIFT:
            message = gettext("A shift lasts a week at most.")
            raise ValidationError({"ends_at": ValidationError(message, code="long")})
