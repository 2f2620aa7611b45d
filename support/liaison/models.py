"""Whom one reaches at a bank, meetings with it, and what was agreed there."""

from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from support.calendars.models import check_zone
from support.calendars.services import exceptions_of
from support.inquiries.models import Bank
from support.retention.kinds import Kind, Table, register
from support.roster.models.planned import DAYS
from support.roster.spans import moment_of
from troubleshooting.checks.reading.bank_days import is_bank_day
from web.forms import check_years

A_WEEK = timedelta(weeks=1)
LONGEST_WORDS = 8000


class Contact(models.Model):
    """Somebody at a bank, and when they answer, on their own wall clock and its bank days."""

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="contacts", verbose_name=_("bank"))
    name = models.CharField(_("name"), max_length=100)
    task = models.CharField(_("what for"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, validators=[check_zone], help_text=_("As in Europe/London")
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=DAYS), verbose_name=_("days"), size=7
    )
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("contact at a bank")
        verbose_name_plural = _("contacts at banks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="contact_closes_after_it_opens",
                violation_error_message=_("It closes before it opens."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, now: datetime) -> bool:
        """Tell whether they can be reached now."""
        wall = now.astimezone(ZoneInfo(self.time_zone))
        name = self.bank.calendar.upper()
        works = is_bank_day(
            wall.date(), name, works_on_weekends=True, exceptions=exceptions_of(name)
        )
        is_in = self.opens_at <= wall.time() < self.closes_at
        return works and is_in and wall.weekday() in self.weekdays


class Meeting(models.Model):
    """A meeting that comes back, from its first day on, on the wall clock of a zone."""

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="meetings", verbose_name=_("bank"))
    title = models.CharField(_("title"), max_length=100)
    first_on = models.DateField(_("first on"))
    begins_at = models.TimeField(_("begins at"))
    time_zone = models.CharField(
        _("time zone"), max_length=40, validators=[check_zone], help_text=_("As in Europe/London")
    )
    every_weeks = models.PositiveSmallIntegerField(
        _("every … weeks"), default=4, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("meeting with a bank")
        verbose_name_plural = _("meetings with banks")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Raises ValidationError for days that not every clock has."""
        check_years(self.first_on, self.until_on)

    def next_at(self, now: datetime) -> datetime | None:
        """Return when it begins next, None once it has ended."""
        zone, day = ZoneInfo(self.time_zone), self.first_on
        every = self.every_weeks * A_WEEK
        gone = (now.astimezone(zone).date() - day) // every
        day += max(gone, 0) * every
        for on in (day, day + every):
            begins = moment_of(on, self.begins_at, zone)
            if begins >= now and (self.until_on is None or on <= self.until_on):
                return begins
        return None


class Minutes(models.Model):
    """What was said in a meeting; the door has masked the words."""

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="minutes", verbose_name=_("bank"))
    held_on = models.DateField(_("held on"))
    body = models.TextField(_("minutes"), max_length=LONGEST_WORDS)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("minutes of a meeting")
        verbose_name_plural = _("minutes of meetings")

    def __str__(self) -> str:
        return f"{self.bank_id} {self.held_on}"


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def done(self) -> Self:
        return self.exclude(done_at=None)

    def overdue(self, today: date) -> Self:
        """What should have been done before today."""
        return self.open().filter(due_on__lt=today)

    def for_list(self) -> Self:
        """Everything that a list shows, what is due first at first, in one query."""
        return self.select_related("bank", "owner").order_by("due_on", "pk")


class Action(models.Model):
    """What somebody of ours does by a day, as agreed with a bank; the door has masked the words."""

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="actions", verbose_name=_("bank"))
    words = models.CharField(_("what is to be done"), max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("action agreed with a bank")
        verbose_name_plural = _("actions agreed with banks")
        indexes = [
            # Asked with the leads' own page.
            models.Index(fields=["due_on"], name="action_open", condition=models.Q(done_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.due_on}"


register(Kind(
    "bank_talks", _("Minutes of meetings with banks, and follow-ups"),
    _("For as long as someone may ask what was agreed; may name customers."),
    usual=None, least=90, most=3650,
    tables=(Table(Minutes.objects.all, "written_at"), Table(Action.objects.done, "done_at")),
))  # fmt: skip
