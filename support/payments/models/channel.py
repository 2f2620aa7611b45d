"""Bank and wallet routes, and the board of their states."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from support.customers.models import Language
from troubleshooting.checks.reading import bank_days
from troubleshooting.checks.reading.as_written import Unreadable, read_zone
from troubleshooting.marks.asking import Question

# A method with another name is a source's own word, which no customer need know.
PUBLIC_METHODS = {
    "bank_transfer": _("bank transfer"),
    "direct_debit": _("direct debit"),
    "wallet": _("wallet"),
    "card": _("card"),
    "bank_redirect": pgettext_lazy("method, to customers", "online banking"),
}


class Direction(models.TextChoices):
    PAYOUT = "payout", _("Payout")
    PAYIN = "payin", _("Pay-in")


class Channel(models.Model):
    """A bank or wallet route with its limits, hours and state.

    Amounts are in the channel's currency, hours in its time zone; an empty limit means none, and
    an empty time that nobody knows it. Its names are ours alone: customers read the public name,
    and where it has none that of the method. One that is not confirmed was only named by a
    payment: of its limits and hours nothing is known yet.
    """

    class State(models.TextChoices):
        NORMAL = "normal", _("Normal")
        DEGRADED = "degraded", _("Degraded")
        DOWN = "down", _("Down")

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    public_name_en = models.CharField(
        _("public name (English)"), max_length=100, blank=True, default="", db_default="",
        help_text=_("What customers read. Empty: they read the method, such as bank transfer"),
    )  # fmt: skip
    public_name_zh = models.CharField(
        _("public name (Chinese)"), max_length=100, blank=True, default="", db_default=""
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, blank=True)
    method = models.CharField(_("method"), max_length=30, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    schemes = ArrayField(
        models.CharField(max_length=30), verbose_name=_("code schemes"), default=list, blank=True
    )
    min_amount = models.DecimalField(
        _("smallest amount"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    max_amount = models.DecimalField(
        _("largest amount"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    daily_total = models.DecimalField(
        _("daily total per customer"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    daily_count = models.PositiveIntegerField(_("daily count per customer"), null=True, blank=True)
    opens_at = models.TimeField(_("opens at"), default=time(0))
    closes_at = models.TimeField(
        _("closes at"), null=True, blank=True, help_text=_("Empty: the end of the day")
    )
    works_weekends = models.BooleanField(_("works at weekends"), default=True)
    holidays = models.CharField(
        _("holiday calendar"),
        max_length=10,
        blank=True,
        help_text=_("A country code, or ECB for the euro's bank holidays"),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    new_user_days = models.PositiveIntegerField(_("days as a new customer"), default=0)
    new_user_max = models.DecimalField(
        _("largest amount for a new customer"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
    )
    usual_latency_ms = models.PositiveIntegerField(
        _("usual answer time (ms)"), null=True, blank=True
    )
    timeout_ms = models.PositiveIntegerField(_("time-out (ms)"), null=True, blank=True)
    bank_answer_days = models.PositiveSmallIntegerField(
        _("bank days to answer an inquiry"), default=1
    )
    is_confirmed = models.BooleanField(_("confirmed by a person"), default=True, db_default=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_for(get_language() or Language.ENGLISH)

    def name_for(self, language: str) -> str:
        return self.name_zh if language == Language.CHINESE else self.name_en

    def public_name(self, method: str = "") -> str:
        """Return what customers may read in the active language, "" where there is nothing.

        The method is that of the payment, else the channel's.
        """
        is_chinese = get_language() == Language.CHINESE
        named = self.public_name_zh if is_chinese else self.public_name_en
        return named or str(PUBLIC_METHODS.get(method or self.method, ""))

    def clean(self) -> None:
        """Refuse a time zone or a calendar by which no bank day could be counted."""
        readers: dict[str, Callable[[], Any]] = {
            "time_zone": lambda: read_zone(self.time_zone),
            "holidays": lambda: bank_days.is_bank_day(date(2026, 1, 1), self.holidays),
        }
        errors = {}
        for field, read in readers.items():
            try:
                read()
            except Unreadable as error:
                errors[field] = ValidationError(_(error.reason), "invalid", error.values)
        if errors:
            raise ValidationError(errors)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def state_at(self, moment: datetime) -> "ChannelState | None":
        """Return what the channel board said at a moment, or None when it said nothing yet."""
        return next(iter(_STATE.ask(self.pk, moment)), None)


class ChannelState(models.Model):
    """One entry of the channel board: from when a channel was in which state, and who says so.

    Written by `channels.states` alone. Without an actor the machine said it, as `source` tells.
    """

    class Source(models.TextChoices):
        PERSON = "person", pgettext_lazy("who said a channel's state", "A person")
        API = "api", _("A program, over the API")
        STOP = "stop", _("A planned stop")
        INCIDENT = "incident", _("An incident")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="states")
    state = models.CharField(_("state"), max_length=10, choices=Channel.State)
    since = models.DateTimeField(_("since"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(
        _("said by"), max_length=10, choices=Source, default=Source.PERSON, db_default=Source.PERSON
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("channel state")
        verbose_name_plural = _("channel states")
        indexes = [models.Index(fields=["channel", "-since"], name="channel_state_latest")]

    def __str__(self) -> str:
        return f"{self.channel.code} {self.state} {self.since:%Y-%m-%d %H:%M}"

    @property
    def why(self) -> str:
        """The note, of a planned stop in the reader's language."""
        stop = getattr(self, "stop", None)  # none where a person said it
        return stop.why if stop else self.note


_STATE = Question(
    lambda channel, moment: (
        ChannelState.objects.filter(channel=channel, since__lte=moment)
        .select_related("stop")
        .order_by("-since", "-pk")[:1]
    )
)
